#include "nlm_board.h"

void nlm_board_start(nlm_board *board, void *arena, size_t bytes) {
  board->arena = arena;
  board->arena_bytes = bytes;
  board->portable = 0;
  for (int i = 0; i < NLM_BOARD_MODELS; i++)
    board->models[i].open = 0;
  for (int i = 0; i < NLM_BOARD_SESSIONS; i++)
    board->sessions[i].open = 0;
}

static const nlm_model *find_model(const nlm_board *board, int32_t handle) {
  return handle >= 0 && handle < NLM_BOARD_MODELS && board->models[handle].open ? &board->models[handle].view
                                                                                : 0;
}

const nlm_session *nlm_board_find_session(const nlm_board *board, int32_t handle) {
  return handle >= 0 && handle < NLM_BOARD_SESSIONS && board->sessions[handle].open
             ? &board->sessions[handle].state
             : 0;
}

/* The same to write to. */
static nlm_session *find_own_session(nlm_board *board, int32_t handle) {
  return nlm_board_find_session(board, handle) ? &board->sessions[handle].state : 0;
}

int32_t nlm_board_model_open(nlm_board *board, const void *image, size_t bytes) {
  if (!image)
    return NLM_E_MAGIC;
  for (int32_t i = 0; i < NLM_BOARD_MODELS; i++) {
    nlm_board_model *model = &board->models[i];
    if (model->open)
      continue;
    nlm_status status = nlm_model_open(&model->view, image, bytes);
    if (status != NLM_OK)
      return status;
    model->checked = 0;
    model->open = 1;
    return i;
  }
  return NLM_E_STATE;
}

int32_t nlm_board_model_close(nlm_board *board, int32_t model) {
  if (!find_model(board, model))
    return NLM_E_ARGUMENT;
  for (int i = 0; i < NLM_BOARD_SESSIONS; i++)
    if (board->sessions[i].open && board->sessions[i].model == model)
      return NLM_E_STATE;
  board->models[model].open = 0;
  return NLM_OK;
}

int32_t nlm_board_model_check(nlm_board *board, int32_t handle, int32_t cursor, int32_t bytes) {
  if (!find_model(board, handle))
    return NLM_E_ARGUMENT;
  nlm_board_model *model = &board->models[handle];
  if (bytes <= 0 || (cursor != 0 && cursor != model->checked))
    return NLM_E_ARGUMENT;
  if (cursor == 0)
    model->check_cursor = 0;
  nlm_status status = nlm_model_check(&model->view, &model->check_cursor, (uint32_t)bytes);
  model->checked = status != NLM_MORE ? 0 : bytes > INT32_MAX - cursor ? INT32_MAX : cursor + bytes;
  return status == NLM_MORE ? model->checked : status;
}

int32_t nlm_board_model_info(const nlm_board *board, int32_t model, int32_t key) {
  const nlm_model *m = find_model(board, model);
  if (!m)
    return NLM_E_ARGUMENT;
  const uint32_t values[] = {m->image_bytes,
                             (uint32_t)nlm_arena_bytes(m),
                             m->dim,
                             m->layers,
                             m->max_tokens,
                             m->causal,
                             m->pieces,
                             m->ngram_rows,
                             m->sentence_outputs,
                             m->tag_outputs,
                             m->vocabulary_rows};
  return key >= 0 && (size_t)key < sizeof values / sizeof values[0] ? (int32_t)values[key] : NLM_E_ARGUMENT;
}

int32_t nlm_board_section(const nlm_board *board, int32_t model, int32_t type, int32_t index,
                          const uint8_t **data) {
  const nlm_model *m = find_model(board, model);
  uint32_t bytes;
  if (!m)
    return NLM_E_ARGUMENT;
  nlm_status status = nlm_section(m, (uint32_t)type, (uint32_t)index, data, &bytes);
  return status == NLM_OK ? (int32_t)bytes : status;
}

int32_t nlm_board_section_read(const nlm_board *board, int32_t model, int32_t type, int32_t index,
                               int32_t offset, uint8_t *buffer, int32_t count) {
  const uint8_t *data;
  int32_t bytes = nlm_board_section(board, model, type, index, &data);
  if (bytes < 0)
    return bytes;
  if (offset < 0 || count < 0 || offset > bytes || count > bytes - offset)
    return NLM_E_ARGUMENT;
  for (int32_t i = 0; i < count; i++)
    buffer[i] = data[offset + i];
  return count;
}

/* First arena offset at which `bytes` collide with no open session: the arena's start or the end of one of
 * them. */
static int place(const nlm_board *board, size_t bytes, size_t *at) {
  for (int start = -1; start < NLM_BOARD_SESSIONS; start++) {
    if (start >= 0 && !board->sessions[start].open)
      continue;
    *at = start < 0 ? 0 : board->sessions[start].arena_at + board->sessions[start].arena_bytes;
    int fits = bytes <= board->arena_bytes - *at;
    for (int i = 0; i < NLM_BOARD_SESSIONS && fits; i++) {
      const nlm_board_session *other = &board->sessions[i];
      fits = !other->open || *at >= other->arena_at + other->arena_bytes || other->arena_at >= *at + bytes;
    }
    if (fits)
      return 1;
  }
  return 0;
}

int32_t nlm_board_session_open(nlm_board *board, int32_t model) {
  const nlm_model *view = find_model(board, model);
  if (!view)
    return NLM_E_ARGUMENT;
  for (int32_t i = 0; i < NLM_BOARD_SESSIONS; i++) {
    nlm_board_session *session = &board->sessions[i];
    if (session->open)
      continue;
    session->arena_bytes = nlm_arena_bytes(view);
    session->model = model;
    if (!place(board, session->arena_bytes, &session->arena_at))
      return NLM_E_ARENA;
    nlm_status status =
        nlm_session_open(&session->state, view, board->arena + session->arena_at, session->arena_bytes);
    if (status == NLM_OK && board->portable)
      status = nlm_session_use_portable(&session->state);
    session->open = status == NLM_OK;
    return status == NLM_OK ? i : status;
  }
  return NLM_E_STATE;
}

int32_t nlm_board_session_close(nlm_board *board, int32_t session) {
  if (!nlm_board_find_session(board, session))
    return NLM_E_ARGUMENT;
  board->sessions[session].open = 0;
  return NLM_OK;
}

int32_t nlm_board_begin(nlm_board *board, int32_t session, const nlm_token *tokens, int32_t count,
                        const uint8_t *text, int32_t text_bytes) {
  nlm_session *open = find_own_session(board, session);
  return open && count >= 0 && text_bytes >= 0
             ? nlm_begin(open, tokens, (size_t)count, text, (size_t)text_bytes)
             : NLM_E_ARGUMENT;
}

int32_t nlm_board_advance(nlm_board *board, int32_t session) {
  nlm_session *open = find_own_session(board, session);
  return open ? nlm_advance(open) : NLM_E_ARGUMENT;
}

int32_t nlm_board_rewind(nlm_board *board, int32_t session, int32_t count) {
  nlm_session *open = find_own_session(board, session);
  return open && count >= 0 ? nlm_rewind(open, (size_t)count) : NLM_E_ARGUMENT;
}

int32_t nlm_board_read_sentence(const nlm_board *board, int32_t session, int16_t *logits, size_t capacity) {
  const nlm_session *open = nlm_board_find_session(board, session);
  return open && open->model->sentence_outputs <= capacity ? nlm_read_sentence(open, logits) : NLM_E_ARGUMENT;
}

int32_t nlm_board_read_tags(const nlm_board *board, int32_t session, const uint16_t *positions, int32_t count,
                            int16_t *logits, size_t capacity) {
  const nlm_session *open = nlm_board_find_session(board, session);
  return open && count >= 0 && (uint64_t)count * open->model->tag_outputs <= capacity
             ? nlm_read_tags(open, positions, (size_t)count, logits)
             : NLM_E_ARGUMENT;
}

int32_t nlm_board_read_rows(const nlm_board *board, int32_t session, int32_t position, const uint16_t *rows,
                            int32_t count, int16_t *logits, size_t capacity) {
  const nlm_session *open = nlm_board_find_session(board, session);
  return open && position >= 0 && count >= 0 && (size_t)count <= capacity
             ? nlm_read_rows(open, (size_t)position, rows, (size_t)count, logits)
             : NLM_E_ARGUMENT;
}

int32_t nlm_board_tag_path(const nlm_board *board, int32_t model, int32_t words, const int16_t *logits,
                           size_t logit_count, const uint16_t *tags, int32_t count, uint8_t *path,
                           int16_t *margins, void *work, size_t work_bytes) {
  const nlm_model *m = find_model(board, model);
  if (!m || words < 0 || count < 0 || (uint64_t)words * m->tag_outputs > logit_count)
    return NLM_E_ARGUMENT;
  const uint8_t *transitions = 0;
  uint32_t bytes;
  if (nlm_section(m, NLM_SECTION_TRANSITIONS, 0, &transitions, &bytes) != NLM_OK)
    transitions = 0;
  return nlm_tag_path((const int8_t *)transitions, m->tag_outputs, logits, (size_t)words, tags, (size_t)count,
                      path, margins, work, work_bytes);
}

/* In the arena, which is free while no session is open. */
int32_t nlm_board_self_check(nlm_board *board) {
  for (int i = 0; i < NLM_BOARD_SESSIONS; i++)
    if (board->sessions[i].open)
      return NLM_E_STATE;
  int32_t wrong = nlm_self_check(board->arena, board->arena_bytes);
  board->portable = wrong != 0;
  return wrong;
}
