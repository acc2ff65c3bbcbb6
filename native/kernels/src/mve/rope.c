/* RoPE with Helium's complex products: VQDMLSDH gives the difference x0 * c - x1 * s of each pair, VQDMLADHX
 * the sum x0 * s + x1 * c, both divided by 2^15, rounded down, and saturated to s16 where the result is
 * saturated to s8 anyway. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

void nlm_rope_mve(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation, int8_t *y) {
  const int16x8_t limit = vdupq_n_s16(23000), negative_limit = vdupq_n_s16(-23000);
  for (uint32_t head = 0; head < heads; head++) {
    const int16_t *from = x, *turn = rotation;
    int8_t *to = y;
    __asm__ volatile("dlstp.16 lr, %[head_dim]\n"
                     "1:\n"
                     "vldrh.s16 q0, [%[from]], #16\n"
                     "vldrh.s16 q1, [%[turn]], #16\n"
                     "vmin.s16 q0, q0, %q[limit]\n"
                     "vmax.s16 q0, q0, %q[negative_limit]\n"
                     "vqdmlsdh.s16 q2, q0, q1\n"
                     "vqdmladhx.s16 q2, q0, q1\n"
                     "vrshr.s16 q2, q2, #7\n" /* 22 - 15 */
                     "vqmovnb.s16 q2, q2\n"
                     "vstrb.16 q2, [%[to]], #8\n"
                     "letp lr, 1b\n"
                     : [from] "+r"(from), [turn] "+r"(turn), [to] "+l"(to)
                     : [head_dim] "r"(head_dim), [limit] "w"(limit), [negative_limit] "w"(negative_limit)
                     : "lr", "q0", "q1", "q2", "memory");
    x += head_dim;
    y += head_dim;
  }
}

#endif
