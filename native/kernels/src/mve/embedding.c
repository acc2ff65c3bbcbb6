/* Embedding with Helium: n-gram rows are added 8 columns at a time, scaled 4 at a time. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

/* x += row */
static void add_row(const int8_t *row, uint32_t dim, int16_t *x) {
  for (uint32_t i = 0; i < dim; i += 8u) {
    const mve_pred16_t present = vctp16q(dim - i);
    vstrhq_p_s16(x + i, vaddq_s16(vldrhq_z_s16(x + i, present), vldrbq_z_s16(row + i, present)), present);
  }
}

void nlm_embed_mve(const int8_t *piece, const int8_t *ngrams, const uint16_t *rows, uint32_t count,
                   const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  for (uint32_t i = 0; i < dim; i += 8u) {
    vstrhq_p_s16(x + i, vdupq_n_s16(0), vctp16q(dim - i));
  }
  for (uint32_t j = 0; j < count; j++) {
    add_row(ngrams + (uint32_t)rows[j] * dim, dim, x);
  }
  const int32_t piece_scale = (int32_t)scale->piece, ngram_scale = scale->ngram[count];
  for (uint32_t i = 0; i < dim; i += 4u) {
    const mve_pred16_t present = vctp32q(dim - i);
    const int32x4_t pieces = vmulq_n_s32(vldrbq_z_s32(piece + i, present), piece_scale);
    const int32x4_t sum = vmlaq_n_s32(pieces, vldrhq_z_s32(x + i, present), ngram_scale);
    const int32x4_t v = vrshrq_n_s32(sum, 8);
    vstrhq_p_s32(x + i, vreinterpretq_s32_s16(vqmovnbq_s32(vreinterpretq_s16_s32(v), v)), present);
  }
}

#endif
