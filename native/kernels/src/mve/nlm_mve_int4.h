/* The steps of the kernels over two rows of 4 bits in a byte (docs/image-format.md, order 2), in assembly. T,
 * the sum over whole bytes, goes to the second of two sums, U, over their lower halves, to the first. q3: 15
 * everywhere; q0, and q1 of a second token: inputs. */
#ifndef NLM_MVE_INT4_H
#define NLM_MVE_INT4_H

/* Two rows, one token. */
#define NLM_MVE_PAIR(LOAD, U, T)                                                                             \
  LOAD "vmladava.s8 " T ", q1, q0\n"                                                                         \
       "vand q1, q1, q3\n"                                                                                   \
       "vmladava.s8 " U ", q1, q0\n"

/* The 16 columns of a block of four rows at the pointer W, which moves on; one token. */
#define NLM_MVE_BLOCK(W, A, B, C, D)                                                                         \
  NLM_MVE_PAIR("vldrw.32 q1, [" W ", #16]\n", C, D)                                                          \
  NLM_MVE_PAIR("vldrw.32 q1, [" W "], #32\n", A, B)

/* Two rows, two tokens. */
#define NLM_MVE_PAIR_TWO(LOAD, U0, T0, U1, T1)                                                               \
  LOAD "vmladava.s8 " T0 ", q2, q0\n"                                                                        \
       "vmladava.s8 " T1 ", q2, q1\n"                                                                        \
       "vand q2, q2, q3\n"                                                                                   \
       "vmladava.s8 " U0 ", q2, q0\n"                                                                        \
       "vmladava.s8 " U1 ", q2, q1\n"

/* 8 rows of one token: blocks at r1 and r3. */
#define NLM_MVE_STEP_ONE                                                                                     \
  NLM_MVE_BLOCK("r1", "r0", "r2", "r4", "r6") NLM_MVE_BLOCK("r3", "r8", "r10", "r12", "lr")

/* 4 rows of two tokens, a block at r1. A0..3, B0..3: the sums of the tokens */
#define NLM_MVE_STEP_TWO(A0, A1, A2, A3, B0, B1, B2, B3)                                                     \
  NLM_MVE_PAIR_TWO("vldrw.32 q2, [r1, #16]\n", A2, A3, B2, B3)                                               \
  NLM_MVE_PAIR_TWO("vldrw.32 q2, [r1], #32\n", A0, A1, B0, B1)

#endif
