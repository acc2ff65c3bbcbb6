#include "nlm_kernels.h"

#include "nlm_fixed.h"

void nlm_mean_pool(const int32_t *sums, uint32_t dim, uint32_t tokens, uint32_t pool_a, int8_t *y) {
  /* |sum| <= 128 * tokens and a <= 2^23 / tokens + 1/2, so that the product stays below 2^31. */
  const int32_t a = (int32_t)((pool_a + tokens / 2u) / tokens);
  for (uint32_t i = 0; i < dim; i++) {
    y[i] = nlm_sat8(nlm_rhu(sums[i] * a, 16));
  }
}
