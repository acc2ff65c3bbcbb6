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

/* Of 4 bits, 8 columns of a row are a word; with 8 added to them, codes are below 16, those of columns i and
 * i + 4 lie in the halves of (word >> 4 i) & LOW, and a scale multiplies both at once. 16 rows' sums stay
 * below 2^16. */
#define LOW 0x000F000Fu

enum { WORD_COLUMNS = 8, CODE_OFFSET = 8 };

static inline uint32_t offset_codes(const int8_t *row, uint32_t column) {
  return *(const nlm_dsp_word *)(const void *)(row + column / 2u) ^ 0x88888888u;
}

static void embed_int4(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams, const uint16_t *rows,
                       uint32_t count, const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  const int8_t *row[NLM_NGRAM_FEATURES];
  uint32_t row_scale[NLM_NGRAM_FEATURES], all_scales = 0;
  for (uint32_t j = 0; j < count; j++) {
    row[j] = ngrams->rows + rows[j] * (dim / 2u);
    row_scale[j] = ngrams->scales[rows[j]];
    all_scales += row_scale[j];
  }
  const int8_t *piece_row = pieces->rows + piece * (dim / 2u);
  const int32_t piece_scale = (int32_t)(scale->piece * pieces->scales[piece]);
  const int32_t ngram_scale = scale->ngram[count];
  const int32_t offset = (int32_t)(CODE_OFFSET * all_scales);
  for (uint32_t i = 0; i < dim; i += WORD_COLUMNS) {
    uint32_t sums[4] = {0, 0, 0, 0};
    for (uint32_t j = 0; j < count; j++) {
      const uint32_t codes = offset_codes(row[j], i);
#pragma GCC unroll 4
      for (uint32_t k = 0; k < 4u; k++) {
        sums[k] += (codes >> 4u * k & LOW) * row_scale[j];
      }
    }
    const uint32_t codes = offset_codes(piece_row, i);
#pragma GCC unroll 8
    for (uint32_t k = 0; k < WORD_COLUMNS; k++) {
      const int32_t code = (int32_t)(codes >> 4u * k & 15u) - CODE_OFFSET;
      const int32_t sum = (int32_t)(sums[k % 4u] >> k / 4u * 16u & 0xFFFFu) - offset;
      x[i + k] = nlm_sat16(nlm_rhu(code * piece_scale + sum * ngram_scale, 12));
    }
  }
}

void nlm_embed_dsp(const nlm_table *pieces, uint32_t row_of_piece, const nlm_table *ngrams,
                   const uint16_t *rows, uint32_t count, const nlm_embedding_scale *scale, uint32_t dim,
                   int16_t *x) {
  const int int4 = pieces->scales != NULL;
  const uint32_t row_bytes = int4 ? dim / 2u : dim;
  const int words = (((uintptr_t)pieces->rows | (uintptr_t)ngrams->rows | row_bytes) & 3u) == 0u;
  if (int4 || !words) {
    (words ? embed_int4 : nlm_embed_portable)(pieces, row_of_piece, ngrams, rows, count, scale, dim, x);
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
