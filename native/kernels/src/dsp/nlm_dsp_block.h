/* The kernel of block_kernels.c. */
#ifndef NLM_DSP_BLOCK_H
#define NLM_DSP_BLOCK_H

#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE) && defined(__ARM_FP)
#define NLM_DSP_BLOCK_KERNEL

enum { NLM_DSP_BLOCK_COLUMNS = 208 /* most of a matrix: working memory for the inputs of four tokens */ };

/* The last part of the kernel: requantises as its suffix says. Not to be called. */
typedef void nlm_dsp_block_put(void);

nlm_dsp_block_put nlm_dsp_block_s8, nlm_dsp_block_s16, nlm_dsp_block_add_s16;

/* Whole blocks of rows, which the kernel reads, and moves on, in assembly. */
typedef struct {
  int32_t init[8];                /* what S and T of each token start at: -128 times the sum of its inputs */
  const uint32_t *x, *x_end;      /* pairs of inputs, [columns / 2][4]; columns in whole eights */
  const int32_t *bias, *bias_end; /* of two rows */
  const int32_t *multipliers;
  const int8_t *shifts;
  void *y;                        /* results of the two rows, of the first token */
  uint32_t stride, three_strides; /* bytes from token to token */
  const int8_t *w;
  uint32_t to_next, block_bytes; /* bytes of weights to the next two rows: 4, and then the rest of a block */
  nlm_dsp_block_put *put;
} nlm_dsp_block_pass;

/* Two rows of 8 bits times four tokens, for all of p's rows and shifts below 0. */
void nlm_dsp_block(nlm_dsp_block_pass *p);

#endif
#endif
