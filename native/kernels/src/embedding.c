#include "nlm_backend.h"

#include <stddef.h>
#include <string.h>

#include "nlm_fixed.h"

/* Entries 2i and 2i + 1 of a row of 4-bit codes. */
static inline void pair_of(const nlm_table *table, uint32_t row, uint32_t dim, uint32_t i, int32_t *pair) {
  const int32_t byte = table->rows[row * (dim / 2u) + i], scale = table->scales[row];
  pair[0] = scale * (((byte & 15) ^ 8) - 8);
  pair[1] = scale * (byte >> 4);
}

static void add_row(const nlm_table *table, uint32_t row, uint32_t dim, int16_t *x) {
  if (table->scales == NULL) {
    for (uint32_t i = 0; i < dim; i++) {
      x[i] = (int16_t)(x[i] + table->rows[row * dim + i]);
    }
    return;
  }
  for (uint32_t i = 0; i < dim / 2u; i++) {
    int32_t pair[2];
    pair_of(table, row, dim, i, pair);
    x[2u * i] = (int16_t)(x[2u * i] + pair[0]);
    x[2u * i + 1u] = (int16_t)(x[2u * i + 1u] + pair[1]);
  }
}

void nlm_embed_portable(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams,
                        const uint16_t *rows, uint32_t count, const nlm_embedding_scale *scale, uint32_t dim,
                        int16_t *x) {
  /* x first holds the n-gram rows' sum (at most 16 * 8 * 255), so that each row is read once and in order. */
  memset(x, 0, dim * sizeof *x);
  for (uint32_t j = 0; j < count; j++) {
    add_row(ngrams, rows[j], dim, x);
  }
  const int32_t piece_scale = (int32_t)scale->piece;
  const int32_t ngram_scale = scale->ngram[count];
  if (pieces->scales == NULL) {
    for (uint32_t i = 0; i < dim; i++) {
      x[i] = nlm_sat16(nlm_rhu(pieces->rows[piece * dim + i] * piece_scale + x[i] * ngram_scale, 8));
    }
    return;
  }
  for (uint32_t i = 0; i < dim / 2u; i++) {
    int32_t pair[2];
    pair_of(pieces, piece, dim, i, pair);
    x[2u * i] = nlm_sat16(nlm_rhu(pair[0] * piece_scale + x[2u * i] * ngram_scale, 12));
    x[2u * i + 1u] = nlm_sat16(nlm_rhu(pair[1] * piece_scale + x[2u * i + 1u] * ngram_scale, 12));
  }
}

void nlm_embed(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams, const uint16_t *rows,
               uint32_t count, const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  NLM_EMBED(pieces, piece, ngrams, rows, count, scale, dim, x);
}
