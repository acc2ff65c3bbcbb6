#include "nlm_backend.h"

#include <string.h>

#include "nlm_fixed.h"

void nlm_embed_portable(const int8_t *piece, const int8_t *ngrams, const uint16_t *rows, uint32_t count,
                        const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  /* x first holds the n-gram rows' sum (at most 16 * 128), so that each row is read once and in order. */
  memset(x, 0, dim * sizeof *x);
  for (uint32_t j = 0; j < count; j++) {
    const int8_t *row = ngrams + (uint32_t)rows[j] * dim;
    for (uint32_t i = 0; i < dim; i++) {
      x[i] = (int16_t)(x[i] + row[i]);
    }
  }
  const int32_t piece_scale = (int32_t)scale->piece;
  const int32_t ngram_scale = scale->ngram[count];
  for (uint32_t i = 0; i < dim; i++) {
    x[i] = nlm_sat16(nlm_rhu(piece[i] * piece_scale + x[i] * ngram_scale, 8));
  }
}

void nlm_embed(const int8_t *piece, const int8_t *ngrams, const uint16_t *rows, uint32_t count,
               const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  NLM_EMBED(piece, ngrams, rows, count, scale, dim, x);
}
