/* SwiGLU with Helium: the table is read by a gather load, 8 gates at a time; the portable kernel does the
 * rest. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

void nlm_swiglu_mve(const int16_t *silu, uint32_t k, int8_t *gate, const int8_t *up, uint32_t count) {
  __asm__ volatile("wls lr, %[vectors], 2f\n"
                   "1:\n"
                   "vldrb.s16 q0, [%[gate]]\n"
                   "vadd.i16 q0, q0, %[middle]\n"
                   "vldrh.u16 q1, [%[silu], q0, uxtw #1]\n"
                   "vldrb.s16 q2, [%[up]], #8\n"
                   "vmullb.s16 q3, q1, q2\n"
                   "vmullt.s16 q0, q1, q2\n"
                   "vrshl.s32 q3, %[left]\n"
                   "vrshl.s32 q0, %[left]\n"
                   "vqmovnb.s32 q3, q3\n"
                   "vqmovnt.s32 q3, q0\n"
                   "vqmovnb.s16 q3, q3\n"
                   "vstrb.16 q3, [%[gate]], #8\n"
                   "le lr, 1b\n"
                   "2:\n"
                   : [gate] "+l"(gate), [up] "+l"(up)
                   : [silu] "r"(silu), [vectors] "r"(count / 8u), [middle] "r"(128), [left] "r"(-(int32_t)k)
                   : "lr", "q0", "q1", "q2", "q3", "memory");
  nlm_swiglu_portable(silu, k, gate, up, count % 8u);
}

#endif
