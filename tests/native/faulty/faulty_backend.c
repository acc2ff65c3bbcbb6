#include "nanolm.h"
#include "nlm_backend.h"

int faulty_kernel = NLM_KERNEL_RMSNORM;

static void spoil_s8(int kernel, int8_t *y) {
  *y = (int8_t)(faulty_kernel == kernel ? *y ^ 64 : *y);
}

static void spoil_s16(int kernel, int16_t *y) {
  *y = (int16_t)(faulty_kernel == kernel ? *y ^ 0x1000 : *y);
}

void faulty_fully_connected(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, void *y) {
  nlm_fully_connected_portable(m, x, tokens, store, y);
  if (store == NLM_STORE_S8) {
    spoil_s8(NLM_KERNEL_FULLY_CONNECTED, y);
  } else {
    spoil_s16(NLM_KERNEL_FULLY_CONNECTED, y);
  }
}

void faulty_embed(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams, const uint16_t *rows,
                  uint32_t count, const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  nlm_embed_portable(pieces, piece, ngrams, rows, count, scale, dim, x);
  spoil_s16(NLM_KERNEL_EMBED, x);
}

void faulty_rmsnorm(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y) {
  nlm_rmsnorm_portable(x, dim, norm, y);
  spoil_s8(NLM_KERNEL_RMSNORM, y);
}

void faulty_rope(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation, int8_t *y) {
  nlm_rope_portable(x, heads, head_dim, rotation, y);
  spoil_s8(NLM_KERNEL_ROPE, y);
}

void faulty_softmax_q15(int32_t *scores, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  nlm_softmax_q15_portable(scores, count, scale, y);
  spoil_s16(NLM_KERNEL_SOFTMAX, y);
}

void faulty_attention(const nlm_attention_params *params, const int8_t *q, const int8_t *keys,
                      const int8_t *values, uint32_t count, const nlm_attention_scratch *scratch, int8_t *y) {
  nlm_attention_portable(params, q, keys, values, count, scratch, y);
  spoil_s8(NLM_KERNEL_ATTENTION, y);
}

void faulty_swiglu(const int16_t *silu, uint32_t k, int8_t *gate, const int8_t *up, uint32_t count) {
  nlm_swiglu_portable(silu, k, gate, up, count);
  spoil_s8(NLM_KERNEL_SWIGLU, gate);
}
