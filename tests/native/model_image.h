// Random but sound models, and the images they make: an independent writer of docs/image-format.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nanolm.h"
#include "reference.h"

extern "C" {
#include "nlm_kernels.h"
}

struct Shape {
  uint32_t dim = 16, layers = 2, heads = 4, kv_heads = 2, head_dim = 4, hidden = 24, max_tokens = 20,
           causal = 0;
  uint32_t bits = 8, group = 0, order = NLM_ORDER_ROWS; // of matrices; the vocabulary head is row after row
  uint32_t embedding_bits = 8;
  uint32_t pieces = 30, ngram_rows = 17, sentence_outputs = 7, tag_outputs = 5, vocabulary_rows = 11;
};

struct Norm {
  uint32_t gain, k0;
};

struct Layer {
  reference::Matrix q, k, v, o, gate, up, down;
  Norm attention_norm, ffn_norm;
  reference::SoftmaxScale softmax;
  int32_t attention_mult, attention_shift;
  uint32_t swiglu_k;
  std::vector<int16_t> silu;
};

struct Model {
  Shape shape;
  Norm final_norm;
  uint32_t pool_a;
  uint16_t piece_scale;
  std::vector<uint16_t> ngram_scales; // [17]
  std::vector<int8_t> piece_rows, ngram_rows;
  std::vector<uint8_t> piece_scales, ngram_row_scales; // with 4 bits
  std::vector<int16_t> rotations;
  std::vector<Layer> layers;
  std::vector<reference::Matrix> heads; // sentence, tags, vocabulary; no rows: absent
  std::vector<int8_t> transitions;      // empty: no TRAN
  bool tables;                          // with TOKN, GRAM, CALI, CANA and PROV
};

// Weights are random; scales keep every activation alive and mostly unsaturated.
Model random_model(const Shape &shape, uint64_t seed, bool tables = true);

// The model as an image, checksums and all.
std::vector<uint8_t> write_image(const Model &model);

// Puts right the checksums of an image that was tampered with: those of the sections that lie inside, and the
// header's.
void seal(std::vector<uint8_t> &image);

uint32_t crc32(const uint8_t *data, size_t bytes);
uint32_t get_u32(const std::vector<uint8_t> &bytes, size_t at);
void put_u32(std::vector<uint8_t> &bytes, size_t at, uint32_t value);

// Offset in the image of a section's table entry.
size_t entry_of(const std::vector<uint8_t> &image, uint32_t type, uint32_t index = 0);

// A 16-byte aligned allocation of exactly the given bytes, so that the address sanitizer sees every step
// outside.
class ExactBlock {
public:
  explicit ExactBlock(size_t bytes);
  ExactBlock(const std::vector<uint8_t> &content, size_t bytes);
  uint8_t *data() const { return data_.get(); }
  size_t size() const { return size_; }

private:
  struct Free {
    void operator()(uint8_t *p) const;
  };
  std::unique_ptr<uint8_t, Free> data_;
  size_t size_;
};

// An image opened in place, with a session in an arena of exactly nlm_arena_bytes.
struct Engine {
  explicit Engine(const Model &model);
  Engine(Engine &&) = delete; // the session points to the model
  ExactBlock image;
  nlm_model model;
  ExactBlock arena;
  nlm_session session;
};

// A prompt: tokens and the text that their words lie in.
struct Prompt {
  std::vector<nlm_token> tokens;
  std::string text;
  const uint8_t *bytes() const { return reinterpret_cast<const uint8_t *>(text.data()); }
};

Prompt random_prompt(const Shape &shape, size_t tokens, uint64_t seed);
