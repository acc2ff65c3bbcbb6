/* Weights in the orders of docs/image-format.md. */
#include "nlm_backend.h"

void nlm_unpack_weights(const nlm_matrix *m, uint32_t row, uint32_t first, uint32_t count, int8_t *w) {
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t at = row * m->columns + first + i;
    const int32_t code = m->weights[at / 2u] >> (at % 2u * 4u) & 15;
    w[i] = (int8_t)((code ^ 8) - 8);
  }
}
