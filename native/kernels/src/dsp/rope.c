/* RoPE for cores with the DSP extension: a pair and its rotation meet in SMLSD and SMLADX, two products each.
 */
#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE)

#include "../nlm_fixed.h"
#include "nlm_dsp.h"

/* Both 16-bit numbers, clamped to [-23000, 23000] by saturation: up to 32767, down to -32768 and back. */
static inline uint32_t clamp_pair(uint32_t pair) {
  const uint32_t up = (32767u - 23000u) * 0x10001u, back = (32768u - 23000u) * 0x10001u;
  __asm__("qadd16 %0, %0, %1\n\tqsub16 %0, %0, %2\n\tqadd16 %0, %0, %3"
          : "+&r"(pair)
          : "r"(up), "r"(up + back), "r"(back));
  return pair;
}

void nlm_rope_dsp(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation, int8_t *y) {
  if ((((uintptr_t)x | (uintptr_t)rotation) & 3u) != 0u) {
    nlm_rope_portable(x, heads, head_dim, rotation, y);
    return;
  }
  const int32_t half = 1 << 21; /* rounds the division by 2^22 */
  for (uint32_t head = 0; head < heads; head++) {
    for (uint32_t i = 0; i < head_dim; i += 2u) {
      const uint32_t pair = clamp_pair(*(const nlm_dsp_word *)(const void *)(x + i));
      const uint32_t turn = *(const nlm_dsp_word *)(const void *)(rotation + i);
      int32_t y0, y1;
      __asm__("smlsd %0, %1, %2, %3" : "=r"(y0) : "r"(pair), "r"(turn), "r"(half));  /* x0 * c - x1 * s */
      __asm__("smladx %0, %1, %2, %3" : "=r"(y1) : "r"(pair), "r"(turn), "r"(half)); /* x0 * s + x1 * c */
      y[i] = nlm_sat8(y0 >> 22);
      y[i + 1u] = nlm_sat8(y1 >> 22);
    }
    x += head_dim;
    y += head_dim;
  }
}

#endif
