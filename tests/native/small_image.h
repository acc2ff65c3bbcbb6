// The small image that the tests of nlm_model_open cut, flip and bend.
#pragma once

#include "model_image.h"

inline Shape small_shape() {
  Shape s;
  s.dim = 8, s.heads = 2, s.kv_heads = 1, s.head_dim = 4, s.hidden = 8, s.max_tokens = 4;
  s.pieces = 6, s.ngram_rows = 5, s.sentence_outputs = 3, s.tag_outputs = 3, s.vocabulary_rows = 3;
  return s;
}

inline std::vector<uint8_t> small_image() {
  return write_image(random_model(small_shape(), 1));
}

// Opens the first `bytes` bytes, of which not one more may be read.
inline nlm_status open_exactly(const std::vector<uint8_t> &image, size_t bytes) {
  const ExactBlock block(image, bytes);
  nlm_model model;
  return nlm_model_open(&model, block.data(), block.size());
}

inline nlm_status open_exactly(const std::vector<uint8_t> &image) {
  return open_exactly(image, image.size());
}
