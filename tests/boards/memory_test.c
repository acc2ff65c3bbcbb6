/* What whole commands take of a board's memory, by painting: runs prompts of several lengths over the image
 * in slot 0 and prints memory <backend> arena <nlm_arena_bytes> used <high-water mark> gap <longest run of
 * bytes never written> stack <bytes below main's frame, interrupts included> overhead <bytes of nlm_model and
 * nlm_session> in one line, or what went wrong. */
#include "board.h"
#include "nanolm.h"
#include "nlm_backend.h"
#include "report.h"

#include <string.h>

extern uint8_t arena_start[], arena_end[];

enum { GUARD = 64, STACK_PAINT = 0xC3, SLICE = 4096, ARENA_PAINTS = 2 };

typedef struct {
  nlm_model model;
  nlm_session session;
  uint8_t *free; /* RAM that nothing lies in yet */
  uint8_t *arena, *written;
  size_t arena_bytes;
  nlm_token *tokens;
  uint16_t *positions;
  int16_t *sentence, *tags, *margins, *rows;
  uint8_t *path;
  void *work;
} test_data;

static const char text[] = "please turn on the light in the kitchen to forty percent";

static _Noreturn void fail(const char *what, int32_t status) {
  REPORT(REPORT_TEXT("failed:"), REPORT_TEXT(what), REPORT_NUMBER((uint32_t)-status));
  board_stop(1);
}

static void demand(const char *what, nlm_status status) {
  if (status != NLM_OK) {
    fail(what, status);
  }
}

/* `bytes` of RAM at a multiple of 16. */
static void *take(test_data *data, size_t bytes) {
  uint8_t *at = data->free;
  data->free += (bytes + 15u) & ~(size_t)15;
  if (data->free > arena_end) {
    fail("RAM", 0);
  }
  return at;
}

static uint32_t tag_count(const nlm_model *model) {
  return model->tag_outputs < 255u ? model->tag_outputs : 255u;
}

static void open_model(test_data *data) {
  uint64_t cursor = 0;
  nlm_status status;
  demand("open", nlm_model_open(&data->model, (const void *)BOARD_SLOT_0, BOARD_SLOT_0_BYTES));
  do {
    status = nlm_model_check(&data->model, &cursor, SLICE);
  } while (status == NLM_MORE);
  demand("check", status);
}

static void take_buffers(test_data *data) {
  const nlm_model *model = &data->model;
  const size_t tokens = model->max_tokens;
  data->arena_bytes = nlm_arena_bytes(model);
  take(data, GUARD);
  data->arena = take(data, data->arena_bytes);
  take(data, GUARD);
  data->written = take(data, data->arena_bytes);
  data->tokens = take(data, tokens * sizeof(nlm_token));
  data->positions = take(data, (tokens + model->tag_outputs) * sizeof(uint16_t));
  data->sentence = take(data, model->sentence_outputs * sizeof(int16_t));
  data->tags = take(data, tokens * model->tag_outputs * sizeof(int16_t));
  data->rows = take(data, tokens * sizeof(int16_t));
  data->path = take(data, tokens);
  data->margins = take(data, tokens * sizeof(int16_t));
  data->work = take(data, NLM_TAG_PATH_WORK(tokens, tag_count(model)));
}

/* Tokens whose words are stretches of the text. */
static void fill_tokens(test_data *data, uint32_t *seed) {
  for (uint32_t i = 0; i < data->model.max_tokens; i++) {
    const uint16_t start = (uint16_t)(report_random(seed) % 40u);
    data->tokens[i] = (nlm_token){(uint16_t)(report_random(seed) % data->model.pieces), start,
                                  (uint16_t)(report_random(seed) % 16u)};
  }
  for (uint32_t i = 0; i < data->model.max_tokens + data->model.tag_outputs; i++) {
    data->positions[i] = (uint16_t)i;
  }
}

static void read_heads(test_data *data, uint32_t tokens) {
  const nlm_model *model = &data->model;
  const uint32_t tags = tag_count(model);
  if (model->sentence_outputs != 0u) {
    demand("sentence", nlm_read_sentence(&data->session, data->sentence));
    demand("softmax", nlm_softmax(data->sentence, model->sentence_outputs, data->sentence));
  }
  if (model->tag_outputs != 0u) {
    demand("tags", nlm_read_tags(&data->session, data->positions, tokens, data->tags));
    demand("path", nlm_tag_path(NULL, model->tag_outputs, data->tags, tokens, data->positions,
                                tags - (tags + 1u) % 2u, data->path, data->margins, data->work,
                                NLM_TAG_PATH_WORK(tokens, tags)));
  }
  if (model->vocabulary_rows >= tokens) {
    demand("rows", nlm_read_rows(&data->session, 0, data->positions, tokens, data->rows));
  }
}

static void run_command(test_data *data, uint32_t tokens) {
  nlm_status status;
  demand("rewind", nlm_rewind(&data->session, 0));
  demand("begin", nlm_begin(&data->session, data->tokens, tokens, (const uint8_t *)text, sizeof text - 1u));
  do {
    status = nlm_advance(&data->session);
  } while (status == NLM_MORE);
  demand("advance", status);
  read_heads(data, tokens);
}

/* Prompts of one token, one block and a half, and the longest, in an arena of one paint. */
static void run_commands(test_data *data, uint8_t paint) {
  memset(data->arena - GUARD, paint, data->arena_bytes + 2u * GUARD);
  demand("session", nlm_session_open(&data->session, &data->model, data->arena, data->arena_bytes));
  const uint32_t most = data->model.max_tokens;
  const uint32_t lengths[] = {1, most < 12u ? most : 12u, most};
  for (uint32_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    run_command(data, lengths[i]);
  }
  for (size_t i = 0; i < GUARD; i++) {
    if (data->arena[-1 - (ptrdiff_t)i] != paint || data->arena[data->arena_bytes + i] != paint) {
      fail("a byte beside the arena was written", 0);
    }
  }
  for (size_t i = 0; i < data->arena_bytes; i++) {
    data->written[i] |= data->arena[i] != paint;
  }
}

/* Paints the stack below the caller's frame; its lowest address is arena_end. */
static __attribute__((noinline)) void paint_stack(void) {
  volatile uint8_t *top = (volatile uint8_t *)__builtin_frame_address(0) - 64;
  for (volatile uint8_t *at = arena_end; at < top; at++) {
    *at = STACK_PAINT;
  }
}

static uint32_t stack_below(const uint8_t *top) {
  const uint8_t *at = arena_end;
  while (at < top && *at == STACK_PAINT) {
    at++;
  }
  return (uint32_t)(top - at);
}

static __attribute__((noinline)) void run_all(test_data *data) {
  static const uint8_t paints[ARENA_PAINTS] = {0x5A, 0xA5};
  uint32_t seed = 1;
  demand("self-check", (nlm_status)nlm_self_check(take(data, NLM_SELF_CHECK_BYTES), NLM_SELF_CHECK_BYTES));
  open_model(data);
  take_buffers(data);
  fill_tokens(data, &seed);
  memset(data->written, 0, data->arena_bytes);
  for (uint32_t i = 0; i < ARENA_PAINTS; i++) {
    run_commands(data, paints[i]);
  }
}

int main(void) {
  static test_data memory;
  test_data *data = &memory;
  board_start();
  data->free = arena_start;
  const uint8_t *frame = __builtin_frame_address(0);
  paint_stack();
  run_all(data);
  const uint32_t stack = stack_below(frame);
  size_t used = 0, gap = 0, longest = 0;
  for (size_t i = 0; i < data->arena_bytes; i++) {
    used = data->written[i] ? i + 1u : used;
    gap = data->written[i] ? 0u : gap + 1u;
    longest = gap > longest ? gap : longest;
  }
  REPORT(REPORT_TEXT("memory"), REPORT_TEXT(NLM_BACKEND_NAME), REPORT_TEXT("arena"),
         REPORT_NUMBER((uint32_t)data->arena_bytes), REPORT_TEXT("used"),
         REPORT_NUMBER((uint32_t)((used + 15u) & ~(size_t)15)), REPORT_TEXT("gap"),
         REPORT_NUMBER((uint32_t)longest), REPORT_TEXT("stack"), REPORT_NUMBER(stack),
         REPORT_TEXT("overhead"), REPORT_NUMBER(sizeof(nlm_model) + sizeof(nlm_session)));
  board_stop(0);
}
