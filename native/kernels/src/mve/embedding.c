/* Embedding with Helium: n-gram rows are added 8 columns at a time, scaled 4 at a time, in loops with tail
 * predication, which the compiler does not form by itself. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <stddef.h>

/* x = 0 */
static void clear(uint32_t dim, int16_t *x) {
  __asm__ volatile("vmov.i16 q0, #0\n"
                   "dlstp.16 lr, %[dim]\n"
                   "1:\n"
                   "vstrh.16 q0, [%[x]], #16\n"
                   "letp lr, 1b\n"
                   : [x] "+r"(x)
                   : [dim] "r"(dim)
                   : "lr", "q0", "memory");
}

/* x += row */
static void add_row(const int8_t *row, uint32_t dim, int16_t *x) {
  __asm__ volatile("dlstp.16 lr, %[dim]\n"
                   "1:\n"
                   "vldrb.s16 q0, [%[row]], #8\n"
                   "vldrh.s16 q1, [%[x]]\n"
                   "vadd.i16 q0, q0, q1\n"
                   "vstrh.16 q0, [%[x]], #16\n"
                   "letp lr, 1b\n"
                   : [row] "+l"(row), [x] "+r"(x)
                   : [dim] "r"(dim)
                   : "lr", "q0", "q1", "memory");
}

/* x = sat16((piece * piece_scale + x * ngram_scale) / 2^8, halves upward) */
static void scale_sums(const int8_t *piece, int32_t piece_scale, int32_t ngram_scale, uint32_t dim,
                       int16_t *x) {
  __asm__ volatile("dlstp.32 lr, %[dim]\n"
                   "1:\n"
                   "vldrb.s32 q0, [%[piece]], #4\n"
                   "vldrh.s32 q1, [%[x]]\n"
                   "vmul.i32 q0, q0, %[piece_scale]\n"
                   "vmla.s32 q0, q1, %[ngram_scale]\n"
                   "vrshr.s32 q0, q0, #8\n"
                   "vqmovnb.s32 q0, q0\n"
                   "vstrh.32 q0, [%[x]], #8\n"
                   "letp lr, 1b\n"
                   : [piece] "+l"(piece), [x] "+l"(x)
                   : [dim] "r"(dim), [piece_scale] "r"(piece_scale), [ngram_scale] "r"(ngram_scale)
                   : "lr", "q0", "q1", "memory");
}

void nlm_embed_mve(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams, const uint16_t *rows,
                   uint32_t count, const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  if (pieces->scales != NULL) {
    nlm_embed_portable(pieces, piece, ngrams, rows, count, scale, dim, x);
    return;
  }
  clear(dim, x);
  for (uint32_t j = 0; j < count; j++) {
    add_row(ngrams->rows + rows[j] * dim, dim, x);
  }
  scale_sums(pieces->rows + piece * dim, (int32_t)scale->piece, scale->ngram[count], dim, x);
}

#endif
