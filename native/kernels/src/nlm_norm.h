/* The scalar part of the RMS norm, which all backends share. */
#ifndef NLM_NORM_H
#define NLM_NORM_H

#include "nlm_kernels.h"

/* y = x * factor / 2^shift, halves upward. */
typedef struct {
  int32_t factor; /* 0..2^15 */
  uint32_t shift; /* 1..31 */
} nlm_norm_factor;

/* floor(sqrt(v)), one result bit per step. */
static inline uint32_t nlm_square_root(uint32_t v) {
  uint32_t root = 0;
  for (uint32_t bit = 1u << 15; bit != 0u; bit >>= 1) {
    const uint32_t trial = root | bit;
    if (trial * trial <= v) {
      root = trial;
    }
  }
  return root;
}

/* squares: the sum of squares; a token of zeros stays zero */
static inline nlm_norm_factor nlm_norm_factor_of(uint64_t squares, const nlm_norm *norm) {
  nlm_norm_factor f = {0, norm->k0};
  if (squares == 0u) {
    return f;
  }
  /* Shift the sum into [2^30, 2^32) by an even count of bits: the root then has 16 bits and half the shift
   * remains. */
  while (squares >= (uint64_t)1 << 32) {
    squares >>= 2;
    f.shift++;
  }
  while (squares < (uint64_t)1 << 30) {
    squares <<= 2;
    f.shift--;
  }
  f.factor = (int32_t)(norm->gain / nlm_square_root((uint32_t)squares));
  return f;
}

#endif
