/* Weights in the orders of docs/image-format.md: where a row's lie. */
#include "nlm_backend.h"

enum { BLOCK = 4 /* rows that orders other than NLM_ORDER_ROWS interleave */ };

uint32_t nlm_weight_bytes(uint32_t rows, uint32_t columns, uint32_t bits, uint32_t order) {
  if (order != NLM_ORDER_ROWS) {
    const uint32_t step = order == NLM_ORDER_DSP ? 8u : 16u;
    rows = (rows + BLOCK - 1u) / BLOCK * BLOCK;
    columns = (columns + step - 1u) / step * step;
  }
  return rows * columns * bits / 8u;
}

uint32_t nlm_scale_index(const nlm_matrix *m, uint32_t row, uint32_t group) {
  const uint32_t groups = nlm_groups(m->columns, m->group);
  return m->order == NLM_ORDER_ROWS ? row * groups + group
                                    : (row / BLOCK * groups + group) * BLOCK + row % BLOCK;
}

static int8_t low_code(int32_t byte) {
  return (int8_t)(((byte & 15) ^ 8) - 8);
}

static int8_t low_offset_code(int32_t byte) {
  return (int8_t)((byte & 15) - 8);
}

static void unpack_rows(const nlm_matrix *m, uint32_t row, uint32_t first, uint32_t count, int8_t *w) {
  const uint32_t at = row * m->columns + first;
  for (uint32_t i = 0; i < count; i++) {
    w[i] = m->bits == 8u ? m->weights[at + i] : low_code(m->weights[(at + i) / 2u] >> (at + i) % 2u * 4u);
  }
}

/* Halfwords of four rows with 4 bits, or two with 8; of each four columns first 0 2, then 1 3. */
static int8_t from_dsp(const nlm_matrix *m, uint32_t row, uint32_t column) {
  const int8_t *block = m->weights + row / BLOCK * nlm_weight_bytes(BLOCK, m->columns, m->bits, m->order);
  const uint32_t slot = (column & 1u) << 1 | (column >> 1 & 1u), quad = column / 4u, r = row % BLOCK;
  if (m->bits == 8u) {
    const int8_t byte = block[quad * 16u + slot / 2u * 8u + r / 2u * 4u + slot % 2u * 2u + r % 2u];
    return (int8_t)(r % 2u == 0u ? byte ^ -128 : byte);
  }
  const int32_t byte = block[quad * 8u + slot * 2u + r / 2u] >> r % 2u * 4u;
  return r == BLOCK - 1u ? low_code(byte) : low_offset_code(byte);
}

/* Runs of 16 columns of four rows, one after the other; with 4 bits two rows share a run. */
static int8_t from_mve(const nlm_matrix *m, uint32_t row, uint32_t column) {
  const int8_t *block = m->weights + row / BLOCK * nlm_weight_bytes(BLOCK, m->columns, m->bits, m->order);
  const uint32_t run = column / 16u, i = column % 16u, r = row % BLOCK;
  if (m->bits == 8u) {
    return block[run * 64u + r * 16u + i];
  }
  const int32_t byte = block[run * 32u + r / 2u * 16u + i];
  return r % 2u == 0u ? low_offset_code(byte) : (int8_t)(byte >> 4);
}

void nlm_unpack_weights(const nlm_matrix *m, uint32_t row, uint32_t first, uint32_t count, int8_t *w) {
  if (m->order == NLM_ORDER_ROWS) {
    unpack_rows(m, row, first, count, w);
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    w[i] = m->order == NLM_ORDER_DSP ? from_dsp(m, row, first + i) : from_mve(m, row, first + i);
  }
}
