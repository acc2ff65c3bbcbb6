/* A whole step of the model in slot 0 on an emulated board, and its matrix products alone. For 1, 8 and 12
 * tokens: step of N tokens, backend, instructions from the tokens to both heads' logits, of which the matrix
 * products take so many, and multiplications of these; last the arena's bytes. The matrices are the image's
 * and the blocks of tokens the session's. */
#include "board.h"
#include "nlm_backend.h"
#include "nlm_image.h"
#include "nlm_session.h"
#include "report.h"

/* The rest of RAM, from the linker script. */
extern uint8_t arena_start[];

enum { MOST_TOKENS = 12, MOST_LAYERS = 64, ARENA_ALIGNMENT = 16 };

/* What the products read and write beside the session's arena. */
typedef struct {
  nlm_layer layers[MOST_LAYERS];
  nlm_matrix sentence, tags;
  int8_t *x;  /* [NLM_TILE][widest input] */
  int16_t *y; /* [NLM_TILE][most rows] */
} products;

/* A token for each word of a command, and the end; the work does not depend on which pieces they are. */
static const char text[] = "please turn on the light in the kitchen to forty percent";

static void tokenize(nlm_token *tokens) {
  uint16_t at = 0;
  for (uint16_t t = 0; t < MOST_TOKENS; t++) {
    uint16_t end = at;
    while (end < sizeof text - 1u && text[end] != ' ') {
      end++;
    }
    const nlm_token token = {t, at, (uint16_t)(end - at)};
    tokens[t] = token;
    at = (uint16_t)(end < sizeof text - 1u ? end + 1u : end);
  }
}

static void demand(nlm_status status) {
  if (status < 0) {
    REPORT(REPORT_TEXT(nlm_status_text(status)));
    board_stop(1);
  }
}

static uint32_t larger(uint32_t a, uint32_t b) {
  return a > b ? a : b;
}

/* Takes its arrays from memory at *at. */
static void prepare(products *p, const nlm_model *model, uint8_t *at) {
  const uint32_t q_dim = model->heads * model->head_dim, inner = larger(model->hidden, q_dim);
  for (uint32_t i = 0; i < model->layers; i++) {
    p->layers[i] = nlm_layer_view(model, i);
  }
  p->sentence = nlm_matrix_view(nlm_section_data(model, NLM_SECTION_HEAD, NLM_HEAD_SENTENCE), 0);
  p->tags = nlm_matrix_view(nlm_section_data(model, NLM_SECTION_HEAD, NLM_HEAD_TAGS), 0);
  const uint32_t inputs = NLM_TILE * larger(model->dim, inner);
  p->x = (int8_t *)at;
  p->y = (int16_t *)(void *)(at + (inputs + ARENA_ALIGNMENT - 1u) / ARENA_ALIGNMENT * ARENA_ALIGNMENT);
  uint32_t seed = 1;
  for (uint32_t i = 0; i < inputs; i++) {
    p->x[i] = (int8_t)report_random_between(&seed, -128, 127);
  }
}

static uint32_t run_products(const products *p, uint32_t layers, uint32_t tokens) {
  const uint32_t before = board_instructions();
  for (uint32_t first = 0; first < tokens; first += NLM_TILE) {
    const uint32_t tile = tokens - first < NLM_TILE ? tokens - first : NLM_TILE;
    for (uint32_t i = 0; i < layers; i++) {
      const nlm_layer *layer = &p->layers[i];
      nlm_fully_connected_s16(&layer->k, p->x, tile, p->y);
      nlm_fully_connected_s8(&layer->v, p->x, tile, (int8_t *)p->y);
      nlm_fully_connected_s16(&layer->q, p->x, tile, p->y);
      nlm_fully_connected_add_s16(&layer->o, p->x, tile, p->y);
      nlm_fully_connected_s8(&layer->gate, p->x, tile, (int8_t *)p->y);
      nlm_fully_connected_s8(&layer->up, p->x, tile, (int8_t *)p->y);
      nlm_fully_connected_add_s16(&layer->down, p->x, tile, p->y);
    }
    nlm_fully_connected_s16(&p->tags, p->x, tile, p->y);
  }
  nlm_fully_connected_s16(&p->sentence, p->x, 1, p->y);
  return board_instructions() - before;
}

static uint32_t multiplications(const products *p, uint32_t layers, uint32_t tokens) {
  uint32_t of_a_token = p->tags.rows * p->tags.columns;
  for (uint32_t i = 0; i < layers; i++) {
    const nlm_layer *layer = &p->layers[i];
    const nlm_matrix *matrices[] = {&layer->q,    &layer->k,  &layer->v,   &layer->o,
                                    &layer->gate, &layer->up, &layer->down};
    for (uint32_t m = 0; m < sizeof matrices / sizeof matrices[0]; m++) {
      of_a_token += matrices[m]->rows * matrices[m]->columns;
    }
  }
  return tokens * of_a_token + p->sentence.rows * p->sentence.columns;
}

static uint32_t run_step(nlm_session *session, const nlm_token *tokens, uint32_t count, int16_t *logits) {
  uint16_t positions[MOST_TOKENS];
  for (uint16_t t = 0; t < count; t++) {
    positions[t] = t;
  }
  demand(nlm_rewind(session, 0));
  const uint32_t before = board_instructions();
  demand(nlm_begin(session, tokens, count, (const uint8_t *)text, sizeof text - 1u));
  nlm_status status;
  do {
    status = nlm_advance(session);
  } while (status == NLM_MORE);
  demand(status);
  demand(nlm_read_sentence(session, logits));
  demand(nlm_read_tags(session, positions, count, logits));
  return board_instructions() - before;
}

int main(void) {
  static const uint32_t counts[] = {1, 8, MOST_TOKENS};
  static products p;
  nlm_model model;
  nlm_session session;
  nlm_token tokens[MOST_TOKENS];
  board_start();
  demand(nlm_model_open(&model, (const void *)BOARD_SLOT_0, BOARD_SLOT_0_BYTES));
  const uint32_t arena_bytes = (uint32_t)nlm_arena_bytes(&model);
  demand(nlm_session_open(&session, &model, arena_start, arena_bytes));
  prepare(&p, &model, arena_start + arena_bytes);
  tokenize(tokens);
  for (uint32_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    const uint32_t all = run_step(&session, tokens, counts[i], p.y);
    REPORT(REPORT_TEXT("step of"), REPORT_NUMBER(counts[i]), REPORT_TEXT("tokens"),
           REPORT_TEXT(NLM_BACKEND_NAME), REPORT_NUMBER(all),
           REPORT_NUMBER(run_products(&p, model.layers, counts[i])),
           REPORT_NUMBER(multiplications(&p, model.layers, counts[i])));
  }
  REPORT(REPORT_TEXT("arena"), REPORT_NUMBER(arena_bytes));
  board_stop(0);
}
