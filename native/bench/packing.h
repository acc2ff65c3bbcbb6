/* Weights into the orders of docs/image-format.md, for the bench and the tests of the kernels. */
#ifndef PACKING_H
#define PACKING_H

#include <stdint.h>

/* Bytes of packed weights. bits: 8 or 4; order: NLM_ORDER_* */
uint32_t packed_bytes(uint32_t rows, uint32_t columns, uint32_t bits, uint32_t order);

/* weights: [rows][columns], codes of 4 bits one to a byte; packed: [packed_bytes] */
void pack_weights(const int8_t *weights, uint32_t rows, uint32_t columns, uint32_t bits, uint32_t order,
                  uint8_t *packed);

/* Scales of groups. scales: [rows][groups]; packed: the same with NLM_ORDER_ROWS, else [rows / 4][groups][4]
 * with rows rounded up */
void pack_scales(const uint8_t *scales, uint32_t rows, uint32_t groups, uint32_t order, uint8_t *packed);

#endif
