#include "nlm_backend.h"
#include "nlm_fixed.h"
#include "nlm_norm.h"

void nlm_rmsnorm_portable(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y) {
  uint64_t squares = 0;
  for (uint32_t i = 0; i < dim; i++) {
    const int32_t v = x[i];
    squares += (uint32_t)(v * v);
  }
  const nlm_norm_factor f = nlm_norm_factor_of(squares, norm);
  for (uint32_t i = 0; i < dim; i++) {
    y[i] = nlm_sat8(nlm_rhu(x[i] * f.factor, f.shift));
  }
}

void nlm_rmsnorm(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y) {
  NLM_RMSNORM(x, dim, norm, y);
}
