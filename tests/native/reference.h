// docs/numerics.md restated for the tests: wide integers, constants computed from their formulas, no shared
// code with the kernels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reference {

__extension__ typedef __int128 Wide;

int64_t clamp(Wide v, int64_t low, int64_t high);
int64_t halves_up(Wide v, int k);
int64_t halves_away(Wide v, int k);
int64_t high_product(Wide a, Wide b);
int64_t requantise(Wide v, int64_t multiplier, int shift);

struct Matrix {
  uint32_t rows = 0, columns = 0;
  std::vector<int8_t> weights;
  std::vector<int32_t> bias, multipliers;
  std::vector<int8_t> shifts;
};

struct SoftmaxScale {
  int32_t mult;
  uint32_t shift;
  int32_t diff_min;
};

// The requantised results of one token before saturation.
std::vector<int64_t> fully_connected(const Matrix &m, const int8_t *x);
std::vector<int8_t> rmsnorm(const int16_t *x, size_t dim, uint32_t gain, uint32_t k0);
// One head's vector.
std::vector<int8_t> rope(const int16_t *x, size_t head_dim, const int16_t *rotation);
// Probabilities times 2^bits, before any clamp.
std::vector<int64_t> softmax(const std::vector<int32_t> &inputs, const SoftmaxScale &scale, int bits);
// One query head against count keys; key j and value j lie `stride` apart.
std::vector<int8_t> attention(const int8_t *q, const int8_t *keys, const int8_t *values, size_t count,
                              size_t head_dim, size_t stride, const SoftmaxScale &scale, int32_t mult,
                              int shift);
int8_t swiglu(const std::vector<int16_t> &silu, uint32_t k, int8_t gate, int8_t up);
std::vector<uint16_t> ngram_rows(const std::string &word, uint32_t rows);

} // namespace reference
