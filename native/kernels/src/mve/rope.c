/* RoPE with Helium's complex products: VQDMLSDH gives the difference x0 * c - x1 * s of each pair, VQDMLADHX
 * the sum x0 * s + x1 * c, both divided by 2^15, rounded down, and saturated to s16 where the result is
 * saturated to s8 anyway. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

void nlm_rope_mve(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation, int8_t *y) {
  const int16x8_t limit = vdupq_n_s16(23000), negative_limit = vdupq_n_s16(-23000);
  for (uint32_t head = 0; head < heads; head++) {
    for (uint32_t i = 0; i < head_dim; i += 8u) {
      const mve_pred16_t present = vctp16q(head_dim - i);
      const int16x8_t turn = vldrhq_z_s16(rotation + i, present);
      int16x8_t v = vldrhq_z_s16(x + i, present);
      v = vminq_s16(vmaxq_s16(v, negative_limit), limit);
      const int16x8_t turned = vqdmladhxq_s16(vqdmlsdhq_s16(v, v, turn), v, turn);
      const int16x8_t rounded = vrshrq_n_s16(turned, 22 - 15);
      vstrbq_p_s16(y + i, vreinterpretq_s16_s8(vqmovnbq_s16(vreinterpretq_s8_s16(rounded), rounded)),
                   present);
    }
    x += head_dim;
    y += head_dim;
  }
}

#endif
