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

static int32_t hello(nlms_server *server, call *c) {
  nlm_board_start(&server->board, server->port->arena, server->port->arena_bytes);
  nlms_put16(c->result, NLMS_PROTOCOL_VERSION);
  nlms_put16(c->result + 2, NLM_API_VERSION);
  nlms_put32(c->result + 4, NLMS_PAYLOAD_BYTES);
  nlms_put32(c->result + 8, (uint32_t)server->port->arena_bytes);
  c->result_bytes = 12;
  return NLM_OK;
}

static int32_t model_open(nlms_server *server, int32_t slot) {
  return slot >= 0 && slot < NLMS_SLOTS ? nlm_board_model_open(&server->board, server->port->slots[slot].base,
                                                               server->port->slots[slot].bytes)
                                        : NLM_E_ARGUMENT;
}

static int32_t section_read(nlms_server *server, call *c) {
  const int32_t *n = c->number;
  int32_t most = n[4] < MAX_RESULT_BYTES ? n[4] : MAX_RESULT_BYTES;
  int32_t count = nlm_board_section_read(&server->board, n[0], n[1], n[2], n[3], c->result, most);
  if (count >= 0 && count < n[4])
    return NLM_E_TOO_LONG;
  c->result_bytes = count < 0 ? 0 : (uint32_t)count;
  return count;
}

static int32_t begin(nlms_server *server, const call *c) {
  int32_t count = c->number[1];
  if (count < 0 || (uint32_t)count > c->array_bytes / sizeof(nlm_token))
    return NLM_E_ARGUMENT;
  uint32_t token_bytes = (uint32_t)count * sizeof(nlm_token);
  return nlm_board_begin(&server->board, c->number[0], (const nlm_token *)c->array, count,
                         c->array + token_bytes, (int32_t)(c->array_bytes - token_bytes));
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

static int32_t read_sentence(const nlm_session *session, call *c) {
  int32_t status = reserve(c, session->model->sentence_outputs, c->number[1]);
  return status == NLM_OK ? nlm_read_sentence(session, (int16_t *)c->result) : status;
}

static int32_t read_tags(const nlm_session *session, call *c) {
  uint32_t count = c->array_bytes / sizeof(uint16_t);
  int32_t status = reserve(c, (uint64_t)count * session->model->tag_outputs, c->number[1]);
  return status == NLM_OK ? nlm_read_tags(session, (const uint16_t *)c->array, count, (int16_t *)c->result)
                          : status;
}

static int32_t read_rows(const nlm_session *session, call *c) {
  uint32_t count = c->array_bytes / sizeof(uint16_t);
  int32_t status = c->number[1] < 0 ? NLM_E_ARGUMENT : reserve(c, count, (int32_t)count);
  return status == NLM_OK ? nlm_read_rows(session, (size_t)c->number[1], (const uint16_t *)c->array, count,
                                          (int16_t *)c->result)
                          : status;
}

static int32_t softmax(call *c) {
  uint32_t count = c->array_bytes / sizeof(int16_t);
  int32_t status = reserve(c, count, (int32_t)count);
  return status == NLM_OK ? nlm_softmax((const int16_t *)c->array, count, (int16_t *)c->result) : status;
}

/* The answer is the margins, then the path; what room it leaves is the call's working memory. */
static int32_t tag_path(nlms_server *server, call *c) {
  int32_t words = c->number[1], count = c->number[2];
  if (words < 0 || count < 0 || (uint32_t)count > c->array_bytes / sizeof(uint16_t))
    return NLM_E_ARGUMENT;
  if (words > MAX_RESULT_BYTES / 3)
    return NLM_E_TOO_LONG;
  const uint16_t *tags = (const uint16_t *)c->array;
  uint8_t *path = c->result + 2 * words, *work = path + words;
  work += -(uintptr_t)work % sizeof(int32_t);
  const uint8_t *end = c->result + MAX_RESULT_BYTES;
  c->result_bytes = 3 * (uint32_t)words;
  return nlm_board_tag_path(&server->board, c->number[0], words, (const int16_t *)tags + count,
                            c->array_bytes / sizeof(int16_t) - (uint32_t)count, tags, count, path,
                            (int16_t *)c->result, work, work < end ? (size_t)(end - work) : 0);
}

/* Reads whose answers are as long as the session's model says. */
static int32_t read_head(nlms_server *server, uint8_t opcode, call *c) {
  const nlm_session *session = nlm_board_find_session(&server->board, c->number[0]);
  if (!session)
    return NLM_E_ARGUMENT;
  return opcode == OP_READ_SENTENCE ? read_sentence(session, c)
         : opcode == OP_READ_TAGS   ? read_tags(session, c)
                                    : read_rows(session, c);
}

static int32_t carry_out(nlms_server *server, uint8_t opcode, call *c) {
  nlm_board *board = &server->board;
  const int32_t *n = c->number;
  const uint8_t *data;
  switch (opcode) {
  case OP_HELLO:
    return hello(server, c);
  case OP_MODEL_OPEN:
    return model_open(server, n[0]);
  case OP_MODEL_CLOSE:
    return nlm_board_model_close(board, n[0]);
  case OP_MODEL_CHECK:
    return nlm_board_model_check(board, n[0], n[1], n[2]);
  case OP_MODEL_INFO:
    return nlm_board_model_info(board, n[0], n[1]);
  case OP_SECTION_BYTES:
    return nlm_board_section(board, n[0], n[1], n[2], &data);
  case OP_SECTION_READ:
    return section_read(server, c);
  case OP_SESSION_OPEN:
    return nlm_board_session_open(board, n[0]);
  case OP_SESSION_CLOSE:
    return nlm_board_session_close(board, n[0]);
  case OP_BEGIN:
    return begin(server, c);
  case OP_ADVANCE:
    return nlm_board_advance(board, n[0]);
  case OP_REWIND:
    return nlm_board_rewind(board, n[0], n[1]);
  case OP_SOFTMAX:
    return softmax(c);
  case OP_TICKS:
    return (int32_t)server->busy_ticks;
  case OP_TAG_PATH:
    return tag_path(server, c);
  case OP_SELF_CHECK:
    return nlm_board_self_check(board);
  default:
    return read_head(server, opcode, c);
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
  nlm_board_start(&server->board, port->arena, port->arena_bytes);
  nlms_request request;
  while (nlms_frame_read(server, &request)) {
    /* The same sequence number again: the answer was lost on the way. A call is never carried out twice. */
    if (server->answered && request.sequence == server->last_sequence && request.opcode != OP_HELLO)
      nlms_frame_repeat(server);
    else
      answer(server, &request);
  }
}
