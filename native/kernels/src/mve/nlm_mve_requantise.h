/* The results of sums, with Helium: bias, requantisation, saturation, store. Eight rows at a time: the even
 * ones in one vector, the odd ones in another, so that one VQMOVN puts them side by side. */
#ifndef NLM_MVE_REQUANTISE_H
#define NLM_MVE_REQUANTISE_H

#include "../nlm_fixed.h"
#include "nlm_mve.h"

/* clang-format off */

/* Eight words at P, which moves on: the even ones into E, the odd ones into O. */
#define PAIRS(E, O, P) "vld20.32 {" E ", " O "}, [" P "]\nvld21.32 {" E ", " O "}, [" P "]!\n"

/* One operation on two vectors. */
#define BOTH(OP, E, O, BY_E, BY_O) OP " " E ", " E ", " BY_E "\n" OP " " O ", " O ", " BY_O "\n"

/* Halves away from zero: VRSHL rounds them upward, so that negative values first go down by one. */
#define SIGNS(E, O, T, U)                                                                                    \
  "vshr.s32 " T ", " E ", #31\nvshr.s32 " U ", " O ", #31\n" BOTH("vadd.i32", E, O, T, U)

/* Shifts of eight rows. VRSHL shifts by the lowest byte of each word, which of pairs of 16 bits is the even
 * row's. */
#define SHIFTS(E, O) "vldrb.s16 " E ", [%[shifts]], #8\nvshr.s32 " O ", " E ", #16\n"

#define NARROW(E, O) "vqmovnb.s32 " E ", " E "\nvqmovnt.s32 " E ", " O "\n"

/* Stores V; T is free. */
#define STORE_S8(V, T, Y) "vqmovnb.s16 " V ", " V "\nvstrb.16 " V ", [" Y "], #8\n"
#define STORE_S16(V, T, Y) "vstrh.16 " V ", [" Y "], #16\n"
#define ADD_S16(V, T, Y)                                                                                     \
  "vldrh.16 " T ", [" Y "]\n"                                                                                \
  "vqadd.s16 " V ", " V ", " T "\nvstrh.16 " V ", [" Y "], #16\n"

/* The bias in q0 and q1 and sums in q2 and q3. With 4 bits per channel the sums have U, and T: the even row is
 * 16 U, the odd one T - U. */
#define ADD_ONE BOTH("vadd.i32", "q0", "q1", "q2", "q3")
#define SEPARATE_ONE                                                                                         \
  "vmla.s32 q0, q2, %[unit]\n"                                                                               \
  "vsub.i32 q3, q3, q2\n"                                                                                    \
  "vadd.i32 q1, q1, q3\n"

#define LOOP_ONE(SUM, STORE)                                                                                 \
  __asm__ volatile(                                                                                          \
      "dls lr, %[count]\n"                                                                                   \
      "1:\n"                                                                                                 \
      PAIRS("q2", "q3", "%[sums]")                                                                           \
      PAIRS("q0", "q1", "%[bias]")                                                                           \
      SUM##_ONE                                                                                              \
      PAIRS("q2", "q3", "%[multipliers]")                                                                    \
      BOTH("vqrdmulh.s32", "q0", "q1", "q2", "q3")                                                           \
      SIGNS("q0", "q1", "q2", "q3")                                                                          \
      SHIFTS("q2", "q3")                                                                                     \
      BOTH("vrshl.s32", "q0", "q1", "q2", "q3")                                                              \
      NARROW("q0", "q1")                                                                                     \
      STORE("q0", "q1", "%[y]")                                                                              \
      "le lr, 1b\n"                                                                                          \
      : [sums] "+r"(sums), [bias] "+r"(bias), [multipliers] "+r"(multipliers), [shifts] "+l"(shifts),        \
        [y] "+l"(y)                                                                                          \
      : [count] "r"(count), [unit] "r"(16)                                                                   \
      : "lr", "q0", "q1", "q2", "q3", "memory")

/* Sums in q0 and q1 of the first token, q2 and q3 of the second: they lie by twos of rows. */
#define FOURS(N) "vld4" N ".32 {q0, q1, q2, q3}, [%[sums]]"
#define ALL(OP, BY_E, BY_O) BOTH(OP, "q0", "q1", BY_E, BY_O) BOTH(OP, "q2", "q3", BY_E, BY_O)
#define ADD_TWO ALL("vadd.i32", "q4", "q5")
#define SEPARATE_TWO                                                                                         \
  "vsub.i32 q1, q1, q0\nvshl.s32 q0, q0, #4\n"                                                               \
  "vsub.i32 q3, q3, q2\nvshl.s32 q2, q2, #4\n" ADD_TWO

#define LOOP_TWO(SUM, STORE)                                                                                 \
  __asm__ volatile(                                                                                          \
      "dls lr, %[count]\n"                                                                                   \
      "1:\n"                                                                                                 \
      FOURS("0") "\n" FOURS("1") "\n" FOURS("2") "\n" FOURS("3") "!\n"                                       \
      PAIRS("q4", "q5", "%[bias]")                                                                           \
      SUM##_TWO                                                                                              \
      PAIRS("q4", "q5", "%[multipliers]")                                                                    \
      ALL("vqrdmulh.s32", "q4", "q5")                                                                        \
      SIGNS("q0", "q1", "q4", "q5")                                                                          \
      SIGNS("q2", "q3", "q4", "q5")                                                                          \
      SHIFTS("q4", "q5")                                                                                     \
      ALL("vrshl.s32", "q4", "q5")                                                                           \
      NARROW("q0", "q1")                                                                                     \
      NARROW("q2", "q3")                                                                                     \
      STORE("q0", "q4", "%[y]")                                                                              \
      STORE("q2", "q4", "%[y2]")                                                                             \
      "le lr, 1b\n"                                                                                          \
      : [sums] "+r"(sums), [bias] "+r"(bias), [multipliers] "+r"(multipliers), [shifts] "+l"(shifts),        \
        [y] "+l"(y), [y2] "+l"(y2)                                                                           \
      : [count] "r"(count)                                                                                   \
      : "lr", "q0", "q1", "q2", "q3", "q4", "q5", "memory")

/* clang-format on */

#define CHOOSE(LOOP)                                                                                         \
  do {                                                                                                       \
    if (separate) {                                                                                          \
      if (store == NLM_STORE_S8) {                                                                           \
        LOOP(SEPARATE, STORE_S8);                                                                            \
      } else if (store == NLM_STORE_S16) {                                                                   \
        LOOP(SEPARATE, STORE_S16);                                                                           \
      } else {                                                                                               \
        LOOP(SEPARATE, ADD_S16);                                                                             \
      }                                                                                                      \
    } else if (store == NLM_STORE_S8) {                                                                      \
      LOOP(ADD, STORE_S8);                                                                                   \
    } else if (store == NLM_STORE_S16) {                                                                     \
      LOOP(ADD, STORE_S16);                                                                                  \
    } else {                                                                                                 \
      LOOP(ADD, ADD_S16);                                                                                    \
    }                                                                                                        \
  } while (0)

/* The last rows % 8 as nlm_mve_requantise. */
static __attribute__((noinline)) void requantise_rest(const nlm_matrix *m, const int32_t *sums,
                                                      uint32_t tokens, int separate, nlm_store store, char *y,
                                                      uint32_t bytes) {
  const uint32_t whole = m->rows / 8u * 8u;
  for (uint32_t r = whole; r < m->rows; r++) {
    for (uint32_t t = 0; t < tokens; t++) {
      const uint32_t at = tokens == 1u ? r : r / 2u * 4u + t * 2u + r % 2u;
      const int32_t sum = !separate ? sums[at] : r % 2u == 0u ? sums[at] * 16 : sums[at] - sums[at - 1u];
      nlm_put(nlm_requantise(sum + m->bias[r], m->multipliers[r], m->shifts[r]), store, y + t * bytes, r);
    }
  }
}

/* Requantises and stores results of `tokens` tokens, 1 or 2, for shifts below 0.
 * sums:     of two tokens by twos of rows: rows 0 1 of the first, of the second, rows 2 3 of the first, ...
 * separate: an even row's sum is a 16th, and an odd row's holds the even row's besides
 * bytes:    from token to token in y */
static inline __attribute__((always_inline)) void nlm_mve_requantise(const nlm_matrix *m, const int32_t *sums,
                                                                     uint32_t tokens, int separate,
                                                                     nlm_store store, char *y,
                                                                     uint32_t bytes) {
  if (m->rows % 8u != 0u) {
    requantise_rest(m, sums, tokens, separate, store, y, bytes);
  }
  const uint32_t count = m->rows / 8u;
  if (count == 0u) {
    return;
  }
  const int32_t *bias = m->bias, *multipliers = m->multipliers;
  const int8_t *shifts = m->shifts;
  char *y2 = y + bytes;
  if (tokens == 1u) {
    CHOOSE(LOOP_ONE);
  } else {
    CHOOSE(LOOP_TWO);
  }
}

#endif
