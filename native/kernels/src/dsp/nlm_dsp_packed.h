/* The inner loops of packed.c, in packed_kernels.c. */
#ifndef NLM_DSP_PACKED_H
#define NLM_DSP_PACKED_H

#include <stdint.h>

enum { NLM_DSP_BLOCK = 4 /* rows that lie together in NLM_ORDER_DSP */ };

/* Some columns of some blocks of rows, for one of the kernels below, which read it in assembly. */
typedef struct {
  int32_t init[2][NLM_DSP_BLOCK]; /* [token]: what the four sums start at */
  const uint32_t *x;              /* pairs of inputs, [columns / 2] or [columns / 2][2] */
  const int32_t *source;          /* what is added to the sums but for groups: biases, or sums; moves on */
  const uint32_t *x_end;
  int32_t *sums; /* [blocks][tokens][NLM_DSP_BLOCK]; moves on */
  uint32_t skip; /* bytes of weights from the end of a block's columns to the next block's */
  int32_t *sums_end;
  const uint8_t *scales; /* of the block; moves on */
  uint32_t scale_stride; /* bytes from block to block */
  uint32_t source_step;  /* bytes from token to token of a block: 0 of biases, 16 of sums */
} nlm_dsp_pass;

typedef void nlm_dsp_pass_kernel(const int8_t *w, nlm_dsp_pass *p);

/* p->sums = source + weights * inputs, of groups sums += weights * inputs, for columns in whole steps. The
 * suffix: bits, tokens; g: with scales of groups, else the unit of the accumulator, which is 16 for 4 bits.
 */
nlm_dsp_pass_kernel nlm_dsp_pass_8x1, nlm_dsp_pass_8x2, nlm_dsp_pass_4x1, nlm_dsp_pass_4x2, nlm_dsp_pass_4x1g,
    nlm_dsp_pass_4x2g;

/* Requantises and stores whole blocks of rows of one token. sums: [blocks][tokens][NLM_DSP_BLOCK] of that
 * token, up to sums_end. The suffix: result, tokens. */
typedef void nlm_dsp_put_kernel(const int32_t *sums, const int32_t *multipliers, const int8_t *shifts,
                                void *y, const int32_t *sums_end);

nlm_dsp_put_kernel nlm_dsp_put_s8_1, nlm_dsp_put_s8_2, nlm_dsp_put_s16_1, nlm_dsp_put_s16_2,
    nlm_dsp_put_add_s16_1, nlm_dsp_put_add_s16_2;

#endif
