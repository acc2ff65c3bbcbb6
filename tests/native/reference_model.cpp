#include "reference_model.h"

using reference::clamp;

namespace {

std::vector<int8_t> saturated8(const std::vector<int64_t> &values) {
  std::vector<int8_t> result;
  for (const int64_t v : values) {
    result.push_back(static_cast<int8_t>(clamp(v, -128, 127)));
  }
  return result;
}

std::vector<int16_t> saturated16(const std::vector<int64_t> &values) {
  std::vector<int16_t> result;
  for (const int64_t v : values) {
    result.push_back(static_cast<int16_t>(clamp(v, -32768, 32767)));
  }
  return result;
}

void add(std::vector<int16_t> &x, const std::vector<int64_t> &change) {
  for (size_t i = 0; i < x.size(); i++) {
    x[i] = static_cast<int16_t>(clamp(x[i] + clamp(change[i], -32768, 32767), -32768, 32767));
  }
}

std::vector<int8_t> norm(const std::vector<int16_t> &x, const Norm &n) {
  return reference::rmsnorm(x.data(), x.size(), n.gain, n.k0);
}

std::vector<int8_t> rotated(const std::vector<int16_t> &x, size_t head_dim, const int16_t *rotation) {
  std::vector<int8_t> y;
  for (size_t at = 0; at < x.size(); at += head_dim) {
    const auto head = reference::rope(&x[at], head_dim, rotation);
    y.insert(y.end(), head.begin(), head.end());
  }
  return y;
}

} // namespace

std::vector<int16_t> ReferenceModel::embedding(const Prompt &prompt, const nlm_token &token) const {
  const size_t dim = model_.shape.dim;
  std::vector<uint16_t> rows;
  if (token.word_bytes != 0 && model_.shape.ngram_rows != 0) {
    rows = reference::ngram_rows(prompt.text.substr(token.word_start, token.word_bytes),
                                 model_.shape.ngram_rows);
  }
  std::vector<int16_t> x;
  for (size_t i = 0; i < dim; i++) {
    int64_t sum = 0;
    for (const uint16_t row : rows) {
      sum += reference::table_entry(model_.ngram_rows, model_.ngram_row_scales, dim, row, i);
    }
    const int64_t entry = reference::table_entry(model_.piece_rows, model_.piece_scales, dim, token.piece, i);
    const int64_t wide = entry * model_.piece_scale + sum * model_.ngram_scales[rows.size()];
    const int shift = model_.shape.embedding_bits == 8 ? 8 : 12;
    x.push_back(static_cast<int16_t>(clamp(reference::halves_up(wide, shift), -32768, 32767)));
  }
  return x;
}

void ReferenceModel::attention(const Layer &layer) {
  const Shape &s = model_.shape;
  const size_t kv_dim = s.kv_heads * s.head_dim;
  std::vector<std::vector<int8_t>> queries;
  std::vector<int8_t> keys, values;
  for (size_t t = 0; t < x_.size(); t++) {
    const auto n = norm(x_[t], layer.attention_norm);
    const int16_t *rotation = &model_.rotations[t * s.head_dim];
    queries.push_back(
        rotated(saturated16(reference::fully_connected(layer.q, n.data())), s.head_dim, rotation));
    const auto k = rotated(saturated16(reference::fully_connected(layer.k, n.data())), s.head_dim, rotation);
    const auto v = saturated8(reference::fully_connected(layer.v, n.data()));
    keys.insert(keys.end(), k.begin(), k.end());
    values.insert(values.end(), v.begin(), v.end());
  }
  for (size_t t = 0; t < x_.size(); t++) {
    std::vector<int8_t> y;
    for (size_t h = 0; h < s.heads; h++) {
      const size_t shared = h / (s.heads / s.kv_heads) * s.head_dim;
      const auto head = reference::attention(&queries[t][h * s.head_dim], &keys[shared], &values[shared],
                                             s.causal ? t + 1 : x_.size(), s.head_dim, kv_dim, layer.softmax,
                                             layer.attention_mult, layer.attention_shift);
      y.insert(y.end(), head.begin(), head.end());
    }
    add(x_[t], reference::fully_connected(layer.o, y.data()));
  }
}

void ReferenceModel::feed_forward(const Layer &layer) {
  for (std::vector<int16_t> &x : x_) {
    const auto n = norm(x, layer.ffn_norm);
    auto h = saturated8(reference::fully_connected(layer.gate, n.data()));
    const auto u = saturated8(reference::fully_connected(layer.up, n.data()));
    for (size_t i = 0; i < h.size(); i++) {
      h[i] = reference::swiglu(layer.silu, layer.swiglu_k, h[i], u[i]);
    }
    add(x, reference::fully_connected(layer.down, h.data()));
  }
}

void ReferenceModel::run(const Prompt &prompt) {
  x_.clear();
  for (const nlm_token &token : prompt.tokens) {
    x_.push_back(embedding(prompt, token));
  }
  for (const Layer &layer : model_.layers) {
    attention(layer);
    feed_forward(layer);
  }
}

std::vector<int8_t> ReferenceModel::final_norm(size_t position) const {
  return norm(x_[position], model_.final_norm);
}

std::vector<int16_t> ReferenceModel::sentence() const {
  const auto n = static_cast<int64_t>(x_.size());
  const int64_t a = (model_.pool_a + n / 2) / n;
  std::vector<int64_t> pooled(model_.shape.dim, 0);
  for (size_t t = 0; t < x_.size(); t++) {
    const auto y = final_norm(t);
    for (size_t i = 0; i < y.size(); i++) {
      pooled[i] += y[i];
    }
  }
  for (int64_t &v : pooled) {
    v = reference::halves_up(static_cast<reference::Wide>(v) * a, 16);
  }
  return saturated16(reference::fully_connected(model_.heads[NLM_HEAD_SENTENCE], saturated8(pooled).data()));
}

std::vector<int16_t> ReferenceModel::tags(size_t position) const {
  return saturated16(reference::fully_connected(model_.heads[NLM_HEAD_TAGS], final_norm(position).data()));
}

int16_t ReferenceModel::row(size_t position, size_t row) const {
  return saturated16(
      reference::fully_connected(model_.heads[NLM_HEAD_VOCABULARY], final_norm(position).data()))[row];
}
