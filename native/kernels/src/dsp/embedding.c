/* Embedding for cores with the DSP extension: SXTAB16 widens two bytes of an n-gram row and adds them to two
 * 16-bit sums, so that four columns are summed in two registers. */
#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE)

#include <stddef.h>

#include "../nlm_fixed.h"
#include "nlm_dsp.h"

static inline uint32_t add_even_pair(uint32_t sums, uint32_t word) {
  __asm__("sxtab16 %0, %0, %1" : "+r"(sums) : "r"(word));
  return sums;
}

static inline uint32_t add_odd_pair(uint32_t sums, uint32_t word) {
  __asm__("sxtab16 %0, %0, %1, ror #8" : "+r"(sums) : "r"(word));
  return sums;
}

void nlm_embed_dsp(const nlm_table *pieces, uint32_t row_of_piece, const nlm_table *ngrams,
                   const uint16_t *rows, uint32_t count, const nlm_embedding_scale *scale, uint32_t dim,
                   int16_t *x) {
  if (pieces->scales != NULL || (((uintptr_t)pieces->rows | (uintptr_t)ngrams->rows | dim) & 3u) != 0u) {
    nlm_embed_portable(pieces, row_of_piece, ngrams, rows, count, scale, dim, x);
    return;
  }
  const int8_t *piece = pieces->rows + row_of_piece * dim;
  const int32_t piece_scale = (int32_t)scale->piece;
  const int32_t ngram_scale = scale->ngram[count];
  const int8_t *row[NLM_NGRAM_FEATURES];
  for (uint32_t j = 0; j < count; j++) {
    row[j] = ngrams->rows + rows[j] * dim;
  }
  for (uint32_t i = 0; i < dim; i += 4u) {
    uint32_t even = 0, odd = 0; /* magnitudes at most 16 * 128 */
    for (uint32_t j = 0; j < count; j++) {
      const uint32_t word = *(const nlm_dsp_word *)(const void *)(row[j] + i);
      even = add_even_pair(even, word);
      odd = add_odd_pair(odd, word);
    }
    const int16_t sums[4] = {(int16_t)even, (int16_t)odd, (int16_t)(even >> 16), (int16_t)(odd >> 16)};
#pragma GCC unroll 4
    for (uint32_t k = 0; k < 4u; k++) {
      x[i + k] = nlm_sat16(nlm_rhu(piece[i + k] * piece_scale + sums[k] * ngram_scale, 8));
    }
  }
}

#endif
