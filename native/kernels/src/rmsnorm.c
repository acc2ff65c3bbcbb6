#include "nlm_kernels.h"

#include <string.h>

#include "nlm_fixed.h"

/* floor(sqrt(v)), one result bit per step. */
static uint32_t square_root(uint32_t v) {
  uint32_t root = 0;
  for (uint32_t bit = 1u << 15; bit != 0u; bit >>= 1) {
    const uint32_t trial = root | bit;
    if (trial * trial <= v) {
      root = trial;
    }
  }
  return root;
}

void nlm_rmsnorm(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y) {
  uint64_t squares = 0;
  for (uint32_t i = 0; i < dim; i++) {
    const int32_t v = x[i];
    squares += (uint32_t)(v * v);
  }
  if (squares == 0u) {
    memset(y, 0, dim);
    return;
  }
  /* Shift the sum into [2^30, 2^32) by an even count of bits: the root then has 16 bits and half the shift
   * remains. */
  uint32_t k = norm->k0;
  while (squares >= (uint64_t)1 << 32) {
    squares >>= 2;
    k++;
  }
  while (squares < (uint64_t)1 << 30) {
    squares <<= 2;
    k--;
  }
  const int32_t factor = (int32_t)(norm->gain / square_root((uint32_t)squares)); /* at most 2^15 */
  for (uint32_t i = 0; i < dim; i++) {
    y[i] = nlm_sat8(nlm_rhu(x[i] * factor, k));
  }
}
