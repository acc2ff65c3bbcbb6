/* One transformer layer over the block under way, a tile of tokens at a time:
 *   x += O(attention(rope(Q(norm x)), keys, values));  x += down(SiLU(gate(norm x)) * up(norm x))
 * Keys and values of the whole block come first, since a bidirectional token sees the tokens after it. */
#include "nlm_image.h"
#include "nlm_session.h"

/* One layer at work: its parameters and the arena's arrays, as laid out by nlm_layout. */
typedef struct {
  const nlm_model *model;
  const nlm_kernel_set *kernels;
  nlm_layer layer;
  const int16_t *rotations; /* [max_tokens][head_dim] */
  int16_t *residual;
  int8_t *keys, *values; /* this layer's */
  int8_t *normed;
  int16_t *unrotated;
  int8_t *attended; /* in the place of unrotated, which is done with by then */
  int8_t *query;
  nlm_attention_scratch attention;
  int8_t *gate, *up;
} workspace;

static int8_t *s8_at(const nlm_session *session, size_t offset) {
  return (int8_t *)(session->arena + offset);
}

static int16_t *s16_at(const nlm_session *session, size_t offset) {
  return (int16_t *)(void *)(session->arena + offset);
}

static int32_t *s32_at(const nlm_session *session, size_t offset) {
  return (int32_t *)(void *)(session->arena + offset);
}

static workspace workspace_of(const nlm_session *session) {
  const nlm_model *model = session->model;
  const nlm_layout layout = nlm_layout_of(model);
  const size_t kept =
      (size_t)(model->causal ? session->layer : 0u) * model->max_tokens * model->kv_heads * model->head_dim;
  const workspace w = {
      model,
      session->kernels,
      nlm_layer_view(model, session->layer),
      (const void *)nlm_section_data(model, NLM_SECTION_ROPE, 0),
      s16_at(session, layout.residual),
      s8_at(session, layout.keys + kept),
      s8_at(session, layout.values + kept),
      s8_at(session, layout.normed),
      s16_at(session, layout.unrotated),
      s8_at(session, layout.unrotated),
      s8_at(session, layout.query),
      {s32_at(session, layout.scores), s16_at(session, layout.probabilities), s32_at(session, layout.scores)},
      s8_at(session, layout.gate),
      s8_at(session, layout.up)};
  return w;
}

static void norm_tile(const workspace *w, const nlm_norm *norm, uint32_t position, uint32_t tokens) {
  const uint32_t dim = w->model->dim;
  for (uint32_t t = 0; t < tokens; t++) {
    w->kernels->rmsnorm(w->residual + (position + t) * dim, dim, norm, w->normed + t * dim);
  }
}

/* Rotates `tokens` rows of w->unrotated, the first of which stands at `position`. */
static void rotate_tile(const workspace *w, uint32_t heads, uint32_t position, uint32_t tokens, int8_t *y) {
  const uint32_t head_dim = w->model->head_dim, width = heads * head_dim;
  for (uint32_t t = 0; t < tokens; t++) {
    w->kernels->rope(w->unrotated + t * width, heads, head_dim, w->rotations + (position + t) * head_dim,
                     y + t * width);
  }
}

static void keys_and_values(const workspace *w, uint32_t position, uint32_t tokens) {
  const uint32_t kv_dim = w->model->kv_heads * w->model->head_dim;
  norm_tile(w, &w->layer.attention_norm, position, tokens);
  w->kernels->fully_connected(&w->layer.k, w->normed, tokens, NLM_STORE_S16, w->unrotated);
  rotate_tile(w, w->model->kv_heads, position, tokens, w->keys + position * kv_dim);
  w->kernels->fully_connected(&w->layer.v, w->normed, tokens, NLM_STORE_S8, w->values + position * kv_dim);
}

/* all: tokens in the session, which bidirectional tokens see. */
static void attention_block(const workspace *w, uint32_t position, uint32_t tokens, uint32_t all) {
  const uint32_t heads = w->model->heads, q_dim = heads * w->model->head_dim;
  norm_tile(w, &w->layer.attention_norm, position, tokens);
  w->kernels->fully_connected(&w->layer.q, w->normed, tokens, NLM_STORE_S16, w->unrotated);
  rotate_tile(w, heads, position, tokens, w->query);
  for (uint32_t t = 0; t < tokens; t++) {
    const uint32_t seen = w->model->causal ? position + t + 1u : all;
    w->kernels->attention(&w->layer.attention, w->query + t * q_dim, w->keys, w->values, seen, &w->attention,
                          w->attended + t * q_dim);
  }
  w->kernels->fully_connected(&w->layer.o, w->attended, tokens, NLM_ADD_S16,
                              w->residual + position * w->model->dim);
}

static void feed_forward_block(const workspace *w, uint32_t position, uint32_t tokens) {
  norm_tile(w, &w->layer.ffn_norm, position, tokens);
  w->kernels->fully_connected(&w->layer.gate, w->normed, tokens, NLM_STORE_S8, w->gate);
  w->kernels->fully_connected(&w->layer.up, w->normed, tokens, NLM_STORE_S8, w->up);
  w->kernels->swiglu(w->layer.silu, w->layer.swiglu_k, w->gate, w->up, tokens * w->model->hidden);
  w->kernels->fully_connected(&w->layer.down, w->gate, tokens, NLM_ADD_S16,
                              w->residual + position * w->model->dim);
}

static uint32_t tile_at(uint32_t position, uint32_t end) {
  return end - position < NLM_TILE ? end - position : NLM_TILE;
}

void nlm_run_layer(const nlm_session *session) {
  const workspace w = workspace_of(session);
  const uint32_t end = session->tokens;
  for (uint32_t position = session->first; position < end; position += NLM_TILE) {
    keys_and_values(&w, position, tile_at(position, end));
  }
  for (uint32_t position = session->first; position < end; position += NLM_TILE) {
    const uint32_t tokens = tile_at(position, end);
    attention_block(&w, position, tokens, end);
    feed_forward_block(&w, position, tokens);
  }
}
