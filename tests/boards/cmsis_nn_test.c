/* CMSIS-NN's published vectors of fully connected layers on the build's backend, in every order of weights;
 * built where the vectors are at hand. The kernels know no zero points: the input's folds into the bias, the
 * output's is added afterwards. Codes of 4 bits run as one group of all columns with a scale of 1. Prints the
 * first difference, or exact <backend> <comparisons> of <distinct results>. */
#include "board.h"
#include "nlm_backend.h"
#include "packing.h"
#include "report.h"

#include <stddef.h>
#include <string.h>

#include "fc_per_ch/test_data.h"
#include "fully_connected/test_data.h"
#include "fully_connected_int4/test_data.h"
#include "fully_connected_int4_2/test_data.h"
#include "fully_connected_mve_0/test_data.h"
#include "fully_connected_null_bias_0/test_data.h"
#include "fully_connected_out_activation/test_data.h"

enum { MOST_ROWS = 24, MOST_WEIGHTS = MOST_ROWS * 96, MOST_OUTPUTS = 64 };

typedef struct {
  const char *name;
  const int8_t *weights, *input, *output;
  const int32_t *bias, *multipliers, *shifts; /* per channel where there are multipliers */
  uint32_t bits, rows, columns, tokens;
  int32_t multiplier, shift, input_offset, output_offset, least, most;
} vectors;

#define SHAPE(SET, BITS)                                                                                     \
  .bits = (BITS), .rows = SET##_OUT_CH, .columns = SET##_ACCUMULATION_DEPTH, .tokens = SET##_INPUT_BATCHES,  \
  .input_offset = SET##_INPUT_OFFSET, .output_offset = SET##_OUTPUT_OFFSET,                                  \
  .least = SET##_OUT_ACTIVATION_MIN, .most = SET##_OUT_ACTIVATION_MAX
#define PER_LAYER(SET) .multiplier = SET##_OUTPUT_MULTIPLIER, .shift = SET##_OUTPUT_SHIFT
#define ARRAYS(SET, WEIGHTS, BIAS, OUTPUT)                                                                   \
  .name = #SET, .weights = SET##_##WEIGHTS, .bias = SET##_##BIAS, .input = SET##_input,                      \
  .output = SET##_##OUTPUT

static const vectors sets[] = {
    {ARRAYS(fc_per_ch, weights, bias, output), SHAPE(FC_PER_CH, 8),
     .multipliers = fc_per_ch_output_multiplier, .shifts = fc_per_ch_output_shift},
    {ARRAYS(fully_connected, weights, biases, output_ref), SHAPE(FULLY_CONNECTED, 8),
     PER_LAYER(FULLY_CONNECTED)},
    {ARRAYS(fully_connected_mve_0, weights, biases, output_ref), SHAPE(FULLY_CONNECTED_MVE_0, 8),
     PER_LAYER(FULLY_CONNECTED_MVE_0)},
    {ARRAYS(fully_connected_null_bias_0, weights, biases, output_ref), SHAPE(FULLY_CONNECTED_NULL_BIAS_0, 8),
     PER_LAYER(FULLY_CONNECTED_NULL_BIAS_0)},
    {ARRAYS(fully_connected_out_activation, weights, biases, output_ref),
     SHAPE(FULLY_CONNECTED_OUT_ACTIVATION, 8), PER_LAYER(FULLY_CONNECTED_OUT_ACTIVATION)},
    {ARRAYS(fully_connected_int4, input_weights, input_bias, output), SHAPE(FULLY_CONNECTED_INT4, 4),
     PER_LAYER(FULLY_CONNECTED_INT4)},
    {ARRAYS(fully_connected_int4_2, input_weights, input_bias, output), SHAPE(FULLY_CONNECTED_INT4_2, 4),
     PER_LAYER(FULLY_CONNECTED_INT4_2)}};

static _Alignas(16) struct {
  uint8_t packed[MOST_WEIGHTS];
  int8_t weights[MOST_WEIGHTS], x[MOST_WEIGHTS];
  int32_t bias[MOST_ROWS], multipliers[MOST_ROWS];
  int8_t shifts[MOST_ROWS];
  uint8_t scales[MOST_ROWS], packed_scales[MOST_ROWS];
  int16_t y[MOST_OUTPUTS];
  uint8_t seen[256];
} data;

/* Two codes to a byte, the even one in the low half. */
static int8_t weight_at(const vectors *v, uint32_t at) {
  const int32_t code = v->weights[at / 2u] >> (at % 2u * 4u) & 15;
  return v->bits == 8u ? v->weights[at] : (int8_t)((code ^ 8) - 8);
}

static void fill(const vectors *v) {
  memcpy(data.x, v->input, v->tokens * v->columns); /* aligned */
  for (uint32_t row = 0; row < v->rows; row++) {
    int32_t sum = 0;
    for (uint32_t i = row * v->columns; i < (row + 1u) * v->columns; i++) {
      data.weights[i] = weight_at(v, i);
      sum += data.weights[i];
    }
    data.bias[row] = v->bias[row] + v->input_offset * sum;
    data.multipliers[row] = v->multipliers != NULL ? v->multipliers[row] : v->multiplier;
    data.shifts[row] = (int8_t)(v->multipliers != NULL ? v->shifts[row] : v->shift);
    data.scales[row] = 1;
  }
}

/* The number of equal outputs, or 0 after telling the first difference. */
static uint32_t compare(const vectors *v, uint32_t order) {
  const int grouped = v->bits == 4u;
  pack_weights(data.weights, v->rows, v->columns, v->bits, order, data.packed);
  pack_scales(data.scales, v->rows, 1, order, data.packed_scales);
  const nlm_matrix m = {(const int8_t *)data.packed,
                        data.bias,
                        data.multipliers,
                        data.shifts,
                        grouped ? data.packed_scales : NULL,
                        v->rows,
                        v->columns,
                        (uint16_t)(grouped ? (v->columns + 15u) / 16u * 16u : 0u),
                        (uint8_t)v->bits,
                        (uint8_t)order};
  NLM_FULLY_CONNECTED(&m, data.x, v->tokens, NLM_STORE_S16, data.y);
  for (uint32_t i = 0; i < v->tokens * v->rows; i++) {
    const int32_t shifted = data.y[i] + v->output_offset;
    const int32_t actual = shifted < v->least ? v->least : shifted > v->most ? v->most : shifted;
    if (actual != v->output[i]) {
      REPORT(REPORT_TEXT("differs:"), REPORT_TEXT(v->name), REPORT_TEXT("order"), REPORT_NUMBER(order),
             REPORT_TEXT("at"), REPORT_NUMBER(i), REPORT_TEXT("expected"),
             REPORT_NUMBER((uint8_t)v->output[i]), REPORT_TEXT("got"), REPORT_NUMBER((uint8_t)actual));
      return 0;
    }
    data.seen[(uint8_t)actual] = 1;
  }
  return v->tokens * v->rows;
}

int main(void) {
  uint32_t comparisons = 0, distinct = 0;
  board_start();
  for (uint32_t s = 0; s < sizeof sets / sizeof sets[0]; s++) {
    fill(&sets[s]);
    for (uint32_t order = NLM_ORDER_ROWS; order <= NLM_ORDER_MVE; order++) {
      const uint32_t made = compare(&sets[s], order);
      if (made == 0u) {
        board_stop(1);
      }
      comparisons += made;
    }
  }
  for (uint32_t i = 0; i < sizeof data.seen; i++) {
    distinct += data.seen[i];
  }
  REPORT(REPORT_TEXT("exact"), REPORT_TEXT(NLM_BACKEND_NAME), REPORT_NUMBER(comparisons), REPORT_TEXT("of"),
         REPORT_NUMBER(distinct));
  board_stop(0);
}
