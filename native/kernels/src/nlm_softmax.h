/* The scalar part of the softmax and its constants, which all backends share. */
#ifndef NLM_SOFTMAX_H
#define NLM_SOFTMAX_H

#include "nlm_fixed.h"

#define NLM_E_TO_MINUS_EIGHTH 1895147668 /* Q0.31 */
#define NLM_ONE_THIRD 715827883          /* Q0.31 */

/* e^-(2^i / 4) in Q0.31: bit i of the whole quarters in -a selects factor i. */
static const int32_t nlm_exp_factors[7] = {1672461947, 1302514674, 790015084, 290630308,
                                           39332535,   720401,     242};

/* v * 2^k, saturated to 32 bits. */
static inline int32_t nlm_shl_saturated(int32_t v, uint32_t k) {
  const int32_t limit = (int32_t)((1u << (31u - k)) - 1u);
  return v > limit ? INT32_MAX : v < -limit ? INT32_MIN : nlm_shl(v, k);
}

/* 1 / (1 + x) for x in [0, 1) in Q0.31: three Newton-Raphson steps on 2 / (1 + x) in Q2.29. */
static inline int32_t nlm_one_over_one_plus_x(int32_t x) {
  const int32_t half_denominator = (x >> 1) + (1 << 30);
  const int32_t one = 1 << 29;
  int32_t y = 1515870810 + nlm_dhm(half_denominator, -1010580540); /* 48/17 - 32/17 * half_denominator */
  for (uint32_t i = 0; i < 3u; i++) {
    y += nlm_shl_saturated(nlm_dhm(y, one - nlm_dhm(half_denominator, y)), 2);
  }
  return nlm_shl_saturated(y, 1);
}

/* What turns exponentials into probabilities: times scale (Q0.31), then divided by 2^shift. */
typedef struct {
  int32_t scale;
  uint32_t shift;
} nlm_softmax_normaliser;

/* sum: the terms' sum, at least the maximum's own 2^19;  bits: a probability of 1 becomes 2^bits. */
static inline nlm_softmax_normaliser nlm_softmax_normaliser_of(uint32_t sum, uint32_t bits) {
  uint32_t headroom = 0;
  while (sum < 1u << 31) {
    sum <<= 1;
    headroom++;
  }
  const nlm_softmax_normaliser n = {nlm_one_over_one_plus_x((int32_t)(sum - (1u << 31))),
                                    12u + 31u - bits - headroom};
  return n;
}

#endif
