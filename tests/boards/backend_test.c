/* The build's backend against the portable kernel on an emulated board: shapes with tails, unaligned arrays,
 * extreme values, every shift; 8 and 4 bits, groups, weights packed for the backend against row after row.
 * Prints the first difference, or exact <backend> <comparisons> of <distinct results> where the second number
 * shows that the results compared were not all the same. */
#include "board.h"
#include "nlm_backend.h"
#include "packing.h"
#include "report.h"

#include <stddef.h>
#include <string.h>

extern uint8_t arena_start[];

enum { MOST_ROWS = 21, MOST_COLUMNS = 2100, MOST_TOKENS = 19, GUARD = 16 };
/* More rows than a backend has accumulators for. */
enum { TALL_ROWS = 450, TALL_COLUMNS = 64, TALL_TOKENS = 5 };
enum { MOST_OUTPUTS = TALL_ROWS * TALL_TOKENS, MOST_PACKED = 24 * 2112, MOST_SCALES = 24 * 132 };

typedef struct {
  int8_t weights[MOST_ROWS * MOST_COLUMNS + 4];
  uint8_t rows[MOST_PACKED]; /* weights of 4 bits row after row */
  _Alignas(16) uint8_t packed[MOST_PACKED];
  uint8_t scales[MOST_SCALES], packed_scales[MOST_SCALES];
  int32_t bias[TALL_ROWS];
  int32_t multipliers[TALL_ROWS];
  int8_t shifts[TALL_ROWS + 4];
  int8_t x[MOST_TOKENS * MOST_COLUMNS + 4];
  /* Results, followed by bytes that no kernel may touch. */
  int16_t expected[MOST_OUTPUTS + GUARD], actual[MOST_OUTPUTS + GUARD];
  uint8_t seen[65536];
} test_data;

typedef enum { ANY_WEIGHTS, LARGEST, SMALLEST, OPPOSED, VALUE_KINDS } test_values;

typedef struct {
  uint32_t rows, columns, tokens;
  uint32_t weights_offset, x_offset, shifts_offset; /* from an aligned address, 0..3 */
  test_values values;
  int32_t low_shift, high_shift;
} test_case;

/* What the tested kernel gets. */
typedef struct {
  uint32_t bits, order, group;
} test_format;

static int8_t value_of(test_values values, uint32_t i, uint32_t *seed) {
  switch (values) {
  case LARGEST:
    return 127;
  case SMALLEST:
    return -128;
  case OPPOSED:
    return i % 2u == 0u ? 127 : -128;
  default:
    return (int8_t)report_random_between(seed, -128, 127);
  }
}

/* Largest magnitude of a row's sum of products. */
static int32_t largest_sum(const test_data *data, const test_case *c, const test_format *f, uint32_t row) {
  int32_t sum = f->group == 0u ? 128 * 128 * (int32_t)c->columns : 0;
  for (uint32_t i = 0; f->group != 0u && i < c->columns; i++) {
    sum += 8 * 128 * data->scales[row * nlm_groups(c->columns, f->group) + i / f->group];
  }
  return sum;
}

static void fill(test_data *data, const test_case *c, const test_format *f, uint32_t *seed) {
  for (uint32_t i = 0; i < c->rows * c->columns; i++) {
    data->weights[c->weights_offset + i] = (int8_t)(value_of(c->values, i, seed) >> (8u - f->bits));
  }
  const uint32_t groups = nlm_groups(c->columns, f->group);
  for (uint32_t i = 0; i < c->rows * groups; i++) {
    data->scales[i] = (uint8_t)(c->values == ANY_WEIGHTS ? report_random_between(seed, 1, 255) : 255);
  }
  pack_weights(data->weights + c->weights_offset, c->rows, c->columns, 4, NLM_ORDER_ROWS, data->rows);
  pack_weights(data->weights + c->weights_offset, c->rows, c->columns, f->bits, f->order, data->packed);
  pack_scales(data->scales, c->rows, groups, f->order, data->packed_scales);
  /* Half of the extreme cases have inputs of the opposite sign. */
  const test_values inputs = c->values == LARGEST && c->tokens % 2u == 0u ? SMALLEST : c->values;
  for (uint32_t i = 0; i < c->tokens * c->columns; i++) {
    data->x[c->x_offset + i] = value_of(inputs, i, seed);
  }
  for (uint32_t i = 0; i < c->rows; i++) {
    const int32_t reach = INT32_MAX - largest_sum(data, c, f, i);
    const int32_t shift = report_random_between(seed, c->low_shift, c->high_shift);
    const uint32_t room = shift > 0 ? (uint32_t)shift : 0u;
    /* Where a shift is positive, the accumulator must stay below 2^(30 - shift). */
    data->shifts[c->shifts_offset + i] = (int8_t)shift;
    data->multipliers[i] = report_random_between(seed, 1 << 30, INT32_MAX - 1);
    data->bias[i] = room > 0u        ? report_random_between(seed, -(1 << (29u - room)), 1 << (29u - room))
                    : i % 3u == 0u   ? report_random_between(seed, -20000, 20000)
                    : (i & 1u) == 0u ? reach
                                     : -reach;
  }
}

/* The number of equal outputs, or 0 after telling the first difference. */
static uint32_t compare(test_data *data, const test_case *c, const test_format *f, nlm_store store) {
  nlm_matrix m = {f->bits == 8u ? data->weights + c->weights_offset : (const int8_t *)data->rows,
                  data->bias,
                  data->multipliers,
                  data->shifts + c->shifts_offset,
                  f->group == 0u ? NULL : data->scales,
                  c->rows,
                  c->columns,
                  (uint16_t)f->group,
                  (uint8_t)f->bits,
                  NLM_ORDER_ROWS};
  const uint32_t outputs = c->rows * c->tokens;
  for (uint32_t i = 0; i < MOST_OUTPUTS + GUARD; i++) {
    data->expected[i] = data->actual[i] = (int16_t)(i * 40503u);
  }
  nlm_fully_connected_portable(&m, data->x + c->x_offset, c->tokens, store, data->expected);
  if (f->bits == 4u || f->order != NLM_ORDER_ROWS) {
    m.weights = (const int8_t *)data->packed;
    m.scales = f->group == 0u ? NULL : data->packed_scales;
    m.order = (uint8_t)f->order;
  }
  NLM_FULLY_CONNECTED(&m, data->x + c->x_offset, c->tokens, store, data->actual);
  for (uint32_t i = 0; i < MOST_OUTPUTS + GUARD; i++) {
    if (data->expected[i] != data->actual[i]) {
      REPORT(REPORT_TEXT("differs: bits"), REPORT_NUMBER(f->bits), REPORT_TEXT("order"),
             REPORT_NUMBER(f->order), REPORT_TEXT("group"), REPORT_NUMBER(f->group), REPORT_TEXT("store"),
             REPORT_NUMBER(store), REPORT_TEXT("rows"), REPORT_NUMBER(c->rows), REPORT_TEXT("columns"),
             REPORT_NUMBER(c->columns), REPORT_TEXT("tokens"), REPORT_NUMBER(c->tokens),
             REPORT_TEXT("values"), REPORT_NUMBER(c->values), REPORT_TEXT("at"), REPORT_NUMBER(i),
             REPORT_TEXT("expected"), REPORT_NUMBER((uint16_t)data->expected[i]), REPORT_TEXT("got"),
             REPORT_NUMBER((uint16_t)data->actual[i]));
      return 0;
    }
    if (i < outputs && store == NLM_STORE_S16) {
      data->seen[(uint16_t)data->expected[i]] = 1;
    }
  }
  return outputs;
}

static uint32_t distinct(const test_data *data) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < sizeof data->seen; i++) {
    count += data->seen[i];
  }
  return count;
}

/* Runs a case in the three forms; the comparisons made, 0 when one failed. */
static uint32_t run(test_data *data, const test_case *c, const test_format *f, uint32_t *seed) {
  fill(data, c, f, seed);
  const uint32_t s8 = compare(data, c, f, NLM_STORE_S8);
  const uint32_t s16 = s8 == 0u ? 0u : compare(data, c, f, NLM_STORE_S16);
  return s16 == 0u || compare(data, c, f, NLM_ADD_S16) == 0u ? 0u : 3u * s8;
}

/* Runs a case with weights row after row and in the orders; the comparisons made, 0 when one failed. */
static uint32_t run_formats(test_data *data, const test_case *c, uint32_t *seed) {
  static const uint16_t groups[] = {16, 32, 48, 128, 144, 512, 1600};
  const uint32_t draw = report_random(seed), group = groups[draw % 7u];
  const uint32_t order = NLM_BACKEND_ORDER == NLM_ORDER_ROWS || draw >> 28 == 0u
                             ? NLM_ORDER_DSP + (draw >> 8) % 2u
                             : NLM_BACKEND_ORDER;
  const test_format formats[] = {
      {8, NLM_ORDER_ROWS, 0}, {8, order, 0}, {4, NLM_ORDER_ROWS, group}, {4, order, 0}, {4, order, group}};
  /* Images have columns by fours, so the rest is tried less. Left shifts need small accumulators. */
  const uint32_t count = c->high_shift >= 0      ? 1u
                         : c->columns % 4u == 0u ? 5u
                         : c->columns % 2u == 0u ? 3u
                                                 : 2u;
  uint32_t comparisons = 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t made = run(data, c, &formats[i], seed);
    if (made == 0u) {
      return 0;
    }
    comparisons += made;
  }
  return comparisons;
}

/* Number `number` of the cases; 0: there is none. */
static int case_at(uint32_t number, test_case *c, uint32_t *seed) {
  static const uint16_t long_columns[] = {512, 513, 516, 520, 528, 1000, 1024, 1030, 2048, 2100};
  enum { SHORT = 140, LONG = 80, TALL = 20, SHIFTS = 31, LEFT_SHIFTS = 30 };
  const uint32_t draw = report_random(seed);
  *c = (test_case){1u + draw % MOST_ROWS, 0, 1u + (draw >> 8) % MOST_TOKENS, 0, 0, 0, ANY_WEIGHTS, -16, -5};
  if (number < 2u * SHORT) {
    c->columns = 1u + number % SHORT;
    if (number >= SHORT) { /* all aligned before; now nothing is */
      c->weights_offset = (draw >> 16) & 3u;
      c->x_offset = (draw >> 18) & 3u;
      c->shifts_offset = (draw >> 20) & 3u;
    }
    return 1;
  }
  number -= 2u * SHORT;
  if (number < LONG) {
    c->columns = long_columns[number % 10u];
    c->values = (test_values)(number / 10u % VALUE_KINDS);
    c->tokens = 1u + number % 9u;
    return 1;
  }
  number -= LONG;
  if (number < TALL) {
    c->rows = 180u + (draw >> 4) % (TALL_ROWS - 180u + 1u);
    c->columns = 4u + 4u * (draw % (TALL_COLUMNS / 4u));
    c->tokens = 1u + number % TALL_TOKENS;
    return 1;
  }
  number -= TALL;
  if (number < SHIFTS) {
    c->columns = 4u + 4u * (draw % 20u);
    c->low_shift = c->high_shift = -1 - (int32_t)number;
    return 1;
  }
  number -= SHIFTS;
  if (number < LEFT_SHIFTS) {
    c->columns = 1;
    c->values = ANY_WEIGHTS;
    c->low_shift = -3;
    c->high_shift = (int32_t)(number % 14u); /* accumulators of one product have 15 bits */
    return 1;
  }
  return 0;
}

int main(void) {
  test_data *data = (test_data *)(void *)arena_start;
  uint32_t seed = 1, comparisons = 0;
  test_case c;
  board_start();
  memset(data->seen, 0, sizeof data->seen);
  for (uint32_t number = 0; case_at(number, &c, &seed); number++) {
    const uint32_t made = run_formats(data, &c, &seed);
    if (made == 0u) {
      board_stop(1);
    }
    comparisons += made;
  }
  REPORT(REPORT_TEXT("exact"), REPORT_TEXT(NLM_BACKEND_NAME), REPORT_NUMBER(comparisons), REPORT_TEXT("of"),
         REPORT_NUMBER(distinct(data)));
  board_stop(0);
}
