/* RMS norm for cores with the DSP extension: SMLALD adds the squares of a pair to a 64-bit sum. */
#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE)

#include "../nlm_fixed.h"
#include "../nlm_norm.h"
#include "nlm_dsp.h"

void nlm_rmsnorm_dsp(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y) {
  if ((((uintptr_t)x | dim) & 3u) != 0u) {
    nlm_rmsnorm_portable(x, dim, norm, y);
    return;
  }
  uint64_t squares = 0;
#pragma GCC unroll 4
  for (uint32_t i = 0; i < dim; i += 2u) {
    const uint32_t pair = *(const nlm_dsp_word *)(const void *)(x + i);
    __asm__("smlald %Q0, %R0, %1, %1" : "+r"(squares) : "r"(pair));
  }
  const nlm_norm_factor f = nlm_norm_factor_of(squares, norm);
#pragma GCC unroll 4
  for (uint32_t i = 0; i < dim; i++) {
    y[i] = nlm_sat8(nlm_rhu(x[i] * f.factor, f.shift));
  }
}

#endif
