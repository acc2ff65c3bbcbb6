/* Embedding with Helium: n-gram rows are added 8 columns at a time, scaled 4 at a time, in loops with tail
 * predication, which the compiler does not form by itself. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>
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

/* x += scale * codes of 4 bits: a gather load takes each byte twice, and shifts bring its halves to the top.
 */
static void add_row_int4(const int8_t *row, uint32_t scale, uint32_t dim, int16_t *x) {
  const uint16x8_t bytes = {0, 0, 1, 1, 2, 2, 3, 3};
  const int16x8_t to_top = {12, 8, 12, 8, 12, 8, 12, 8};
  __asm__ volatile("dlstp.16 lr, %[dim]\n"
                   "1:\n"
                   "vldrb.u16 q0, [%[row], %q[bytes]]\n"
                   "vldrh.s16 q1, [%[x]]\n"
                   "vshl.s16 q0, q0, %q[to_top]\n"
                   "vshr.s16 q0, q0, #12\n"
                   "vmla.s16 q1, q0, %[scale]\n"
                   "vstrh.16 q1, [%[x]], #16\n"
                   "add %[row], #4\n"
                   "letp lr, 1b\n"
                   : [row] "+l"(row), [x] "+r"(x)
                   : [dim] "r"(dim), [bytes] "w"(bytes), [to_top] "w"(to_top), [scale] "r"(scale)
                   : "lr", "q0", "q1", "memory");
}

/* x = sat16((codes * piece_scale + x * ngram_scale) / 2^12, halves upward) */
static void scale_sums_int4(const int8_t *piece, int32_t piece_scale, int32_t ngram_scale, uint32_t dim,
                            int16_t *x) {
  const uint32x4_t bytes = {0, 0, 1, 1};
  const int32x4_t to_top = {28, 24, 28, 24};
  __asm__ volatile("dlstp.32 lr, %[dim]\n"
                   "1:\n"
                   "vldrb.u32 q0, [%[piece], %q[bytes]]\n"
                   "vldrh.s32 q1, [%[x]]\n"
                   "vshl.s32 q0, q0, %q[to_top]\n"
                   "vshr.s32 q0, q0, #28\n"
                   "vmul.i32 q0, q0, %[piece_scale]\n"
                   "vmla.s32 q0, q1, %[ngram_scale]\n"
                   "vrshr.s32 q0, q0, #12\n"
                   "vqmovnb.s32 q0, q0\n"
                   "vstrh.32 q0, [%[x]], #8\n"
                   "add %[piece], #2\n"
                   "letp lr, 1b\n"
                   : [piece] "+l"(piece), [x] "+l"(x)
                   : [dim] "r"(dim), [bytes] "w"(bytes), [to_top] "w"(to_top), [piece_scale] "r"(piece_scale),
                     [ngram_scale] "r"(ngram_scale)
                   : "lr", "q0", "q1", "memory");
}

void nlm_embed_mve(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams, const uint16_t *rows,
                   uint32_t count, const nlm_embedding_scale *scale, uint32_t dim, int16_t *x) {
  const int32_t piece_scale = (int32_t)scale->piece, ngram_scale = scale->ngram[count];
  clear(dim, x);
  if (pieces->scales == NULL) {
    for (uint32_t j = 0; j < count; j++) {
      add_row(ngrams->rows + rows[j] * dim, dim, x);
    }
    scale_sums(pieces->rows + piece * dim, piece_scale, ngram_scale, dim, x);
    return;
  }
  for (uint32_t j = 0; j < count; j++) {
    add_row_int4(ngrams->rows + rows[j] * (dim / 2u), ngrams->scales[rows[j]], dim, x);
  }
  scale_sums_int4(pieces->rows + piece * (dim / 2u), piece_scale * pieces->scales[piece], ngram_scale, dim,
                  x);
}

#endif
