/* Fully connected by ESP-NN (github.com/espressif/esp-nn), for firmware of Espressif's chips that has it:
 * compiled where NLM_ESP_NN is the name of its kernel, for an ESP32-S3
 * -DNLM_ESP_NN=esp_nn_fully_connected_per_ch_s8_esp32s3. It gives s8 results of weights of 8 bits, row after
 * row; the rest stays with the portable kernel. docs/numerics.md says where both round alike. */
#include "../nlm_backend.h"

#ifdef NLM_ESP_NN

#include <string.h>

/* ESP-NN's kernel, one token: out[o] = requantised(bias[o] + sum of (filter + filter_offset) * (input +
 * input_offset)) + out_offset, clamped. out_shift: to the left where it is above 0.
 * input: aligned to 16; up to 16 bytes behind it and up to 32 behind filter are read, and do not count */
void NLM_ESP_NN(const int8_t *input, int32_t input_offset, uint16_t row_len, const int8_t *filter,
                int32_t filter_offset, const int32_t *bias, int8_t *out, uint16_t out_channels,
                int32_t out_offset, const int32_t *out_shift, const int32_t *out_mult, int32_t activation_min,
                int32_t activation_max);

enum {
  MOST_COLUMNS = 1024, /* of a token that is brought to an aligned place... */
  SPARE = 16,          /* ...with room to read past it */
  MOST_ROWS = 64       /* at once; ESP-NN keeps a word of stack for each */
};

/* Whether ESP-NN's result is the portable kernel's whatever the inputs are: it halves by adding half before
 * the shift, which must not wrap. */
static int rounds_alike(const nlm_matrix *m) {
  const uint32_t products = 128u * 128u * m->columns;
  for (uint32_t row = 0; row < m->rows; row++) {
    const int32_t bias = m->bias[row], shift = m->shifts[row];
    if (shift < -30 || shift > -1) {
      return 0;
    }
    const uint32_t magnitude = bias < 0 ? 0u - (uint32_t)bias : (uint32_t)bias;
    if (magnitude > (uint32_t)INT32_MAX - products - (1u << (-shift - 1))) {
      return 0;
    }
  }
  return 1;
}

void nlm_fully_connected_esp(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store,
                             void *y) {
  if (store != NLM_STORE_S8 || m->bits != 8u || m->order != NLM_ORDER_ROWS || m->columns > MOST_COLUMNS ||
      !rounds_alike(m)) {
    nlm_fully_connected_portable(m, x, tokens, store, y);
    return;
  }
  _Alignas(16) int8_t input[MOST_COLUMNS + SPARE];
  int32_t shifts[MOST_ROWS];
  for (uint32_t first = 0; first < m->rows; first += MOST_ROWS) {
    const uint32_t rows = m->rows - first < MOST_ROWS ? m->rows - first : MOST_ROWS;
    for (uint32_t r = 0; r < rows; r++) {
      shifts[r] = m->shifts[first + r];
    }
    for (uint32_t t = 0; t < tokens; t++) { /* while the chip's cache has these rows */
      memcpy(input, x + t * m->columns, m->columns);
      NLM_ESP_NN(input, 0, (uint16_t)m->columns, m->weights + first * m->columns, 0, m->bias + first,
                 (int8_t *)y + t * m->rows + first, (uint16_t)rows, 0, shifts, m->multipliers + first,
                 INT8_MIN, INT8_MAX);
    }
  }
}

#endif
