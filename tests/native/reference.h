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
  std::vector<int8_t> weights; // or codes of 4 bits
  std::vector<int32_t> bias, multipliers;
  std::vector<int8_t> shifts;
  uint32_t bits = 8, group = 0;
  std::vector<uint8_t> scales = {}; // [rows][groups]
};

struct SoftmaxScale {
  int32_t mult;
  uint32_t shift;
  int32_t diff_min;
};

// What a unit of a weight stands for.
int64_t unit(const Matrix &m, size_t row, size_t column);
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
// Entry i of a row of an embedding: rows of dim, scales empty with 8 bits.
int64_t table_entry(const std::vector<int8_t> &rows, const std::vector<uint8_t> &scales, size_t dim,
                    size_t row, size_t i);
int8_t swiglu(const std::vector<int16_t> &silu, uint32_t k, int8_t gate, int8_t up);
std::vector<uint16_t> ngram_rows(const std::string &word, uint32_t rows);

} // namespace reference
