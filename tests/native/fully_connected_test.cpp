#include <gtest/gtest.h>

#include <cmath>

#include "packed_matrix.h"
#include "random.h"
#include "reference.h"

extern "C" {
#include "nlm_kernels.h"
}

namespace {

using reference::Matrix;

Matrix random_matrix(Random &random, uint32_t rows, uint32_t columns, int64_t low_shift, int64_t high_shift) {
  return {rows,
          columns,
          random.vector<int8_t>(rows * columns, -127, 127),
          random.vector<int32_t>(rows, -100000, 100000),
          random.vector<int32_t>(rows, 1 << 30, INT32_MAX),
          random.vector<int8_t>(rows, low_shift, high_shift)};
}

// The same with codes of 4 bits; group 0: per channel.
Matrix random_int4(Random &random, uint32_t rows, uint32_t columns, uint32_t group) {
  Matrix m = random_matrix(random, rows, columns, -14, -3);
  m.weights = random.vector<int8_t>(rows * columns, -8, 7);
  m.bits = 4;
  m.group = group;
  if (group != 0) {
    m.scales = random.vector<uint8_t>(rows * ((columns + group - 1) / group), 1, 255);
  }
  return m;
}

// All three forms of the kernel against the restatement, over a block of tokens.
void expect_exact(const Matrix &m, const std::vector<int8_t> &x, uint32_t tokens, Random &random,
                  uint32_t order = NLM_ORDER_ROWS) {
  const PackedMatrix matrix(m, order);
  const size_t outputs = static_cast<size_t>(tokens) * m.rows;
  std::vector<int8_t> s8(outputs);
  std::vector<int16_t> s16(outputs), before = random.vector<int16_t>(outputs, INT16_MIN, INT16_MAX),
                                     added = before;
  nlm_fully_connected_s8(matrix.view(), x.data(), tokens, s8.data());
  nlm_fully_connected_s16(matrix.view(), x.data(), tokens, s16.data());
  nlm_fully_connected_add_s16(matrix.view(), x.data(), tokens, added.data());
  for (size_t t = 0; t < tokens; t++) {
    const std::vector<int64_t> expected = reference::fully_connected(m, &x[t * m.columns]);
    for (size_t o = 0; o < m.rows; o++) {
      const size_t at = t * m.rows + o;
      const int64_t wide = reference::clamp(expected[o], -32768, 32767);
      ASSERT_EQ(s8[at], reference::clamp(expected[o], -128, 127)) << "token " << t << ", row " << o;
      ASSERT_EQ(s16[at], wide) << "token " << t << ", row " << o;
      ASSERT_EQ(added[at], reference::clamp(before[at] + wide, -32768, 32767))
          << "token " << t << ", row " << o;
    }
  }
}

TEST(FullyConnected, IsExactForOddSizesAndTails) {
  Random random(1);
  for (const uint32_t columns : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 15u, 16u, 17u, 31u, 33u, 64u, 89u, 127u, 130u}) {
    for (const uint32_t tokens : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 16u, 19u}) {
      const Matrix m = random_matrix(random, 1 + columns % 6, columns, -14, -3);
      expect_exact(m, random.vector<int8_t>(tokens * columns, -128, 127), tokens, random);
    }
  }
}

TEST(FullyConnected, IsExactForInt4PerChannelAndInGroups) {
  Random random(5);
  for (const uint32_t columns : {2u, 4u, 16u, 30u, 32u, 64u, 66u, 100u, 128u, 172u}) {
    for (const uint32_t group : {0u, 16u, 32u, 48u, 112u, 128u}) {
      for (const uint32_t tokens : {1u, 3u, 8u, 9u}) {
        expect_exact(random_int4(random, 1 + columns % 7, columns, group),
                     random.vector<int8_t>(tokens * columns, -128, 127), tokens, random);
      }
    }
  }
}

// Every build runs every order.
TEST(FullyConnected, IsExactInTheOrdersOfBackends) {
  Random random(7);
  for (const uint32_t columns : {4u, 8u, 12u, 16u, 20u, 32u, 68u, 100u, 128u}) {
    for (const uint32_t rows : {1u, 3u, 4u, 7u, 12u}) {
      for (const uint32_t order : {NLM_ORDER_DSP, NLM_ORDER_MVE}) {
        const auto x = random.vector<int8_t>(3 * columns, -128, 127);
        Matrix int8 = random_matrix(random, rows, columns, -14, -3);
        int8.weights[0] = -128;
        expect_exact(int8, x, 3, random, order);
        expect_exact(random_int4(random, rows, columns, 0), x, 3, random, order);
        expect_exact(random_int4(random, rows, columns, 16), x, 3, random, order);
        expect_exact(random_int4(random, rows, columns, 48), x, 3, random, order);
      }
    }
  }
}

TEST(FullyConnected, HoldsTheLargestInt4Accumulators) {
  Random random(6);
  for (const uint32_t group : {0u, 16384u}) {
    const uint32_t columns = 16384;
    Matrix m = random_int4(random, 2, columns, group);
    m.weights.assign(2 * columns, -8);
    m.scales.assign(m.scales.size(), 64);
    const int32_t largest = 128 * (group == 0 ? 16 : 64) * 8 * static_cast<int32_t>(columns);
    m.bias = {INT32_MAX - largest, largest - INT32_MAX};
    std::vector<int8_t> x(2 * columns, -128);
    std::fill(x.begin() + columns, x.end(), static_cast<int8_t>(127));
    expect_exact(m, x, 2, random);
  }
}

TEST(FullyConnected, IsExactForEveryShift) {
  Random random(2);
  for (int shift = -31; shift <= -1; shift++) {
    expect_exact(random_matrix(random, 5, 24, shift, shift), random.vector<int8_t>(5 * 24, -128, 127), 5,
                 random);
  }
  // Left shifts, as CMSIS-NN allows them, as far as the accumulator leaves room.
  for (int shift = 0; shift <= 30; shift++) {
    Matrix m = random_matrix(random, 5, 3, shift, shift);
    m.weights = random.vector<int8_t>(15, 0, 0);
    m.bias = random.vector<int32_t>(5, -(1 << (30 - shift)), (1 << (30 - shift)));
    expect_exact(m, random.vector<int8_t>(5 * 3, -128, 127), 5, random);
  }
}

TEST(FullyConnected, HoldsTheLargestAccumulators) {
  Random random(3);
  const uint32_t columns = 16384;
  Matrix m = random_matrix(random, 2, columns, -20, -20);
  m.weights.assign(2 * columns, -128);
  m.bias = {INT32_MAX - 128 * 128 * static_cast<int32_t>(columns),
            -INT32_MAX + 128 * 128 * static_cast<int32_t>(columns)};
  std::vector<int8_t> x(2 * columns, -128);
  std::fill(x.begin() + columns, x.end(), static_cast<int8_t>(127));
  expect_exact(m, x, 2, random);
}

TEST(FullyConnected, FollowsTheRealProduct) {
  Random random(4);
  const uint32_t columns = 96;
  const Matrix m = random_matrix(random, 20, columns, -13, -9);
  const std::vector<int8_t> x = random.vector<int8_t>(columns, -128, 127);
  std::vector<int16_t> y(20);
  const PackedMatrix matrix(m);
  nlm_fully_connected_s16(matrix.view(), x.data(), 1, y.data());
  for (size_t o = 0; o < 20; o++) {
    double real = m.bias[o];
    for (size_t i = 0; i < columns; i++) {
      real += static_cast<double>(m.weights[o * columns + i]) * x[i];
    }
    EXPECT_NEAR(y[o], real * std::ldexp(m.multipliers[o], m.shifts[o] - 31), 0.51);
  }
}

} // namespace
