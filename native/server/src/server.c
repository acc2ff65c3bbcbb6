#include "bytes.h"
#include "frame.h"

enum {
  OP_HELLO,
  OP_MODEL_OPEN,
  OP_MODEL_CLOSE,
  OP_MODEL_CHECK,
  OP_MODEL_INFO,
  OP_SECTION_BYTES,
  OP_SECTION_READ,
  OP_SESSION_OPEN,
  OP_SESSION_CLOSE,
  OP_BEGIN,
  OP_ADVANCE,
  OP_REWIND,
  OP_READ_SENTENCE,
  OP_READ_TAGS,
  OP_READ_ROWS,
  OP_SOFTMAX,
  OP_TICKS,
  OP_TAG_PATH,
  OP_SELF_CHECK,
  OP_COUNT
};

/* Numbers (i32) that a request's payload starts with; an array may follow where `array` says so. */
static const struct {
  uint8_t numbers, array;
} shapes[OP_COUNT] = {
    [OP_HELLO] = {0, 0},         [OP_MODEL_OPEN] = {1, 0},   [OP_MODEL_CLOSE] = {1, 0},
    [OP_MODEL_CHECK] = {3, 0},   [OP_MODEL_INFO] = {2, 0},   [OP_SECTION_BYTES] = {3, 0},
    [OP_SECTION_READ] = {5, 0},  [OP_SESSION_OPEN] = {1, 0}, [OP_SESSION_CLOSE] = {1, 0},
    [OP_BEGIN] = {2, 1},         [OP_ADVANCE] = {1, 0},      [OP_REWIND] = {2, 0},
    [OP_READ_SENTENCE] = {2, 0}, [OP_READ_TAGS] = {2, 1},    [OP_READ_ROWS] = {2, 1},
    [OP_SOFTMAX] = {0, 1},       [OP_TICKS] = {0, 0},        [OP_TAG_PATH] = {3, 1},
    [OP_SELF_CHECK] = {0, 0},
};

enum { MAX_NUMBERS = 5, STATUS_BYTES = 4, MAX_RESULT_BYTES = NLMS_PAYLOAD_BYTES - STATUS_BYTES };

/* A request being carried out. */
typedef struct {
  int32_t number[MAX_NUMBERS];
  const uint8_t *array; /* 2-byte aligned */
  uint32_t array_bytes;
  uint8_t *result; /* 2-byte aligned; room for MAX_RESULT_BYTES */
  uint32_t result_bytes;
} call;

static nlms_model *find_model(nlms_server *server, int32_t handle) {
  return handle >= 0 && handle < NLMS_MODELS && server->models[handle].open ? &server->models[handle] : 0;
}

static nlms_session *find_session(nlms_server *server, int32_t handle) {
  return handle >= 0 && handle < NLMS_SESSIONS && server->sessions[handle].open ? &server->sessions[handle]
                                                                                : 0;
}

static void close_all(nlms_server *server) {
  for (int i = 0; i < NLMS_MODELS; i++)
    server->models[i].open = 0;
  for (int i = 0; i < NLMS_SESSIONS; i++)
    server->sessions[i].open = 0;
}

static int32_t hello(nlms_server *server, call *c) {
  close_all(server);
  nlms_put16(c->result, NLMS_PROTOCOL_VERSION);
  nlms_put16(c->result + 2, NLM_API_VERSION);
  nlms_put32(c->result + 4, NLMS_PAYLOAD_BYTES);
  nlms_put32(c->result + 8, (uint32_t)server->port->arena_bytes);
  c->result_bytes = 12;
  return NLM_OK;
}

static int32_t model_open(nlms_server *server, int32_t slot) {
  if (slot < 0 || slot >= NLMS_SLOTS)
    return NLM_E_ARGUMENT;
  if (!server->port->slots[slot].base)
    return NLM_E_MAGIC;
  for (int32_t i = 0; i < NLMS_MODELS; i++) {
    nlms_model *model = &server->models[i];
    if (model->open)
      continue;
    nlm_status status =
        nlm_model_open(&model->view, server->port->slots[slot].base, server->port->slots[slot].bytes);
    if (status != NLM_OK)
      return status;
    model->checked = 0;
    model->open = 1;
    return i;
  }
  return NLM_E_STATE;
}

static int32_t model_close(nlms_server *server, int32_t handle) {
  nlms_model *model = find_model(server, handle);
  if (!model)
    return NLM_E_ARGUMENT;
  for (int i = 0; i < NLMS_SESSIONS; i++)
    if (server->sessions[i].open && server->sessions[i].model == handle)
      return NLM_E_STATE;
  model->open = 0;
  return NLM_OK;
}

static int32_t model_check(nlms_server *server, const call *c) {
  nlms_model *model = find_model(server, c->number[0]);
  int32_t cursor = c->number[1], bytes = c->number[2];
  if (!model || bytes <= 0 || (cursor != 0 && cursor != model->checked))
    return NLM_E_ARGUMENT;
  if (cursor == 0)
    model->check_cursor = 0;
  nlm_status status = nlm_model_check(&model->view, &model->check_cursor, (uint32_t)bytes);
  model->checked = status != NLM_MORE ? 0 : bytes > INT32_MAX - cursor ? INT32_MAX : cursor + bytes;
  return status == NLM_MORE ? model->checked : status;
}

static int32_t model_info(nlms_server *server, const call *c) {
  const nlms_model *model = find_model(server, c->number[0]);
  if (!model)
    return NLM_E_ARGUMENT;
  const nlm_model *m = &model->view;
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
  uint32_t key = (uint32_t)c->number[1];
  return key < sizeof values / sizeof values[0] ? (int32_t)values[key] : NLM_E_ARGUMENT;
}

static int32_t section(nlms_server *server, const call *c, const uint8_t **data) {
  const nlms_model *model = find_model(server, c->number[0]);
  uint32_t bytes;
  if (!model)
    return NLM_E_ARGUMENT;
  nlm_status status = nlm_section(&model->view, (uint32_t)c->number[1], (uint32_t)c->number[2], data, &bytes);
  return status == NLM_OK ? (int32_t)bytes : status;
}

static int32_t section_read(nlms_server *server, call *c) {
  const uint8_t *data;
  int32_t bytes = section(server, c, &data), offset = c->number[3], count = c->number[4];
  if (bytes < 0)
    return bytes;
  if (offset < 0 || count < 0 || offset > bytes || count > bytes - offset)
    return NLM_E_ARGUMENT;
  if (count > MAX_RESULT_BYTES)
    return NLM_E_TOO_LONG;
  for (int32_t i = 0; i < count; i++)
    c->result[i] = data[offset + i];
  c->result_bytes = (uint32_t)count;
  return count;
}

/* First arena offset at which `bytes` collide with no open session: the arena's start or the end of one of
 * them. */
static int place(const nlms_server *server, size_t bytes, size_t *at) {
  for (int start = -1; start < NLMS_SESSIONS; start++) {
    if (start >= 0 && !server->sessions[start].open)
      continue;
    *at = start < 0 ? 0 : server->sessions[start].arena_at + server->sessions[start].arena_bytes;
    int fits = bytes <= server->port->arena_bytes - *at;
    for (int i = 0; i < NLMS_SESSIONS && fits; i++) {
      const nlms_session *other = &server->sessions[i];
      fits = !other->open || *at >= other->arena_at + other->arena_bytes || other->arena_at >= *at + bytes;
    }
    if (fits)
      return 1;
  }
  return 0;
}

static int32_t session_open(nlms_server *server, int32_t handle) {
  const nlms_model *model = find_model(server, handle);
  if (!model)
    return NLM_E_ARGUMENT;
  for (int32_t i = 0; i < NLMS_SESSIONS; i++) {
    nlms_session *session = &server->sessions[i];
    if (session->open)
      continue;
    session->arena_bytes = nlm_arena_bytes(&model->view);
    session->model = handle;
    if (!place(server, session->arena_bytes, &session->arena_at))
      return NLM_E_ARENA;
    nlm_status status = nlm_session_open(&session->state, &model->view,
                                         server->port->arena + session->arena_at, session->arena_bytes);
    if (status == NLM_OK && server->portable)
      status = nlm_session_use_portable(&session->state);
    session->open = status == NLM_OK;
    return status == NLM_OK ? i : status;
  }
  return NLM_E_STATE;
}

static int32_t begin(nlms_session *session, const call *c) {
  int32_t count = c->number[1];
  if (count < 0 || (uint32_t)count > c->array_bytes / sizeof(nlm_token))
    return NLM_E_ARGUMENT;
  uint32_t token_bytes = (uint32_t)count * sizeof(nlm_token);
  return nlm_begin(&session->state, (const nlm_token *)c->array, (size_t)count, c->array + token_bytes,
                   c->array_bytes - token_bytes);
}

/* Announces `count` logits of a result: they must fit the caller's `capacity` and the frame. */
static int32_t reserve(call *c, uint64_t count, int32_t capacity) {
  if (capacity < 0 || count > (uint32_t)capacity)
    return NLM_E_ARGUMENT;
  if (count > MAX_RESULT_BYTES / sizeof(int16_t))
    return NLM_E_TOO_LONG;
  c->result_bytes = (uint32_t)count * sizeof(int16_t);
  return NLM_OK;
}

static int32_t read_sentence(const nlms_session *session, call *c) {
  int32_t status = reserve(c, session->state.model->sentence_outputs, c->number[1]);
  return status == NLM_OK ? nlm_read_sentence(&session->state, (int16_t *)c->result) : status;
}

static int32_t read_tags(const nlms_session *session, call *c) {
  uint32_t count = c->array_bytes / sizeof(uint16_t);
  int32_t status = reserve(c, (uint64_t)count * session->state.model->tag_outputs, c->number[1]);
  return status == NLM_OK
             ? nlm_read_tags(&session->state, (const uint16_t *)c->array, count, (int16_t *)c->result)
             : status;
}

static int32_t read_rows(const nlms_session *session, call *c) {
  uint32_t count = c->array_bytes / sizeof(uint16_t);
  int32_t status = c->number[1] < 0 ? NLM_E_ARGUMENT : reserve(c, count, (int32_t)count);
  return status == NLM_OK ? nlm_read_rows(&session->state, (size_t)c->number[1], (const uint16_t *)c->array,
                                          count, (int16_t *)c->result)
                          : status;
}

static int32_t softmax(call *c) {
  uint32_t count = c->array_bytes / sizeof(int16_t);
  int32_t status = reserve(c, count, (int32_t)count);
  return status == NLM_OK ? nlm_softmax((const int16_t *)c->array, count, (int16_t *)c->result) : status;
}

/* The answer is the margins, then the path; what room it leaves is the call's working memory. */
static int32_t tag_path(nlms_server *server, call *c) {
  const nlms_model *model = find_model(server, c->number[0]);
  int32_t words = c->number[1], count = c->number[2];
  if (!model || words < 0 || count < 0 ||
      2 * ((uint64_t)count + (uint64_t)words * model->view.tag_outputs) != c->array_bytes)
    return NLM_E_ARGUMENT;
  if (words > MAX_RESULT_BYTES / 3)
    return NLM_E_TOO_LONG;
  const uint16_t *tags = (const uint16_t *)c->array;
  const uint8_t *transitions = 0;
  uint32_t bytes;
  if (nlm_section(&model->view, NLM_SECTION_TRANSITIONS, 0, &transitions, &bytes) != NLM_OK)
    transitions = 0;
  uint8_t *path = c->result + 2 * words, *work = path + words;
  work += -(uintptr_t)work % sizeof(int32_t);
  const uint8_t *end = c->result + MAX_RESULT_BYTES;
  c->result_bytes = 3 * (uint32_t)words;
  return nlm_tag_path((const int8_t *)transitions, model->view.tag_outputs, (const int16_t *)tags + count,
                      (size_t)words, tags, (size_t)count, path, (int16_t *)c->result, work,
                      work < end ? (size_t)(end - work) : 0);
}

/* In the arena, which is free while no session is open. */
static int32_t self_check(nlms_server *server) {
  for (int i = 0; i < NLMS_SESSIONS; i++)
    if (server->sessions[i].open)
      return NLM_E_STATE;
  int32_t wrong = nlm_self_check(server->port->arena, server->port->arena_bytes);
  server->portable = wrong != 0;
  return wrong;
}

static int32_t on_session(nlms_server *server, uint8_t opcode, call *c) {
  nlms_session *session = find_session(server, c->number[0]);
  if (!session)
    return NLM_E_ARGUMENT;
  switch (opcode) {
  case OP_SESSION_CLOSE:
    session->open = 0;
    return NLM_OK;
  case OP_BEGIN:
    return begin(session, c);
  case OP_ADVANCE:
    return nlm_advance(&session->state);
  case OP_REWIND:
    return c->number[1] < 0 ? NLM_E_ARGUMENT : nlm_rewind(&session->state, (size_t)c->number[1]);
  case OP_READ_SENTENCE:
    return read_sentence(session, c);
  case OP_READ_TAGS:
    return read_tags(session, c);
  default:
    return read_rows(session, c);
  }
}

static int32_t carry_out(nlms_server *server, uint8_t opcode, call *c) {
  const uint8_t *data;
  switch (opcode) {
  case OP_HELLO:
    return hello(server, c);
  case OP_MODEL_OPEN:
    return model_open(server, c->number[0]);
  case OP_MODEL_CLOSE:
    return model_close(server, c->number[0]);
  case OP_MODEL_CHECK:
    return model_check(server, c);
  case OP_MODEL_INFO:
    return model_info(server, c);
  case OP_SECTION_BYTES:
    return section(server, c, &data);
  case OP_SECTION_READ:
    return section_read(server, c);
  case OP_SESSION_OPEN:
    return session_open(server, c->number[0]);
  case OP_SOFTMAX:
    return softmax(c);
  case OP_TICKS:
    return (int32_t)server->busy_ticks;
  case OP_TAG_PATH:
    return tag_path(server, c);
  case OP_SELF_CHECK:
    return self_check(server);
  default:
    return on_session(server, opcode, c);
  }
}

/* Splits the payload into its numbers and its array. Returns 0 when it does not have the opcode's shape. */
static int parse(const nlms_request *request, call *c) {
  if (request->opcode >= OP_COUNT)
    return 0;
  uint32_t numbers = shapes[request->opcode].numbers, number_bytes = 4 * numbers;
  if (request->payload_bytes < number_bytes ||
      (request->payload_bytes > number_bytes && !shapes[request->opcode].array))
    return 0;
  for (uint32_t i = 0; i < numbers; i++)
    c->number[i] = (int32_t)nlms_get32(request->payload + 4 * i);
  c->array = request->payload + number_bytes;
  c->array_bytes = request->payload_bytes - number_bytes;
  return 1;
}

static void answer(nlms_server *server, const nlms_request *request) {
  uint8_t *payload = (uint8_t *)server->response + NLMS_HEADER_BYTES;
  call c = {.result = payload + STATUS_BYTES};
  int32_t status = NLM_E_ARGUMENT;
  if (parse(request, &c)) {
    uint32_t start = server->port->ticks();
    status = carry_out(server, request->opcode, &c);
    server->busy_ticks += server->port->ticks() - start;
  }
  nlms_put32(payload, (uint32_t)status);
  /* Ticks may look negative, but has no result bytes; every other negative status is an error without result.
   */
  nlms_frame_answer(server, request, STATUS_BYTES + (status < 0 ? 0 : c.result_bytes));
}

void nlms_serve(nlms_server *server, const nlms_port *port) {
  server->port = port;
  server->received = server->consumed = 0;
  server->busy_ticks = 0;
  server->answered = 0;
  server->portable = 0;
  close_all(server);
  nlms_request request;
  while (nlms_frame_read(server, &request)) {
    /* The same sequence number again: the answer was lost on the way. A call is never carried out twice. */
    if (server->answered && request.sequence == server->last_sequence && request.opcode != OP_HELLO)
      nlms_frame_repeat(server);
    else
      answer(server, &request);
  }
}
