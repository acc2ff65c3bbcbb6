/* The build's backend against the portable kernel on an emulated board: shapes with tails, unaligned arrays,
 * extreme values, every shift. Prints the first difference, or exact <backend> <comparisons> of <distinct
 * results> where the second number shows that the results compared were not all the same. */
#include "board.h"
#include "nlm_backend.h"
#include "report.h"

#include <string.h>

extern uint8_t arena_start[];

enum { MOST_ROWS = 21, MOST_COLUMNS = 2100, MOST_TOKENS = 19, GUARD = 16 };
enum { MOST_OUTPUTS = MOST_ROWS * MOST_TOKENS };

typedef struct {
  int8_t weights[MOST_ROWS * MOST_COLUMNS + 4];
  int32_t bias[MOST_ROWS];
  int32_t multipliers[MOST_ROWS];
  int8_t shifts[MOST_ROWS + 4];
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

static void fill(test_data *data, const test_case *c, uint32_t *seed) {
  for (uint32_t i = 0; i < c->rows * c->columns; i++) {
    data->weights[c->weights_offset + i] = value_of(c->values, i, seed);
  }
  /* Half of the extreme cases have inputs of the opposite sign. */
  const test_values inputs = c->values == LARGEST && c->tokens % 2u == 0u ? SMALLEST : c->values;
  for (uint32_t i = 0; i < c->tokens * c->columns; i++) {
    data->x[c->x_offset + i] = value_of(inputs, i, seed);
  }
  const int32_t reach = INT32_MAX - 128 * 128 * (int32_t)c->columns;
  for (uint32_t i = 0; i < c->rows; i++) {
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
static uint32_t compare(test_data *data, const test_case *c, nlm_store store) {
  const nlm_matrix m = {data->weights + c->weights_offset,
                        data->bias,
                        data->multipliers,
                        data->shifts + c->shifts_offset,
                        0,
                        c->rows,
                        c->columns,
                        0,
                        8,
                        NLM_ORDER_ROWS};
  const uint32_t outputs = c->rows * c->tokens;
  for (uint32_t i = 0; i < MOST_OUTPUTS + GUARD; i++) {
    data->expected[i] = data->actual[i] = (int16_t)(i * 40503u);
  }
  nlm_fully_connected_portable(&m, data->x + c->x_offset, c->tokens, store, data->expected);
  NLM_FULLY_CONNECTED(&m, data->x + c->x_offset, c->tokens, store, data->actual);
  for (uint32_t i = 0; i < MOST_OUTPUTS + GUARD; i++) {
    if (data->expected[i] != data->actual[i]) {
      REPORT(REPORT_TEXT("differs: store"), REPORT_NUMBER(store), REPORT_TEXT("rows"), REPORT_NUMBER(c->rows),
             REPORT_TEXT("columns"), REPORT_NUMBER(c->columns), REPORT_TEXT("tokens"),
             REPORT_NUMBER(c->tokens), REPORT_TEXT("values"), REPORT_NUMBER(c->values), REPORT_TEXT("at"),
             REPORT_NUMBER(i), REPORT_TEXT("expected"), REPORT_NUMBER((uint16_t)data->expected[i]),
             REPORT_TEXT("got"), REPORT_NUMBER((uint16_t)data->actual[i]));
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
static uint32_t run(test_data *data, const test_case *c, uint32_t *seed) {
  fill(data, c, seed);
  const uint32_t s8 = compare(data, c, NLM_STORE_S8);
  const uint32_t s16 = s8 == 0u ? 0u : compare(data, c, NLM_STORE_S16);
  return s16 == 0u || compare(data, c, NLM_ADD_S16) == 0u ? 0u : 3u * s8;
}

/* Number `number` of the cases; 0: there is none. */
static int case_at(uint32_t number, test_case *c, uint32_t *seed) {
  static const uint16_t long_columns[] = {512, 513, 516, 520, 528, 1000, 1024, 1030, 2048, 2100};
  enum { SHORT = 140, LONG = 80, SHIFTS = 31, LEFT_SHIFTS = 30 };
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
    const uint32_t made = run(data, &c, &seed);
    if (made == 0u) {
      board_stop(1);
    }
    comparisons += made;
  }
  REPORT(REPORT_TEXT("exact"), REPORT_TEXT(NLM_BACKEND_NAME), REPORT_NUMBER(comparisons), REPORT_TEXT("of"),
         REPORT_NUMBER(distinct(data)));
  board_stop(0);
}
