/* What the kernels for the DSP extension share. */
#ifndef NLM_DSP_H
#define NLM_DSP_H

#include <stdint.h>

#include "../nlm_backend.h"

/* Four bytes of any type, at an address that is a multiple of 4. */
typedef uint32_t __attribute__((may_alias)) nlm_dsp_word;

/* The bytes 0 and 2 of a word as two 16-bit numbers, lower half first. */
static inline uint32_t nlm_dsp_even_pair(uint32_t word) {
  uint32_t pair;
  __asm__("sxtb16 %0, %1" : "=r"(pair) : "r"(word));
  return pair;
}

/* The bytes 1 and 3. */
static inline uint32_t nlm_dsp_odd_pair(uint32_t word) {
  uint32_t pair;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(word));
  return pair;
}

/* nlm_requantise for shifts below 0 but for the last halving, so that saturation can do it on the way.
 * doubled: the multiplier times 2 modulo 2^32, which is negative and so misses one v
 * right:   -1 - shift
 * With the sign of v instead of the product's the rounding is the same, since they differ only where the
 * product is 0. No sum overflows, whatever v is: the product is within 2^31 - 2 of zero. */
static inline int32_t nlm_dsp_twice_requantised(int32_t v, int32_t doubled, uint32_t right) {
  int32_t result;
  __asm__("add %0, %1, %1, asr #31\n\tsmmlar %0, %1, %2, %0" : "=&r"(result) : "r"(v), "r"(doubled));
  return (result >> right) + 1;
}

/* Half of `twice`, saturated to s8. */
static inline int32_t nlm_dsp_half_sat8(int32_t twice) {
  int32_t result;
  __asm__("ssat %0, #8, %1, asr #1" : "=r"(result) : "r"(twice));
  return result;
}

/* Half of `twice`, saturated to s16. */
static inline int32_t nlm_dsp_half_sat16(int32_t twice) {
  int32_t result;
  __asm__("ssat %0, #16, %1, asr #1" : "=r"(result) : "r"(twice));
  return result;
}

/* The sum of two s16, saturated to s16 in the lower half. */
static inline int32_t nlm_dsp_sum_sat16(int32_t a, int32_t b) {
  int32_t result;
  __asm__("qadd16 %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}

/* y[index] = or += half of `twice`, as `store` says. */
static inline void nlm_dsp_put(int32_t twice, nlm_store store, void *y, uint32_t index) {
  if (store == NLM_STORE_S8) {
    ((int8_t *)y)[index] = (int8_t)nlm_dsp_half_sat8(twice);
  } else {
    int16_t *to = (int16_t *)y + index;
    const int32_t result = nlm_dsp_half_sat16(twice);
    *to = (int16_t)(store == NLM_STORE_S16 ? result : nlm_dsp_sum_sat16(*to, result));
  }
}

/* Fully connected over weights in NLM_ORDER_DSP, for shifts below 0. m->weights and x: aligned to 4;
 * m->columns: a multiple of 4. The rest as nlm_fully_connected_kernel. */
nlm_fully_connected_kernel nlm_dsp_packed;

/* Widens s8 to pairs of s16.
 * x:       [columns], aligned to 4
 * columns: multiple of 4
 * pairs:   of each four inputs the pair 0 2, and the pair 1 3 `width` words on; 2 * width words for four
 * inputs */
void nlm_dsp_expand(const int8_t *x, uint32_t columns, uint32_t width, uint32_t *pairs);

/* sums[r] = start[r] + sum_i w[r][i] * x[i].
 * w:       s8 [rows][columns], each `stride` bytes after the last; w and stride multiples of 4
 * x:       s16 [columns], as nlm_dsp_expand with width 1 leaves them
 * columns: multiple of 4, 4..
 * start:   [rows], may be sums */
void nlm_dsp_rows_times_token(const int8_t *w, uint32_t stride, const int16_t *x, uint32_t columns,
                              uint32_t rows, const int32_t *start, int32_t *sums);

#endif
