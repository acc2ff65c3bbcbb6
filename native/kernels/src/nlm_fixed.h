/* Fixed-point primitives (docs/numerics.md, "Primitives"). Every backend must round exactly like these. */
#ifndef NLM_FIXED_H
#define NLM_FIXED_H

#include <stdint.h>

/* Clamps to [-128, 127]. */
static inline int8_t nlm_sat8(int32_t v) {
#ifdef __ARM_FEATURE_SAT /* one instruction, which compilers do not find in the comparisons */
  __asm__("ssat %0, #8, %0" : "+r"(v));
  return (int8_t)v;
#else
  return (int8_t)(v < INT8_MIN ? INT8_MIN : v > INT8_MAX ? INT8_MAX : v);
#endif
}

/* Clamps to [-32768, 32767]. */
static inline int16_t nlm_sat16(int32_t v) {
#ifdef __ARM_FEATURE_SAT
  __asm__("ssat %0, #16, %0" : "+r"(v));
  return (int16_t)v;
#else
  return (int16_t)(v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v);
#endif
}

/* v / 2^k, halves upward. k in 1..31; v + 2^(k-1) must fit 32 bits. */
static inline int32_t nlm_rhu(int32_t v, uint32_t k) {
  return (v + (int32_t)(1u << (k - 1u))) >> k;
}

/* Doubling high multiply: a * b / 2^31, halves upward. Not both operands may be INT32_MIN. */
static inline int32_t nlm_dhm(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* v / 2^k, rounded to nearest, halves away from zero. k in 0..31. */
static inline int32_t nlm_rdp(int32_t v, uint32_t k) {
  const int32_t mask = (int32_t)((1u << k) - 1u);
  const int32_t threshold = (mask >> 1) + (v < 0 ? 1 : 0);
  return (v >> k) + ((v & mask) > threshold ? 1 : 0);
}

/* v * 2^k for k in 0..31, without undefined behaviour; the result must fit 32 bits to mean anything. */
static inline int32_t nlm_shl(int32_t v, uint32_t k) {
  return (int32_t)((uint32_t)v << k);
}

/* v * multiplier / 2^31 * 2^shift as TFLite and CMSIS-NN round it.
 * multiplier: [2^30, 2^31)
 * shift:      [-31, 30]; where it is above 0, v << shift must fit 32 bits */
static inline int32_t nlm_requantise(int32_t v, int32_t multiplier, int32_t shift) {
  const uint32_t left = shift > 0 ? (uint32_t)shift : 0u;
  const uint32_t right = shift < 0 ? (uint32_t)-shift : 0u;
  return nlm_rdp(nlm_dhm(nlm_shl(v, left), multiplier), right);
}

#endif
