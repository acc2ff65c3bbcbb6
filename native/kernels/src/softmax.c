/* Softmax in fixed point, after gemmlowp (fixedpoint.h) as TFLite and CMSIS-NN use it; bit-exact with
 * arm_softmax_s8 and arm_softmax_s8_s16. Qm.n below: m integer bits, n fraction bits, one sign bit. */
#include "nlm_backend.h"

#include "nlm_fixed.h"
#include "nlm_softmax.h"

/* e^a for a <= 0 in Q5.26; Q0.31, 1 as INT32_MAX. */
static int32_t exp_on_negative_values(int32_t a) {
  const int32_t quarter = 1 << 24;
  if (a == 0) {
    return INT32_MAX;
  }
  /* a = fraction - quarters / 4 with fraction in [-1/4, 0): Taylor's series around -1/8 for the fraction. */
  const int32_t fraction = (a & (quarter - 1)) - quarter;
  const int32_t quarters = (fraction - a) >> 24;
  const int32_t x = nlm_shl(fraction, 5) + (1 << 28);
  const int32_t x2 = nlm_dhm(x, x), x3 = nlm_dhm(x2, x), x4 = nlm_dhm(x2, x2);
  const int32_t tail =
      nlm_rdp(nlm_dhm(nlm_rdp(x4, 2) + x3, NLM_ONE_THIRD) + x2, 1); /* x^4/24 + x^3/6 + x^2/2 */
  int32_t result = NLM_E_TO_MINUS_EIGHTH + nlm_dhm(NLM_E_TO_MINUS_EIGHTH, x + tail);
  for (uint32_t i = 0; i < 7u; i++) {
    if ((quarters >> i) & 1) {
      result = nlm_dhm(result, nlm_exp_factors[i]);
    }
  }
  return result;
}

/* e^diff in Q0.31 for an input that lies -diff below the maximum; 0 where that is too far. */
static int32_t exponential(int32_t diff, const nlm_softmax_scale *scale) {
  if (diff < scale->diff_min) {
    return 0;
  }
  return exp_on_negative_values(nlm_dhm(nlm_shl(diff, scale->shift), scale->mult));
}

/* An exponential as a term of their sum, Q12.19: room for 4095 terms of 1. */
static uint32_t term(int32_t e) {
  return (uint32_t)nlm_rdp(e, 12);
}

static int32_t probability(const nlm_softmax_normaliser *n, int32_t e) {
  return nlm_rdp(nlm_dhm(n->scale, e), n->shift);
}

/* A probability of 1 is 2^15, which Q15 cannot hold. */
static int16_t probability_q15(const nlm_softmax_normaliser *n, int32_t e) {
  return nlm_sat16(probability(n, e));
}

void nlm_softmax_q15_portable(int32_t *scores, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  int32_t max = scores[0];
  for (uint32_t j = 1; j < count; j++) {
    max = scores[j] > max ? scores[j] : max;
  }
  uint32_t sum = 0;
  for (uint32_t j = 0; j < count; j++) {
    scores[j] = exponential(scores[j] - max, scale);
    sum += term(scores[j]);
  }
  const nlm_softmax_normaliser n = nlm_softmax_normaliser_of(sum, 15);
  for (uint32_t j = 0; j < count; j++) {
    y[j] = probability_q15(&n, scores[j]);
  }
}

void nlm_softmax_s16_q15(const int16_t *x, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  int32_t max = x[0];
  for (uint32_t j = 1; j < count; j++) {
    max = x[j] > max ? x[j] : max;
  }
  uint32_t sum = 0;
  for (uint32_t j = 0; j < count; j++) {
    sum += term(exponential(x[j] - max, scale));
  }
  const nlm_softmax_normaliser n = nlm_softmax_normaliser_of(sum, 15);
  for (uint32_t j = 0; j < count; j++) {
    y[j] = probability_q15(&n, exponential(x[j] - max, scale));
  }
}

/* Maximum and normaliser of one row of int8 inputs. */
static nlm_softmax_normaliser scan_s8(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale,
                                      uint32_t bits, int32_t *max) {
  *max = x[0];
  for (uint32_t j = 1; j < count; j++) {
    *max = x[j] > *max ? x[j] : *max;
  }
  uint32_t sum = 0;
  for (uint32_t j = 0; j < count; j++) {
    sum += term(exponential(x[j] - *max, scale));
  }
  return nlm_softmax_normaliser_of(sum, bits);
}

void nlm_softmax_s8(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale, int8_t *y) {
  int32_t max;
  const nlm_softmax_normaliser n = scan_s8(x, count, scale, 8, &max);
  for (uint32_t j = 0; j < count; j++) {
    y[j] = nlm_sat8(probability(&n, exponential(x[j] - max, scale)) - 128);
  }
}

void nlm_softmax_s8_s16(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  int32_t max;
  const nlm_softmax_normaliser n = scan_s8(x, count, scale, 16, &max);
  for (uint32_t j = 0; j < count; j++) {
    y[j] = nlm_sat16(probability(&n, exponential(x[j] - max, scale)) - 32768);
  }
}

void nlm_softmax_q15(int32_t *scores, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  NLM_SOFTMAX_Q15(scores, count, scale, y);
}
