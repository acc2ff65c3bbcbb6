/* SwiGLU with Helium: the table is read by a gather load, 8 gates at a time. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

void nlm_swiglu_mve(const int16_t *silu, uint32_t k, int8_t *gate, const int8_t *up, uint32_t count) {
  const int32_t right = -(int32_t)k;
  for (uint32_t i = 0; i < count; i += 8u) {
    const mve_pred16_t present = vctp16q(count - i);
    const int16x8_t index = vaddq_n_s16(vldrbq_z_s16(gate + i, present), 128);
    const int16x8_t s = vldrhq_gather_shifted_offset_z_s16(silu, vreinterpretq_u16_s16(index), present);
    const int16x8_t u = vldrbq_z_s16(up + i, present);
    const int32x4_t even = vrshlq_n_s32(vmullbq_int_s16(s, u), right);
    const int32x4_t odd = vrshlq_n_s32(vmulltq_int_s16(s, u), right);
    const int16x8_t halves = vqmovntq_s32(vqmovnbq_s32(s, even), odd);
    vstrbq_p_s16(gate + i, vreinterpretq_s16_s8(vqmovnbq_s16(vreinterpretq_s8_s16(halves), halves)), present);
  }
}

#endif
