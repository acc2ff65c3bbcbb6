#include "packing.h"

#include <string.h>

#include "nlm_kernels.h"

static uint32_t round_up(uint32_t value, uint32_t multiple) {
  return (value + multiple - 1u) / multiple * multiple;
}

uint32_t packed_bytes(uint32_t rows, uint32_t columns, uint32_t bits, uint32_t order) {
  const uint32_t weights = order == NLM_ORDER_ROWS  ? rows * columns
                           : order == NLM_ORDER_DSP ? round_up(rows, 4) * round_up(columns, 8)
                                                    : round_up(rows, 4) * round_up(columns, 16);
  return (weights * bits + 7u) / 8u;
}

/* A field of 8 or 4 bits: number of the byte and of its half. */
typedef struct {
  uint32_t byte, half;
} place;

static place dsp_place(uint32_t row, uint32_t column, uint32_t columns, uint32_t bits) {
  /* The columns of a quad lie as 0 2 1 3, two of them in a word. */
  const uint32_t slot = column % 4u == 1u ? 2u : column % 4u == 2u ? 1u : column % 4u;
  const uint32_t block = row / 4u * round_up(columns, 8) * 4u, r = row % 4u; /* in weights */
  if (bits == 8u) {
    const uint32_t word = column / 4u * 4u + slot / 2u * 2u + r / 2u;
    return (place){block + word * 4u + slot % 2u * 2u + r % 2u, 0};
  }
  return (place){block / 2u + (column / 4u * 4u + slot) * 2u + r / 2u, r % 2u};
}

static place mve_place(uint32_t row, uint32_t column, uint32_t columns, uint32_t bits) {
  const uint32_t block = row / 4u * round_up(columns, 16) * 4u, r = row % 4u;
  if (bits == 8u) {
    return (place){block + column / 16u * 64u + r * 16u + column % 16u, 0};
  }
  return (place){block / 2u + column / 16u * 32u + r / 2u * 16u + column % 16u, r % 2u};
}

/* What is added to a weight before its two's complement is stored: the lower ones of those that share a
 * register's field are never negative. */
static int32_t offset_of(uint32_t row, uint32_t bits, uint32_t order) {
  if (order == NLM_ORDER_DSP) {
    return bits == 8u ? (row % 2u == 0u ? 128 : 0) : (row % 4u == 3u ? 0 : 8);
  }
  return order == NLM_ORDER_MVE && bits == 4u && row % 2u == 0u ? 8 : 0;
}

void pack_weights(const int8_t *weights, uint32_t rows, uint32_t columns, uint32_t bits, uint32_t order,
                  uint8_t *packed) {
  memset(packed, 0, packed_bytes(rows, columns, bits, order));
  for (uint32_t row = 0; row < rows; row++) {
    for (uint32_t column = 0; column < columns; column++) {
      const uint32_t at = row * columns + column;
      const int32_t field = weights[at] + offset_of(row, bits, order);
      const place p = order == NLM_ORDER_DSP   ? dsp_place(row, column, columns, bits)
                      : order == NLM_ORDER_MVE ? mve_place(row, column, columns, bits)
                      : bits == 8u             ? (place){at, 0}
                                               : (place){at / 2u, at % 2u};
      packed[p.byte] |= (uint8_t)(bits == 8u ? field : (field & 15) << (4u * p.half));
    }
  }
}

void pack_scales(const uint8_t *scales, uint32_t rows, uint32_t groups, uint32_t order, uint8_t *packed) {
  const uint32_t width = order == NLM_ORDER_ROWS ? 1u : 4u;
  memset(packed, 0, round_up(rows, width) * groups);
  for (uint32_t row = 0; row < rows; row++) {
    for (uint32_t g = 0; g < groups; g++) {
      packed[(row / width * groups + g) * width + row % width] = scales[row * groups + g];
    }
  }
}
