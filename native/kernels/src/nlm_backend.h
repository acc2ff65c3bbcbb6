/* The seam between the kernels and their backends. A backend is one file per kernel and instruction set,
 * src/<set>/<kernel>.c, chosen at compile time below; it gives the portable kernel's results to the bit
 * (docs/numerics.md). The portable kernel is always compiled: it is the truth, and what backends are tested
 * against. */
#ifndef NLM_BACKEND_H
#define NLM_BACKEND_H

#include "nlm_fixed.h"
#include "nlm_kernels.h"

/* What becomes of a fully connected kernel's requantised results. y: [tokens][m->rows] */
typedef enum {
  NLM_STORE_S8,  /* saturated to s8; y is s8 */
  NLM_STORE_S16, /* saturated to s16; y is s16 */
  NLM_ADD_S16    /* saturated to s16 and added to s16 y with saturation */
} nlm_store;

/* y[index] = or += result, as `store` says. */
static inline void nlm_put(int32_t result, nlm_store store, void *y, uint32_t index) {
  if (store == NLM_STORE_S8) {
    ((int8_t *)y)[index] = nlm_sat8(result);
  } else {
    int16_t *sum = (int16_t *)y + index;
    *sum = store == NLM_STORE_S16 ? nlm_sat16(result) : nlm_sat16(*sum + nlm_sat16(result));
  }
}

/* Fully connected, the one function that a backend supplies for the three forms of nlm_kernels.h.
 * m:      [outputs][inputs] of any bits, group and order, rows 1.., columns 1..16384; the whole range of
 * nlm_matrix, positive shifts included, must work, but only negative shifts need to be fast x:      s8
 * [tokens][m->columns] tokens: 1.., not limited to NLM_TILE y:      [tokens][m->rows] as `store` says,
 * aligned for its type, overlapping nothing else Neither x nor a row of weights is aligned in general; an
 * image's matrices start at multiples of 16, and their columns and the session's x are multiples of 4 bytes,
 * so that this case is the one to make fast. Nothing outside of the arrays is read. Working memory is the
 * stack: at most 2 KB. */
typedef void nlm_fully_connected_kernel(const nlm_matrix *m, const int8_t *x, uint32_t tokens,
                                        nlm_store store, void *y);

nlm_fully_connected_kernel nlm_fully_connected_portable;

/* Bytes of the weights of so many rows and columns. */
uint32_t nlm_weight_bytes(uint32_t rows, uint32_t columns, uint32_t bits, uint32_t order);

/* Groups of a row; 0: it has none. */
static inline uint32_t nlm_groups(uint32_t columns, uint32_t group) {
  return group == 0u ? 0u : (columns + group - 1u) / group;
}

/* Where m->scales has the scale of a row's group. */
uint32_t nlm_scale_index(const nlm_matrix *m, uint32_t row, uint32_t group);

/* The weights of a row from column `first` on, whatever their order. 4-bit codes come as they are, without
 * scale. w: s8 [count] */
void nlm_unpack_weights(const nlm_matrix *m, uint32_t row, uint32_t first, uint32_t count, int8_t *w);

/* The other kernels with backends, as nlm_kernels.h describes them: nlm_<kernel> runs NLM_<KERNEL>. */
typedef void nlm_embed_kernel(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams,
                              const uint16_t *rows, uint32_t count, const nlm_embedding_scale *scale,
                              uint32_t dim, int16_t *x);
typedef void nlm_rmsnorm_kernel(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y);
typedef void nlm_rope_kernel(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation,
                             int8_t *y);
typedef void nlm_softmax_q15_kernel(int32_t *scores, uint32_t count, const nlm_softmax_scale *scale,
                                    int16_t *y);
typedef void nlm_attention_kernel(const nlm_attention_params *params, const int8_t *q, const int8_t *keys,
                                  const int8_t *values, uint32_t count, const nlm_attention_scratch *scratch,
                                  int8_t *y);
typedef void nlm_swiglu_kernel(const int16_t *silu, uint32_t k, int8_t *gate, const int8_t *up,
                               uint32_t count);

nlm_embed_kernel nlm_embed_portable;
nlm_rmsnorm_kernel nlm_rmsnorm_portable;
nlm_rope_kernel nlm_rope_portable;
nlm_softmax_q15_kernel nlm_softmax_q15_portable;
nlm_attention_kernel nlm_attention_portable;
nlm_swiglu_kernel nlm_swiglu_portable;

/* The backend of this build, with the order of weights that it is fastest on: that of a header named by the
 * build, or the instruction set's, or ESP-NN where the build has it... */
#if defined(NLM_BACKEND_HEADER)
#include NLM_BACKEND_HEADER
#elif defined(__ARM_FEATURE_MVE)
#define NLM_BACKEND_NAME "mve"
#define NLM_BACKEND_ORDER NLM_ORDER_MVE
#define NLM_FULLY_CONNECTED nlm_fully_connected_mve
#define NLM_EMBED nlm_embed_mve
#define NLM_RMSNORM nlm_rmsnorm_mve
#define NLM_ROPE nlm_rope_mve
#define NLM_SOFTMAX_Q15 nlm_softmax_q15_mve
#define NLM_ATTENTION nlm_attention_mve
#define NLM_SWIGLU nlm_swiglu_mve
nlm_fully_connected_kernel nlm_fully_connected_mve;
nlm_embed_kernel nlm_embed_mve;
nlm_rmsnorm_kernel nlm_rmsnorm_mve;
nlm_rope_kernel nlm_rope_mve;
nlm_softmax_q15_kernel nlm_softmax_q15_mve;
nlm_attention_kernel nlm_attention_mve;
nlm_swiglu_kernel nlm_swiglu_mve;
#elif defined(__ARM_FEATURE_DSP)
#define NLM_BACKEND_NAME "dsp"
#define NLM_BACKEND_ORDER NLM_ORDER_DSP
#define NLM_FULLY_CONNECTED nlm_fully_connected_dsp
#define NLM_EMBED nlm_embed_dsp
#define NLM_RMSNORM nlm_rmsnorm_dsp
#define NLM_ROPE nlm_rope_dsp
#define NLM_ATTENTION nlm_attention_dsp
nlm_fully_connected_kernel nlm_fully_connected_dsp;
nlm_embed_kernel nlm_embed_dsp;
nlm_rmsnorm_kernel nlm_rmsnorm_dsp;
nlm_rope_kernel nlm_rope_dsp;
nlm_attention_kernel nlm_attention_dsp;
#elif defined(NLM_ESP_NN)
#define NLM_BACKEND_NAME "esp-nn"
#define NLM_BACKEND_ORDER NLM_ORDER_ROWS
#define NLM_FULLY_CONNECTED nlm_fully_connected_esp
nlm_fully_connected_kernel nlm_fully_connected_esp;
#else
#define NLM_BACKEND_NAME "portable"
#define NLM_BACKEND_ORDER NLM_ORDER_ROWS
#endif

/* ...and the portable kernel where it has none. */
#ifndef NLM_FULLY_CONNECTED
#define NLM_FULLY_CONNECTED nlm_fully_connected_portable
#endif
#ifndef NLM_EMBED
#define NLM_EMBED nlm_embed_portable
#endif
#ifndef NLM_RMSNORM
#define NLM_RMSNORM nlm_rmsnorm_portable
#endif
#ifndef NLM_ROPE
#define NLM_ROPE nlm_rope_portable
#endif
#ifndef NLM_SOFTMAX_Q15
#define NLM_SOFTMAX_Q15 nlm_softmax_q15_portable
#endif
#ifndef NLM_ATTENTION
#define NLM_ATTENTION nlm_attention_portable
#endif
#ifndef NLM_SWIGLU
#define NLM_SWIGLU nlm_swiglu_portable
#endif

#endif
