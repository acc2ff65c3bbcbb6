/* Hashed n-gram features of a word: the whole word, its runs of three bytes, its runs of four (FNV-1a and a
 * finaliser). */
#include "nlm_kernels.h"

/* Byte i of the word between '<' and '>', with every digit as '0': commands that differ in a number share
 * features. */
static uint8_t framed_byte(const uint8_t *word, uint32_t bytes, uint32_t i) {
  if (i == 0u) {
    return '<';
  }
  if (i == bytes + 1u) {
    return '>';
  }
  const uint8_t byte = word[i - 1u];
  return byte >= '0' && byte <= '9' ? (uint8_t)'0' : byte;
}

/* Row of the run of `length` framed bytes at `start`; `tag` keeps equal runs of different kinds apart. */
static uint16_t feature_row(const uint8_t *word, uint32_t bytes, uint32_t start, uint32_t length,
                            uint32_t tag, uint32_t rows) {
  uint32_t h = (2166136261u ^ tag) * 16777619u;
  for (uint32_t i = 0; i < length; i++) {
    h = (h ^ framed_byte(word, bytes, start + i)) * 16777619u;
  }
  h ^= h >> 15;
  h *= 0x85EBCA6Bu;
  h ^= h >> 13;
  return (uint16_t)(((h >> 16) * rows) >> 16);
}

uint32_t nlm_ngram_rows(const uint8_t *word, uint32_t bytes, uint32_t rows, uint16_t *out) {
  const uint32_t framed = bytes + 2u;
  uint32_t count = 0;
  out[count++] = feature_row(word, bytes, 0, framed, 1, rows);
  for (uint32_t length = 3; length <= 4; length++) {
    for (uint32_t start = 0; start + length <= framed && count < NLM_NGRAM_FEATURES; start++) {
      out[count++] = feature_row(word, bytes, start, length, length, rows);
    }
  }
  return count;
}
