/* The heads: what comes out of a finished session. */
#include "nlm_image.h"
#include "nlm_session.h"

#include <string.h>

/* NLM_OK when the session has finished tokens and the model has a head of `outputs` outputs. */
static nlm_status readable(const nlm_session *session, uint32_t outputs) {
  if (session->tokens == 0u || session->first != session->tokens) {
    return NLM_E_STATE;
  }
  return outputs == 0u ? NLM_E_FORMAT : NLM_OK;
}

/* Norm output of the token at `position`. norm: the model's final norm */
static void final_norm(const nlm_session *session, const nlm_layout *layout, const nlm_norm *norm,
                       uint32_t position, int8_t *y) {
  const int16_t *residual = (const int16_t *)(const void *)(session->arena + layout->residual);
  session->kernels->rmsnorm(residual + position * session->model->dim, session->model->dim, norm, y);
}

nlm_status nlm_read_sentence(const nlm_session *session, int16_t *logits) {
  if (session == NULL || session->model == NULL || logits == NULL) {
    return NLM_E_ARGUMENT;
  }
  const nlm_model *model = session->model;
  const nlm_status status = readable(session, model->sentence_outputs);
  if (status != NLM_OK) {
    return status;
  }
  const nlm_layout layout = nlm_layout_of(model);
  const nlm_scales scales = nlm_scales_view(model);
  int8_t *normed = (int8_t *)(session->arena + layout.normed);
  int32_t *sums = (int32_t *)(void *)(session->arena + layout.pool);
  memset(sums, 0, model->dim * sizeof *sums);
  for (uint32_t t = 0; t < session->tokens; t++) {
    final_norm(session, &layout, &scales.final_norm, t, normed);
    for (uint32_t i = 0; i < model->dim; i++) {
      sums[i] += normed[i];
    }
  }
  nlm_mean_pool(sums, model->dim, session->tokens, scales.pool_a, normed);
  const nlm_matrix head = nlm_matrix_view(nlm_section_data(model, NLM_SECTION_HEAD, NLM_HEAD_SENTENCE), 0);
  session->kernels->fully_connected(&head, normed, 1, NLM_STORE_S16, logits);
  return NLM_OK;
}

nlm_status nlm_read_tags(const nlm_session *session, const uint16_t *positions, size_t count,
                         int16_t *logits) {
  if (session == NULL || session->model == NULL || positions == NULL || logits == NULL) {
    return NLM_E_ARGUMENT;
  }
  const nlm_model *model = session->model;
  const nlm_status status = readable(session, model->tag_outputs);
  if (status != NLM_OK) {
    return status;
  }
  for (size_t i = 0; i < count; i++) {
    if (positions[i] >= session->tokens) {
      return NLM_E_ARGUMENT;
    }
  }
  const nlm_layout layout = nlm_layout_of(model);
  const nlm_scales scales = nlm_scales_view(model);
  int8_t *normed = (int8_t *)(session->arena + layout.normed);
  const nlm_matrix head = nlm_matrix_view(nlm_section_data(model, NLM_SECTION_HEAD, NLM_HEAD_TAGS), 0);
  const size_t tile = model->max_tokens < NLM_TILE ? model->max_tokens : NLM_TILE;
  for (size_t done = 0; done < count; done += tile) {
    const size_t tokens = count - done < tile ? count - done : tile;
    for (size_t t = 0; t < tokens; t++) {
      final_norm(session, &layout, &scales.final_norm, positions[done + t], normed + t * model->dim);
    }
    session->kernels->fully_connected(&head, normed, (uint32_t)tokens, NLM_STORE_S16,
                                      logits + done * model->tag_outputs);
  }
  return NLM_OK;
}

nlm_status nlm_read_rows(const nlm_session *session, size_t position, const uint16_t *rows, size_t count,
                         int16_t *logits) {
  if (session == NULL || session->model == NULL || rows == NULL || logits == NULL) {
    return NLM_E_ARGUMENT;
  }
  const nlm_model *model = session->model;
  const nlm_status status = readable(session, model->vocabulary_rows);
  if (status != NLM_OK) {
    return status;
  }
  if (position >= session->tokens) {
    return NLM_E_ARGUMENT;
  }
  for (size_t i = 0; i < count; i++) {
    if (rows[i] >= model->vocabulary_rows) {
      return NLM_E_ARGUMENT;
    }
  }
  const nlm_layout layout = nlm_layout_of(model);
  const nlm_scales scales = nlm_scales_view(model);
  int8_t *normed = (int8_t *)(session->arena + layout.normed);
  final_norm(session, &layout, &scales.final_norm, (uint32_t)position, normed);
  const nlm_matrix head = nlm_matrix_view(nlm_section_data(model, NLM_SECTION_HEAD, NLM_HEAD_VOCABULARY), 0);
  for (size_t i = 0; i < count; i++) {
    const nlm_matrix row = nlm_matrix_row(&head, rows[i]);
    session->kernels->fully_connected(&row, normed, 1, NLM_STORE_S16, logits + i);
  }
  return NLM_OK;
}

nlm_status nlm_softmax(const int16_t *logits, size_t count, int16_t *probabilities) {
  /* A step of 1/256 nat: 2^30 * 2^19 / 2^31 brings 256 to 2^26, which is 1 in the exponential's Q5.26. */
  static const nlm_softmax_scale scale = {1 << 30, 19, -3968};
  if (logits == NULL || probabilities == NULL || count == 0u || count > NLM_SOFTMAX_MAX) {
    return NLM_E_ARGUMENT;
  }
  nlm_softmax_s16_q15(logits, (uint32_t)count, &scale, probabilities);
  return NLM_OK;
}
