/* Softmax in fixed point, after gemmlowp (fixedpoint.h) as TFLite and CMSIS-NN use it; bit-exact with
 * arm_softmax_s8 and arm_softmax_s8_s16. Qm.n below: m integer bits, n fraction bits, one sign bit. */
#include "nlm_kernels.h"

#include "nlm_fixed.h"

/* v * 2^k, saturated to 32 bits. */
static int32_t shl_saturated(int32_t v, uint32_t k) {
  const int32_t limit = (int32_t)((1u << (31u - k)) - 1u);
  return v > limit ? INT32_MAX : v < -limit ? INT32_MIN : nlm_shl(v, k);
}

/* e^a for a <= 0 in Q5.26; Q0.31, 1 as INT32_MAX. */
static int32_t exp_on_negative_values(int32_t a) {
  /* e^-(2^i / 4) in Q0.31: bit i of the whole quarters in -a selects factor i. */
  static const int32_t factors[7] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  const int32_t quarter = 1 << 24;
  if (a == 0) {
    return INT32_MAX;
  }
  /* a = fraction - quarters / 4 with fraction in [-1/4, 0): Taylor's series around -1/8 for the fraction. */
  const int32_t fraction = (a & (quarter - 1)) - quarter;
  const int32_t quarters = (fraction - a) >> 24;
  const int32_t e_to_minus_eighth = 1895147668, one_third = 715827883;
  const int32_t x = nlm_shl(fraction, 5) + (1 << 28);
  const int32_t x2 = nlm_dhm(x, x), x3 = nlm_dhm(x2, x), x4 = nlm_dhm(x2, x2);
  const int32_t tail = nlm_rdp(nlm_dhm(nlm_rdp(x4, 2) + x3, one_third) + x2, 1); /* x^4/24 + x^3/6 + x^2/2 */
  int32_t result = e_to_minus_eighth + nlm_dhm(e_to_minus_eighth, x + tail);
  for (uint32_t i = 0; i < 7u; i++) {
    if ((quarters >> i) & 1) {
      result = nlm_dhm(result, factors[i]);
    }
  }
  return result;
}

/* 1 / (1 + x) for x in [0, 1) in Q0.31: three Newton-Raphson steps on 2 / (1 + x) in Q2.29. */
static int32_t one_over_one_plus_x(int32_t x) {
  const int32_t half_denominator = (x >> 1) + (1 << 30);
  const int32_t one = 1 << 29;
  int32_t y = 1515870810 + nlm_dhm(half_denominator, -1010580540); /* 48/17 - 32/17 * half_denominator */
  for (uint32_t i = 0; i < 3u; i++) {
    y += shl_saturated(nlm_dhm(y, one - nlm_dhm(half_denominator, y)), 2);
  }
  return shl_saturated(y, 1);
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

/* What turns exponentials into probabilities: times scale (Q0.31), then divided by 2^shift. */
typedef struct {
  int32_t scale;
  uint32_t shift;
} normaliser;

/* sum: the terms' sum, at least the maximum's own 2^19;  bits: a probability of 1 becomes 2^bits. */
static normaliser normaliser_of(uint32_t sum, uint32_t bits) {
  uint32_t headroom = 0;
  while (sum < 1u << 31) {
    sum <<= 1;
    headroom++;
  }
  const normaliser n = {one_over_one_plus_x((int32_t)(sum - (1u << 31))), 12u + 31u - bits - headroom};
  return n;
}

static int32_t probability(const normaliser *n, int32_t e) {
  return nlm_rdp(nlm_dhm(n->scale, e), n->shift);
}

/* A probability of 1 is 2^15, which Q15 cannot hold. */
static int16_t probability_q15(const normaliser *n, int32_t e) {
  return nlm_sat16(probability(n, e));
}

void nlm_softmax_q15(int32_t *scores, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  int32_t max = scores[0];
  for (uint32_t j = 1; j < count; j++) {
    max = scores[j] > max ? scores[j] : max;
  }
  uint32_t sum = 0;
  for (uint32_t j = 0; j < count; j++) {
    scores[j] = exponential(scores[j] - max, scale);
    sum += term(scores[j]);
  }
  const normaliser n = normaliser_of(sum, 15);
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
  const normaliser n = normaliser_of(sum, 15);
  for (uint32_t j = 0; j < count; j++) {
    y[j] = probability_q15(&n, exponential(x[j] - max, scale));
  }
}

/* Maximum and normaliser of one row of int8 inputs. */
static normaliser scan_s8(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale, uint32_t bits,
                          int32_t *max) {
  *max = x[0];
  for (uint32_t j = 1; j < count; j++) {
    *max = x[j] > *max ? x[j] : *max;
  }
  uint32_t sum = 0;
  for (uint32_t j = 0; j < count; j++) {
    sum += term(exponential(x[j] - *max, scale));
  }
  return normaliser_of(sum, bits);
}

void nlm_softmax_s8(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale, int8_t *y) {
  int32_t max;
  const normaliser n = scan_s8(x, count, scale, 8, &max);
  for (uint32_t j = 0; j < count; j++) {
    y[j] = nlm_sat8(probability(&n, exponential(x[j] - max, scale)) - 128);
  }
}

void nlm_softmax_s8_s16(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  int32_t max;
  const normaliser n = scan_s8(x, count, scale, 16, &max);
  for (uint32_t j = 0; j < count; j++) {
    y[j] = nlm_sat16(probability(&n, exponential(x[j] - max, scale)) - 32768);
  }
}
