#include <gtest/gtest.h>

#include <cmath>

#include "random.h"
#include "reference.h"

extern "C" {
#include "nlm_kernels.h"
}

namespace {

struct Problem {
  nlm_attention_params params;
  uint32_t count;
  std::vector<int8_t> q, keys, values;
};

std::vector<int8_t> run(const Problem &p) {
  std::vector<int32_t> scores(p.count), sum(p.params.head_dim);
  std::vector<int16_t> probabilities(p.count);
  const nlm_attention_scratch scratch = {scores.data(), probabilities.data(), sum.data()};
  std::vector<int8_t> y(p.q.size());
  nlm_attention(&p.params, p.q.data(), p.keys.data(), p.values.data(), p.count, &scratch, y.data());
  return y;
}

std::vector<int8_t> restated(const Problem &p) {
  const size_t head_dim = p.params.head_dim, group = p.params.heads / p.params.kv_heads;
  std::vector<int8_t> y;
  for (size_t h = 0; h < p.params.heads; h++) {
    const size_t shared = h / group * head_dim;
    const nlm_softmax_scale &s = p.params.softmax;
    const auto head = reference::attention(&p.q[h * head_dim], &p.keys[shared], &p.values[shared], p.count,
                                           head_dim, p.params.kv_heads * head_dim,
                                           {s.mult, s.shift, s.diff_min}, p.params.mult, p.params.shift);
    y.insert(y.end(), head.begin(), head.end());
  }
  return y;
}

Problem random_problem(Random &random, uint32_t heads, uint32_t kv_heads, uint32_t head_dim, uint32_t count,
                       int64_t low) {
  const nlm_softmax_scale softmax = {1500000000, 16, -31711};
  return {{heads, kv_heads, head_dim, softmax, 1 << 30, -13},
          count,
          random.vector<int8_t>(heads * head_dim, low, 127),
          random.vector<int8_t>(static_cast<size_t>(count) * kv_heads * head_dim, low, 127),
          random.vector<int8_t>(static_cast<size_t>(count) * kv_heads * head_dim, low, 127)};
}

TEST(Attention, IsExactOverShapes) {
  Random random(1);
  for (const uint32_t head_dim : {2u, 6u, 32u, 256u}) {
    for (const uint32_t count : {1u, 2u, 5u, 31u}) {
      for (const auto &heads : {std::pair<uint32_t, uint32_t>{1, 1}, {4, 4}, {4, 2}, {6, 1}}) {
        const Problem p = random_problem(random, heads.first, heads.second, head_dim, count, -128);
        ASSERT_EQ(run(p), restated(p)) << heads.first << " heads of " << head_dim << ", " << count << " keys";
      }
    }
  }
}

TEST(Attention, IsExactAtExtremes) {
  Random random(2);
  Problem p = random_problem(random, 1, 1, 256, 1024, 127); // the largest scores and the longest sum
  ASSERT_EQ(run(p), restated(p));
  p.q.assign(p.q.size(), -128);
  p.keys.assign(p.keys.size(), -128);
  p.values.assign(p.values.size(), -128);
  ASSERT_EQ(run(p), restated(p));
}

TEST(Attention, FollowsTheRealAttention) {
  Random random(3);
  const uint32_t head_dim = 16, count = 12;
  const Problem p = random_problem(random, 1, 1, head_dim, count, -128);
  // The score's step in nats, and of the output in steps of the values, as the parameters say.
  const double step = std::ldexp(p.params.softmax.mult, -31 + 16 - 26), out = std::ldexp(32768.0, -14);
  const std::vector<int8_t> y = run(p);
  std::vector<double> e;
  double sum = 0;
  for (size_t j = 0; j < count; j++) {
    double score = 0;
    for (size_t d = 0; d < head_dim; d++) {
      score += p.q[d] * p.keys[j * head_dim + d];
    }
    e.push_back(std::exp((score - 100000) * step));
    sum += e.back();
  }
  for (size_t d = 0; d < head_dim; d++) {
    double value = 0;
    for (size_t j = 0; j < count; j++) {
      value += e[j] / sum * p.values[j * head_dim + d];
    }
    EXPECT_NEAR(y[d], std::max(-128.0, std::min(127.0, value * out)), 0.6);
  }
}

} // namespace
