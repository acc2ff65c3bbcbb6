/* RMS norm with Helium: VMLALDAVA adds 8 squares to a 64-bit sum. */
#include "../nlm_backend.h"
#include "../nlm_norm.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

void nlm_rmsnorm_mve(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y) {
  int64_t squares = 0;
  for (uint32_t i = 0; i < dim; i += 8u) {
    const int16x8_t v = vldrhq_z_s16(x + i, vctp16q(dim - i));
    squares = vmlaldavaq_s16(squares, v, v);
  }
  const nlm_norm_factor f = nlm_norm_factor_of((uint64_t)squares, norm);
  const int32_t right = -(int32_t)f.shift;
  for (uint32_t i = 0; i < dim; i += 4u) {
    const mve_pred16_t present = vctp32q(dim - i);
    const int32x4_t v = vrshlq_n_s32(vmulq_n_s32(vldrhq_z_s32(x + i, present), f.factor), right);
    const int16x8_t halves = vqmovnbq_s32(vreinterpretq_s16_s32(v), v);
    const int8x16_t bytes = vqmovnbq_s16(vreinterpretq_s8_s16(halves), halves);
    vstrbq_p_s32(y + i, vreinterpretq_s32_s8(bytes), present);
  }
}

#endif
