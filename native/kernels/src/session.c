/* A session: the arena's layout, blocks of tokens in, layer after layer, keeping and forgetting. */
#include "nlm_session.h"

#include "nlm_image.h"

/* Reserves `count` items of `size` bytes at *at; every array starts at a multiple of 16. */
static size_t reserve(size_t *at, size_t count, size_t size) {
  const size_t start = *at;
  *at += (count * size + 15u) & ~(size_t)15;
  return start;
}

static size_t larger(size_t a, size_t b) {
  return a > b ? a : b;
}

nlm_layout nlm_layout_of(const nlm_model *model) {
  const size_t tokens = model->max_tokens, tile = tokens < NLM_TILE ? tokens : NLM_TILE;
  const size_t q_dim = (size_t)model->heads * model->head_dim,
               kv_dim = (size_t)model->kv_heads * model->head_dim;
  const size_t kept_layers = model->causal ? model->layers : 1u;
  nlm_layout layout;
  size_t at = 0;
  layout.residual = reserve(&at, tokens * model->dim, sizeof(int16_t));
  layout.keys = reserve(&at, kept_layers * tokens * kv_dim, 1);
  layout.values = reserve(&at, kept_layers * tokens * kv_dim, 1);
  layout.normed = reserve(&at, tile * model->dim, 1);

  size_t attention = at, feed_forward = at, head = at;
  layout.unrotated = reserve(&attention, tile * q_dim, sizeof(int16_t));
  layout.query = reserve(&attention, tile * q_dim, 1);
  layout.scores = reserve(&attention, larger(tokens, model->head_dim), sizeof(int32_t));
  layout.probabilities = reserve(&attention, tokens, sizeof(int16_t));
  layout.gate = reserve(&feed_forward, tile * model->hidden, 1);
  layout.up = reserve(&feed_forward, tile * model->hidden, 1);
  layout.pool = reserve(&head, model->sentence_outputs != 0u ? model->dim : 0u, sizeof(int32_t));
  layout.total = larger(larger(attention, feed_forward), head);
  return layout;
}

size_t nlm_arena_bytes(const nlm_model *model) {
  return model == NULL || model->image == NULL ? 0u : nlm_layout_of(model).total;
}

nlm_status nlm_session_open(nlm_session *session, const nlm_model *model, void *arena, size_t bytes) {
  if (session == NULL || model == NULL || model->image == NULL || arena == NULL) {
    return NLM_E_ARGUMENT;
  }
  if ((uintptr_t)arena % 16u != 0u || bytes < nlm_arena_bytes(model)) {
    return NLM_E_ARENA;
  }
  const nlm_session empty = {model, arena, &nlm_backend_kernels, 0, 0, 0};
  *session = empty;
  return NLM_OK;
}

nlm_status nlm_session_use_portable(nlm_session *session) {
  if (session == NULL || session->model == NULL) {
    return NLM_E_ARGUMENT;
  }
  session->kernels = &nlm_portable_kernels;
  return NLM_OK;
}

/* Whether every token names a piece of the model and a word of the text. */
static int tokens_valid(const nlm_model *model, const nlm_token *tokens, size_t count, size_t text_bytes) {
  for (size_t i = 0; i < count; i++) {
    if (tokens[i].piece >= model->pieces ||
        (size_t)tokens[i].word_start + tokens[i].word_bytes > text_bytes) {
      return 0;
    }
  }
  return 1;
}

nlm_status nlm_begin(nlm_session *session, const nlm_token *tokens, size_t count, const uint8_t *text,
                     size_t text_bytes) {
  if (session == NULL || session->model == NULL || tokens == NULL || count == 0u ||
      (text == NULL && text_bytes != 0u) || text_bytes > UINT16_MAX) {
    return NLM_E_ARGUMENT;
  }
  if (session->first != session->tokens) {
    return NLM_E_STATE;
  }
  const nlm_model *model = session->model;
  const uint32_t first = model->causal ? session->tokens : 0u;
  if (count > model->max_tokens - first) {
    return NLM_E_TOO_LONG;
  }
  if (!tokens_valid(model, tokens, count, text_bytes)) {
    return NLM_E_ARGUMENT;
  }
  const nlm_scales scales = nlm_scales_view(model);
  const nlm_table pieces = nlm_table_view(model, NLM_SECTION_PIECES, model->pieces);
  const nlm_table ngrams = nlm_table_view(model, NLM_SECTION_NGRAMS, model->ngram_rows);
  int16_t *residual =
      (int16_t *)(void *)(session->arena + nlm_layout_of(model).residual) + (size_t)first * model->dim;
  for (size_t i = 0; i < count; i++) {
    uint16_t rows[NLM_NGRAM_FEATURES];
    uint32_t features = 0;
    if (model->ngram_rows != 0u && tokens[i].word_bytes != 0u) {
      features = nlm_ngram_rows(text + tokens[i].word_start, tokens[i].word_bytes, model->ngram_rows, rows);
    }
    session->kernels->embed(&pieces, tokens[i].piece, &ngrams, rows, features, &scales.embedding, model->dim,
                            residual + i * model->dim);
  }
  session->first = first;
  session->tokens = first + (uint32_t)count;
  session->layer = 0;
  return NLM_OK;
}

nlm_status nlm_advance(nlm_session *session) {
  if (session == NULL || session->model == NULL) {
    return NLM_E_ARGUMENT;
  }
  if (session->first == session->tokens) {
    return NLM_E_STATE;
  }
  nlm_run_layer(session);
  session->layer++;
  if (session->layer < session->model->layers) {
    return NLM_MORE;
  }
  session->first = session->tokens;
  return NLM_OK;
}

nlm_status nlm_rewind(nlm_session *session, size_t count) {
  /* Whether a block is under way or not, the tokens before `first` are the finished ones. */
  if (session == NULL || session->model == NULL || count > session->first ||
      (!session->model->causal && count != 0u && count != session->first)) {
    return NLM_E_ARGUMENT;
  }
  session->tokens = (uint32_t)count;
  session->first = (uint32_t)count;
  return NLM_OK;
}
