/* Fully connected with Helium (Armv8.1-M MVE). VMLADAVA multiplies 16 pairs of s8 and adds all products to
 * one general register, so that the loop is bound by loads: 4 rows x 2 tokens keep 8 sums in the 8 even
 * registers, and the 6 odd ones point at rows and tokens: 6 loads for 8 products. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <stddef.h>

#include "nlm_mve.h"

/* Rows that are summed together: one vector of results. */
#define ROWS 4u

/* Sums of one token that are kept before they are requantised. */
#define MOST_SUMS 256u

/* Work for sum_pairs, which reads it in assembly. */
typedef struct {
  const int8_t *rows[ROWS];
  int32_t bias[ROWS];
  const int8_t *x; /* s8 [2 * pairs][columns]; what is left of it */
  uint32_t columns;
  int32_t *sums; /* s32 [2 * pairs][ROWS]; what is left of it */
  uint32_t pairs;
} block;

_Static_assert(offsetof(block, bias) == 16 && offsetof(block, x) == 32 && offsetof(block, columns) == 36 &&
                   offsetof(block, sums) == 40 && offsetof(block, pairs) == 44,
               "sum_pairs knows the layout");

/* b->sums = bias + rows * x for all pairs of tokens. Sums: r0 r2 r4 r6 and r8 r10 r12 lr; rows: r1 r3 r5 r7;
 * tokens: r9 r11. No register is left to count with, so the loop compares r9 with its end, for which lr makes
 * room; a single body needs no end. The predicate for the columns past the last whole step stays in VPR all
 * the time. */
__attribute__((naked, noinline)) static void sum_pairs(block *b) {
  (void)b;
  __asm__("push {r4-r11, lr}\n"
          "sub sp, #28\n" /* lr's room, end of whole steps, block, entry, exit, what follows the body */
          "ldr r1, [r0, #36]\n"
          "lsr r2, r1, #4\n"
          "rsb r2, #0\n"
          "and r2, #7\n"
          "movs r3, #56\n" /* bytes of code per step; (-steps) % 8 of 8 are skipped in the first body */
          "adr r4, 2f\n"
          "mla r2, r2, r3, r4\n"
          "adr r4, 4f\n"
          "ands r3, r1, #15\n"
          "it eq\n"
          "adreq r4, 5f\n"
          "vctp.8 r3\n"
          "cmp r1, #16\n"
          "it lo\n"
          "movlo r2, r4\n"
          "add r2, #1\n" /* Thumb */
          "add r4, #1\n"
          "str r0, [sp, #8]\n"
          "strd r2, r4, [sp, #12]\n"
          "adr r5, 3f\n"
          "add r5, #1\n"
          "cmp r1, #144\n" /* more than one body? */
          "it lo\n"
          "movlo r5, r4\n"
          "str r5, [sp, #20]\n"
          "1:\n" /* a pair of tokens */
          "ldrd r9, r2, [r0, #32]\n"
          "add r11, r9, r2\n"
          "add r4, r11, r2\n"
          "str r4, [r0, #32]\n"
          "bic r2, r2, #15\n"
          "add r2, r9\n"
          "str r2, [sp, #4]\n"
          "add r10, r0, #16\n"
          "ldm r0, {r1, r3, r5, r7}\n"
          "ldm r10, {r0, r2, r4, r6}\n"
          "ldm r10, {r8, r10, r12, lr}\n"
          "ldr pc, [sp, #12]\n"
          ".balign 4\n"
          "2:\n"
          ".rept 8\n"
          "vldrb.8 q0, [r9], #16\n"
          "vldrb.8 q2, [r1], #16\n"
          "vmladava.s8 r0, q2, q0\n"
          "vldrb.8 q1, [r11], #16\n"
          "vmladava.s8 r8, q2, q1\n"
          "vldrb.8 q3, [r3], #16\n"
          "vmladava.s8 r2, q3, q0\n"
          "vldrb.8 q2, [r5], #16\n"
          "vmladava.s8 r10, q3, q1\n"
          "vldrb.8 q3, [r7], #16\n"
          "vmladava.s8 r4, q2, q0\n"
          "vmladava.s8 r12, q2, q1\n"
          "vmladava.s8 r6, q3, q0\n"
          "vmladava.s8 lr, q3, q1\n"
          ".endr\n"
          "ldr pc, [sp, #20]\n"
          ".balign 4\n"
          "3:\n" /* another body? */
          "str lr, [sp]\n"
          "ldr lr, [sp, #4]\n"
          "cmp r9, lr\n"
          "ldr lr, [sp]\n"
          "bne 2b\n"
          "ldr pc, [sp, #16]\n"
          ".balign 4\n"
          "4:\n" /* the last columns % 16 */
          "vpstttt\n"
          "vldrbt.8 q0, [r9]\n"
          "vldrbt.8 q1, [r11]\n"
          "vldrbt.8 q2, [r1]\n"
          "vldrbt.8 q3, [r3]\n"
          "vmladava.s8 r0, q2, q0\n"
          "vmladava.s8 r8, q2, q1\n"
          "vmladava.s8 r2, q3, q0\n"
          "vmladava.s8 r10, q3, q1\n"
          "vpstt\n"
          "vldrbt.8 q2, [r5]\n"
          "vldrbt.8 q3, [r7]\n"
          "vmladava.s8 r4, q2, q0\n"
          "vmladava.s8 r12, q2, q1\n"
          "vmladava.s8 r6, q3, q0\n"
          "vmladava.s8 lr, q3, q1\n"
          ".balign 4\n"
          "5:\n"
          "ldr r1, [sp, #8]\n"
          "ldrd r3, r5, [r1, #40]\n"
          "stm r3!, {r0, r2, r4, r6, r8, r10, r12, lr}\n"
          "subs r5, #1\n"
          "strd r3, r5, [r1, #40]\n"
          "mov r0, r1\n"
          "bne 1b\n"
          "add sp, #28\n"
          "pop {r4-r11, pc}\n");
}

/* sums = bias + w * x for whole groups of ROWS rows. w: s8 [rows][columns]; x: s8 [columns]; sums: s32 [rows]
 * up to sums_end. Sums: r0 r2 r4 r6; rows: r1 r3 r5 r7; token: r8; the next group's rows, bias and sums: r9
 * r10 r11. */
__attribute__((naked, noinline)) static void sum_rows(const int8_t *w, const int8_t *x, uint32_t columns,
                                                      const int32_t *bias, int32_t *sums,
                                                      const int32_t *sums_end) {
  (void)w, (void)x, (void)columns, (void)bias, (void)sums, (void)sums_end;
  __asm__(
      "push {r4-r11, lr}\n"
      "sub sp, #20\n" /* bodies, entry, exit, sums_end, x */
      "ldrd r11, r4, [sp, #56]\n"
      "strd r4, r1, [sp, #12]\n"
      "mov r9, r0\n"
      "mov r10, r3\n"
      "mov r12, r2\n"
      "lsr r0, r12, #4\n" /* whole steps: bodies = (steps + 7) / 8, of which (-steps) % 8 steps are skipped */
      "add r1, r0, #7\n"
      "lsr r1, #3\n"
      "str r1, [sp]\n"
      "rsb r0, r0, r1, lsl #3\n"
      "add r0, r0, r0, lsl #3\n"
      "adr r2, 2f\n"
      "add r0, r2, r0, lsl #2\n" /* 36 bytes of code per step */
      "adr r2, 3f\n"
      "ands r3, r12, #15\n"
      "it eq\n"
      "adreq r2, 4f\n"
      "vctp.8 r3\n"
      "cmp r1, #0\n"
      "it eq\n"
      "moveq r0, r2\n"
      "add r0, #1\n" /* Thumb */
      "add r2, #1\n"
      "strd r0, r2, [sp, #4]\n"
      "1:\n" /* a group */
      "ldr r8, [sp, #16]\n"
      "mov r1, r9\n"
      "add r3, r1, r12\n"
      "add r5, r3, r12\n"
      "add r7, r5, r12\n"
      "add r9, r7, r12\n"
      "ldm r10!, {r0, r2, r4, r6}\n"
      "ldr lr, [sp]\n"
      "ldr pc, [sp, #4]\n"
      ".balign 4\n"
      "2:\n" /* 8 steps of 16 columns */
      ".rept 8\n"
      "vldrb.8 q0, [r8], #16\n"
      "vldrb.8 q1, [r1], #16\n"
      "vmladava.s8 r0, q1, q0\n"
      "vldrb.8 q2, [r3], #16\n"
      "vmladava.s8 r2, q2, q0\n"
      "vldrb.8 q1, [r5], #16\n"
      "vmladava.s8 r4, q1, q0\n"
      "vldrb.8 q2, [r7], #16\n"
      "vmladava.s8 r6, q2, q0\n"
      ".endr\n"
      "le lr, 2b\n"
      "ldr pc, [sp, #8]\n"
      ".balign 4\n"
      "3:\n" /* the last columns % 16 */
      "vpsttt\n"
      "vldrbt.8 q0, [r8]\n"
      "vldrbt.8 q1, [r1]\n"
      "vldrbt.8 q2, [r3]\n"
      "vmladava.s8 r0, q1, q0\n"
      "vmladava.s8 r2, q2, q0\n"
      "vpstt\n"
      "vldrbt.8 q1, [r5]\n"
      "vldrbt.8 q2, [r7]\n"
      "vmladava.s8 r4, q1, q0\n"
      "vmladava.s8 r6, q2, q0\n"
      ".balign 4\n"
      "4:\n"
      "stm r11!, {r0, r2, r4, r6}\n"
      "ldr r0, [sp, #12]\n"
      "cmp r11, r0\n"
      "bne 1b\n"
      "add sp, #20\n"
      "pop {r4-r11, pc}\n");
}

/* bias + w * x for one row. */
static int32_t sum_row(const int8_t *w, const int8_t *x, uint32_t columns, int32_t bias) {
  int32_t sum = bias;
  for (uint32_t i = 0; i < columns; i += 16u) {
    const mve_pred16_t present = vctp8q(columns - i);
    sum = vmladavaq_s8(sum, vldrbq_z_s8(w + i, present), vldrbq_z_s8(x + i, present));
  }
  return sum;
}

/* Requantises sums of one token and stores them as STORE says, which moves y on. A loop with tail
 * predication. */
#define PUT_ROWS(STORE)                                                                                      \
  __asm__ volatile("dlstp.32 lr, %[rows]\n"                                                                  \
                   "1:\n"                                                                                    \
                   "vldrw.s32 q0, [%[sums]], #16\n"                                                          \
                   "vldrw.s32 q2, [%[multipliers]], #16\n"                                                   \
                   "vldrb.s32 q3, [%[shifts]], #4\n" NLM_MVE_REQUANTISE STORE "letp lr, 1b\n"                \
                   : [sums] "+r"(sums), [multipliers] "+r"(multipliers), [shifts] "+l"(shifts), [y] "+l"(y)  \
                   : [rows] "r"(rows)                                                                        \
                   : "lr", "q0", "q1", "q2", "q3", "memory")

/* Requantises the sums of several tokens, ROWS rows or `left` of them, and stores them as STORE says. */
#define PUT_TOKENS(STORE)                                                                                    \
  __asm__ volatile("vctp.32 %[left]\n"                                                                       \
                   "vpstt\n"                                                                                 \
                   "vldrwt.s32 q2, [%[multipliers]]\n"                                                       \
                   "vldrbt.s32 q3, [%[shifts]]\n"                                                            \
                   "dls lr, %[tokens]\n"                                                                     \
                   "1:\n"                                                                                    \
                   "vldrw.s32 q0, [%[sums]], #16\n" NLM_MVE_REQUANTISE STORE "add %[y], %[stride]\n"         \
                   "le lr, 1b\n"                                                                             \
                   : [sums] "+r"(sums), [y] "+l"(y)                                                          \
                   : [left] "r"(left), [multipliers] "r"(multipliers), [shifts] "l"(shifts),                 \
                     [tokens] "r"(tokens), [stride] "r"(stride)                                              \
                   : "lr", "q0", "q1", "q2", "q3", "p0", "memory")

static inline void put_rows(const int32_t *sums, uint32_t rows, const int32_t *multipliers,
                            const int8_t *shifts, nlm_store store, char *y) {
  if (store == NLM_STORE_S8) {
    PUT_ROWS("vqmovnb.s16 q0, q0\n"
             "vstrb.32 q0, [%[y]], #4\n");
  } else if (store == NLM_STORE_S16) {
    PUT_ROWS("vstrh.32 q0, [%[y]], #8\n");
  } else {
    PUT_ROWS("vldrh.s32 q1, [%[y]]\n"
             "vqadd.s16 q0, q0, q1\n"
             "vstrh.32 q0, [%[y]], #8\n");
  }
}

/* stride: bytes from token to token in y */
static inline void put_tokens(const int32_t *sums, uint32_t tokens, uint32_t left, const int32_t *multipliers,
                              const int8_t *shifts, nlm_store store, uint32_t stride, char *y) {
  if (store == NLM_STORE_S8) {
    PUT_TOKENS("vqmovnb.s16 q0, q0\n"
               "vpst\n"
               "vstrbt.32 q0, [%[y]]\n");
  } else if (store == NLM_STORE_S16) {
    PUT_TOKENS("vpst\n"
               "vstrht.32 q0, [%[y]]\n");
  } else {
    PUT_TOKENS("vpst\n"
               "vldrht.s32 q1, [%[y]]\n"
               "vqadd.s16 q0, q0, q1\n"
               "vpst\n"
               "vstrht.32 q0, [%[y]]\n");
  }
}

/* Tokens 0..2*pairs-1. bytes: of an output */
static void run_pairs(const nlm_matrix *m, const int8_t *x, uint32_t pairs, nlm_store store, uint32_t bytes,
                      char *y) {
  const uint32_t columns = m->columns, rows = m->rows;
  int32_t sums[NLM_TILE * ROWS];
  block b;
  b.columns = columns;
  for (uint32_t row = 0; row < rows; row += ROWS) {
    const uint32_t left = rows - row;
    const int8_t *w = m->weights + row * columns;
    if (left >= ROWS) {
      b.rows[0] = w;
      b.rows[1] = w += columns;
      b.rows[2] = w += columns;
      b.rows[3] = w + columns;
      vstrwq_s32(b.bias, vldrwq_s32(m->bias + row));
    } else {
      for (uint32_t i = 0; i < ROWS; i++) { /* rows past the last one repeat it and are not stored */
        const uint32_t present = i < left ? i : left - 1u;
        b.rows[i] = w + present * columns;
        b.bias[i] = m->bias[row + present];
      }
    }
    b.x = x;
    b.sums = sums;
    b.pairs = pairs;
    sum_pairs(&b);
    put_tokens(sums, 2u * pairs, left, m->multipliers + row, m->shifts + row, store, rows * bytes,
               y + row * bytes);
  }
}

/* One token. */
static void run_token(const nlm_matrix *m, const int8_t *x, nlm_store store, uint32_t bytes, char *y) {
  int32_t sums[MOST_SUMS];
  const int8_t *w = m->weights;
  for (uint32_t first = 0; first < m->rows; first += MOST_SUMS) {
    const uint32_t left = m->rows - first, rows = left < MOST_SUMS ? left : MOST_SUMS;
    const uint32_t grouped = rows / ROWS * ROWS;
    if (grouped > 0u) {
      sum_rows(w, x, m->columns, m->bias + first, sums, sums + grouped);
    }
    for (uint32_t row = grouped; row < rows; row++) {
      sums[row] = sum_row(w + row * m->columns, x, m->columns, m->bias[first + row]);
    }
    w += rows * m->columns;
    put_rows(sums, rows, m->multipliers + first, m->shifts + first, store, y);
    y += rows * bytes;
  }
}

static void run(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, uint32_t bytes,
                char *y) {
  while (tokens > 1u) {
    const uint32_t pairs = tokens < NLM_TILE ? tokens / 2u : NLM_TILE / 2u;
    run_pairs(m, x, pairs, store, bytes, y);
    tokens -= 2u * pairs;
    x += 2u * pairs * m->columns;
    y += 2u * pairs * m->rows * bytes;
  }
  if (tokens > 0u) {
    run_token(m, x, store, bytes, y);
  }
}

/* Whether every shift is to the right, as in every image. */
static int shifts_are_right(const nlm_matrix *m) {
  int8_t most = INT8_MIN;
  for (uint32_t row = 0; row < m->rows; row += 16u) {
    const mve_pred16_t present = vctp8q(m->rows - row);
    most = vmaxvq_p_s8(most, vldrbq_z_s8(m->shifts + row, present), present);
  }
  return most < 0;
}

void nlm_mve_rows(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, void *y) {
  if (m->order == NLM_ORDER_ROWS && m->bits == 8u && shifts_are_right(m)) {
    run(m, x, tokens, store, store == NLM_STORE_S8 ? 1 : 2, y);
  } else {
    nlm_fully_connected_portable(m, x, tokens, store, y);
  }
}

#endif
