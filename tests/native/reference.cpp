#include "reference.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace reference {

namespace {

Wide power(int k) {
  return static_cast<Wide>(1) << k;
}

Wide floor_div(Wide a, Wide b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

int64_t q31(long double v) {
  return std::llround(std::ldexp(v, 31));
}

int64_t narrow(Wide v) {
  if (v < INT32_MIN || v > INT32_MAX) {
    throw std::overflow_error("an intermediate value leaves 32 bits");
  }
  return static_cast<int64_t>(v);
}

// gemmlowp's exp_on_negative_values: Q5.26 in, Q0.31 out.
int64_t exponential(int64_t a) {
  if (a == 0) {
    return INT32_MAX;
  }
  const int64_t quarter = 1 << 24;
  int64_t whole = -a / quarter, rest = -a % quarter; // -a = whole / 4 + rest, and rest moves to (0, 1/4]
  if (rest == 0) {
    whole--;
    rest = quarter;
  }
  const int64_t x = -rest * 32 + (1 << 28); // Q0.31, around -1/8
  const int64_t x2 = high_product(x, x), x3 = high_product(x2, x), x4 = high_product(x2, x2);
  const int64_t series = x + halves_away(high_product(halves_away(x4, 2) + x3, q31(1.0L / 3)) + x2,
                                         1); // x + x^2/2 + x^3/6 + x^4/24
  const int64_t around = q31(std::exp(-0.125L));
  int64_t result = around + high_product(around, series);
  for (int bit = 0; bit < 7; bit++) {
    if (whole & (1 << bit)) {
      result = high_product(result, q31(std::exp(-0.25L * (1 << bit))));
    }
  }
  return narrow(result);
}

int64_t saturate(Wide v) {
  return clamp(v, INT32_MIN, INT32_MAX);
}

// gemmlowp's one_over_one_plus_x_for_x_in_0_1: Q0.31 in and out.
int64_t reciprocal(int64_t x) {
  const int64_t half = (x + (static_cast<int64_t>(1) << 31)) / 2;
  const int64_t a = std::llround(std::ldexp(48.0L / 17, 29)), b = std::llround(std::ldexp(-32.0L / 17, 29));
  int64_t y = a + high_product(half, b);
  for (int step = 0; step < 3; step++) {
    y = narrow(y + saturate(static_cast<Wide>(high_product(y, (1 << 29) - high_product(half, y))) * 4));
  }
  return saturate(static_cast<Wide>(y) * 2);
}

} // namespace

int64_t clamp(Wide v, int64_t low, int64_t high) {
  return v < low ? low : v > high ? high : static_cast<int64_t>(v);
}

int64_t halves_up(Wide v, int k) {
  return static_cast<int64_t>(floor_div(v * 2 + power(k), power(k + 1)));
}

int64_t halves_away(Wide v, int k) {
  const Wide magnitude = ((v < 0 ? -v : v) * 2 + power(k)) / power(k + 1);
  return static_cast<int64_t>(v < 0 ? -magnitude : magnitude);
}

int64_t high_product(Wide a, Wide b) {
  return static_cast<int64_t>(floor_div(2 * a * b + power(31), power(32)));
}

int64_t requantise(Wide v, int64_t multiplier, int shift) {
  return halves_away(high_product(narrow(v * power(std::max(shift, 0))), multiplier), std::max(-shift, 0));
}

int64_t unit(const Matrix &m, size_t row, size_t column) {
  if (m.group != 0) {
    return m.scales.at(row * ((m.columns + m.group - 1) / m.group) + column / m.group);
  }
  return m.bits == 8 ? 1 : 16;
}

int64_t table_entry(const std::vector<int8_t> &rows, const std::vector<uint8_t> &scales, size_t dim,
                    size_t row, size_t i) {
  return rows.at(row * dim + i) * static_cast<int64_t>(scales.empty() ? 1 : scales.at(row));
}

std::vector<int64_t> fully_connected(const Matrix &m, const int8_t *x) {
  std::vector<int64_t> y(m.rows);
  for (size_t o = 0; o < m.rows; o++) {
    Wide sum = m.bias[o];
    for (size_t i = 0; i < m.columns; i++) {
      sum += static_cast<Wide>(m.weights[o * m.columns + i]) * unit(m, o, i) * x[i];
    }
    y[o] = requantise(narrow(sum), m.multipliers[o], m.shifts[o]);
  }
  return y;
}

std::vector<int8_t> rmsnorm(const int16_t *x, size_t dim, uint32_t gain, uint32_t k0) {
  Wide squares = 0;
  for (size_t i = 0; i < dim; i++) {
    squares += static_cast<Wide>(x[i]) * x[i];
  }
  std::vector<int8_t> y(dim, 0);
  if (squares == 0) {
    return y;
  }
  int sh = -30;
  while (squares * power(30) / power(30 + sh) >= power(32)) {
    sh += 2;
  }
  const int64_t m = static_cast<int64_t>(squares * power(30) / power(30 + sh));
  int64_t root = static_cast<int64_t>(std::sqrt(static_cast<long double>(m)));
  while (root * root > m) {
    root--;
  }
  const int64_t factor = gain / root;
  for (size_t i = 0; i < dim; i++) {
    y[i] = static_cast<int8_t>(
        clamp(halves_up(static_cast<Wide>(x[i]) * factor, static_cast<int>(k0) + sh / 2), -128, 127));
  }
  return y;
}

std::vector<int8_t> rope(const int16_t *x, size_t head_dim, const int16_t *rotation) {
  std::vector<int8_t> y(head_dim);
  for (size_t i = 0; i < head_dim / 2; i++) {
    const int64_t a = clamp(x[2 * i], -23000, 23000), b = clamp(x[2 * i + 1], -23000, 23000);
    const int64_t c = rotation[2 * i], s = rotation[2 * i + 1];
    y[2 * i] = static_cast<int8_t>(clamp(halves_up(a * c - b * s, 22), -128, 127));
    y[2 * i + 1] = static_cast<int8_t>(clamp(halves_up(a * s + b * c, 22), -128, 127));
  }
  return y;
}

std::vector<int64_t> softmax(const std::vector<int32_t> &inputs, const SoftmaxScale &scale, int bits) {
  const int64_t max = *std::max_element(inputs.begin(), inputs.end());
  std::vector<int64_t> e;
  int64_t sum = 0;
  for (const int32_t input : inputs) {
    const int64_t d = input - max;
    e.push_back(d < scale.diff_min ? 0
                                   : exponential(high_product(
                                         narrow(d * power(static_cast<int>(scale.shift))), scale.mult)));
    sum += halves_away(e.back(), 12);
  }
  int headroom = 0;
  while (sum * power(headroom) < power(31)) {
    headroom++;
  }
  const int64_t inverse = reciprocal(static_cast<int64_t>(sum * power(headroom) - power(31)));
  for (int64_t &v : e) {
    v = halves_away(high_product(inverse, v), 12 + 31 - bits - headroom);
  }
  return e;
}

std::vector<int8_t> attention(const int8_t *q, const int8_t *keys, const int8_t *values, size_t count,
                              size_t head_dim, size_t stride, const SoftmaxScale &scale, int32_t mult,
                              int shift) {
  std::vector<int32_t> scores;
  for (size_t j = 0; j < count; j++) {
    Wide score = 0;
    for (size_t d = 0; d < head_dim; d++) {
      score += static_cast<Wide>(q[d]) * keys[j * stride + d];
    }
    scores.push_back(static_cast<int32_t>(narrow(score)));
  }
  const std::vector<int64_t> p = softmax(scores, scale, 15);
  std::vector<int8_t> y;
  for (size_t d = 0; d < head_dim; d++) {
    Wide sum = 0;
    for (size_t j = 0; j < count; j++) {
      sum += static_cast<Wide>(clamp(p[j], 0, 32767)) * values[j * stride + d];
    }
    y.push_back(static_cast<int8_t>(clamp(requantise(narrow(sum), mult, shift), -128, 127)));
  }
  return y;
}

int8_t swiglu(const std::vector<int16_t> &silu, uint32_t k, int8_t gate, int8_t up) {
  const Wide product = static_cast<Wide>(silu[static_cast<size_t>(gate + 128)]) * up;
  return static_cast<int8_t>(clamp(halves_up(product, static_cast<int>(k)), -128, 127));
}

std::vector<uint16_t> ngram_rows(const std::string &word, uint32_t rows) {
  std::string framed = "<" + word + ">";
  std::replace_if(
      framed.begin(), framed.end(), [](char c) { return c >= '0' && c <= '9'; }, '0');
  std::vector<std::string> features = {std::string(1, '\1') + framed};
  for (size_t length : {3u, 4u}) {
    for (size_t start = 0; start + length <= framed.size(); start++) {
      features.push_back(std::string(1, static_cast<char>(length)) + framed.substr(start, length));
    }
  }
  features.resize(std::min<size_t>(features.size(), 16));
  std::vector<uint16_t> result;
  for (const std::string &feature : features) {
    uint64_t h = 2166136261u;
    for (const char c : feature) {
      h = ((h ^ static_cast<uint8_t>(c)) * 16777619u) % 4294967296u;
    }
    h ^= h / 32768u;
    h = h * 0x85EBCA6Bu % 4294967296u;
    h ^= h / 8192u;
    result.push_back(static_cast<uint16_t>(h / 65536u * rows / 65536u));
  }
  return result;
}

} // namespace reference
