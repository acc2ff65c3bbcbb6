/* RMS norm with Helium: VMLALDAVA adds 8 squares to a 64-bit sum. The loops have tail predication, which the
 * compiler does not form by itself. */
#include "../nlm_backend.h"
#include "../nlm_norm.h"

#ifdef __ARM_FEATURE_MVE

static uint64_t sum_of_squares(const int16_t *x, uint32_t dim) {
  int64_t sum = 0;
  __asm__ volatile("dlstp.16 lr, %[dim]\n"
                   "1:\n"
                   "vldrh.s16 q0, [%[x]], #16\n"
                   "vmlaldava.s16 %Q[sum], %R[sum], q0, q0\n"
                   "letp lr, 1b\n"
                   : [x] "+r"(x), [sum] "+r"(sum)
                   : [dim] "r"(dim)
                   : "lr", "q0", "memory");
  return (uint64_t)sum;
}

void nlm_rmsnorm_mve(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y) {
  const nlm_norm_factor f = nlm_norm_factor_of(sum_of_squares(x, dim), norm);
  __asm__ volatile("dlstp.32 lr, %[dim]\n"
                   "1:\n"
                   "vldrh.s32 q0, [%[x]], #8\n"
                   "vmul.i32 q0, q0, %[factor]\n"
                   "vrshl.s32 q0, %[left]\n"
                   "vqmovnb.s32 q0, q0\n"
                   "vqmovnb.s16 q0, q0\n"
                   "vstrb.32 q0, [%[y]], #4\n"
                   "letp lr, 1b\n"
                   : [x] "+l"(x), [y] "+l"(y)
                   : [dim] "r"(dim), [factor] "r"(f.factor), [left] "r"(-(int32_t)f.shift)
                   : "lr", "q0", "memory");
}

#endif
