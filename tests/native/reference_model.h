// The whole model restated over the tests' own description of it: no image, no arena, no tiles.
#pragma once

#include "model_image.h"

class ReferenceModel {
public:
  explicit ReferenceModel(const Model &model) : model_(model) {}

  // Runs the prompt; a causal model sees only earlier tokens.
  void run(const Prompt &prompt);

  std::vector<int16_t> sentence() const;
  std::vector<int16_t> tags(size_t position) const;
  int16_t row(size_t position, size_t row) const;

private:
  using Tokens = std::vector<std::vector<int16_t>>;
  std::vector<int16_t> embedding(const Prompt &prompt, const nlm_token &token) const;
  void attention(const Layer &layer);
  void feed_forward(const Layer &layer);
  std::vector<int8_t> final_norm(size_t position) const;
  const Model &model_;
  Tokens x_;
};
