#include <gtest/gtest.h>

#include <cmath>

#include "random.h"
#include "reference.h"

extern "C" {
#include "nanolm.h"
#include "nlm_kernels.h"
}

namespace {

const reference::SoftmaxScale kLogits = {1 << 30, 19, -3968};

// The scale for an input step of `step` nats, as TFLite derives it.
reference::SoftmaxScale scale_of(double step) {
  int exponent;
  const double mantissa = std::frexp(step * std::ldexp(1.0, 26), &exponent);
  const auto mult =
      static_cast<int32_t>(std::min<long long>(std::llround(std::ldexp(mantissa, 31)), INT32_MAX));
  return {mult, static_cast<uint32_t>(exponent), -static_cast<int32_t>(31 * (1 << 26) >> exponent)};
}

nlm_softmax_scale view(const reference::SoftmaxScale &s) {
  return {s.mult, s.shift, s.diff_min};
}

// The four kernels against the restatement; inputs must fit the kernels' input types.
void expect_exact(const std::vector<int32_t> &inputs, const reference::SoftmaxScale &scale) {
  const auto count = static_cast<uint32_t>(inputs.size());
  const nlm_softmax_scale s = view(scale);
  std::vector<int32_t> scores = inputs;
  std::vector<int16_t> q15(count);
  nlm_softmax_q15(scores.data(), count, &s, q15.data());
  const std::vector<int64_t> expected = reference::softmax(inputs, scale, 15);
  for (size_t j = 0; j < count; j++) {
    ASSERT_EQ(q15[j], reference::clamp(expected[j], 0, 32767)) << "input " << inputs[j] << " of " << count;
  }
  std::vector<int16_t> narrow(inputs.begin(), inputs.end());
  if (std::vector<int32_t>(narrow.begin(), narrow.end()) == inputs) {
    nlm_softmax_s16_q15(narrow.data(), count, &s, narrow.data());
    ASSERT_EQ(narrow, q15);
  }
}

void expect_exact_s8(const std::vector<int8_t> &x, const reference::SoftmaxScale &scale) {
  const std::vector<int32_t> inputs(x.begin(), x.end());
  const nlm_softmax_scale s = view(scale);
  std::vector<int8_t> y8(x.size());
  std::vector<int16_t> y16(x.size());
  nlm_softmax_s8(x.data(), static_cast<uint32_t>(x.size()), &s, y8.data());
  nlm_softmax_s8_s16(x.data(), static_cast<uint32_t>(x.size()), &s, y16.data());
  const std::vector<int64_t> raw8 = reference::softmax(inputs, scale, 8),
                             raw16 = reference::softmax(inputs, scale, 16);
  for (size_t j = 0; j < x.size(); j++) {
    ASSERT_EQ(y8[j], reference::clamp(raw8[j] - 128, -128, 127));
    ASSERT_EQ(y16[j], reference::clamp(raw16[j] - 32768, -32768, 32767));
  }
}

TEST(Softmax, IsExactOverSizesAndScales) {
  Random random(1);
  for (const double step : {1e-5, 7e-4, 1.0 / 256, 0.03, 0.25}) {
    for (const size_t count : {1u, 2u, 3u, 7u, 8u, 33u, 200u}) {
      const auto range = static_cast<int64_t>(20 / step);
      expect_exact(random.vector<int32_t>(count, -range, range), scale_of(step));
      expect_exact(random.vector<int32_t>(count, -range / 8, range / 8), scale_of(step));
    }
  }
}

TEST(Softmax, IsExactForInt8Rows) {
  Random random(2);
  for (const double step : {0.004, 0.0626, 0.3}) {
    for (const size_t count : {1u, 2u, 5u, 12u, 511u}) {
      expect_exact_s8(random.vector<int8_t>(count, -128, 127), scale_of(step));
      expect_exact_s8(random.vector<int8_t>(count, 127, 127), scale_of(step));
    }
  }
}

TEST(Softmax, IsExactAtExtremes) {
  expect_exact({32767}, kLogits);
  expect_exact({-32768, 32767}, kLogits);
  expect_exact({0, -3968, -3969}, kLogits); // the last input that counts, and the first that does not
  expect_exact(std::vector<int32_t>(4095, 32767), kLogits);
  expect_exact(std::vector<int32_t>(1024, -32768), kLogits);
  expect_exact({(1 << 30) - 1, -(1 << 30) + 1}, scale_of(1e-6));
  expect_exact({0, -200, -201}, {1 << 30, 19, -200}); // the same where the last one still weighs something
  for (int32_t below = 0; below <= 3968; below++) {   // every exponential of a logit
    expect_exact({0, -below}, kLogits);
  }
}

TEST(Softmax, FollowsTheRealSoftmax) {
  Random random(3);
  for (const size_t count : {1u, 2u, 10u, 150u}) {
    const std::vector<int16_t> logits = random.vector<int16_t>(count, -1500, 1500);
    std::vector<int16_t> p(count);
    ASSERT_EQ(nlm_softmax(logits.data(), count, p.data()), NLM_OK);
    double sum = 0;
    for (const int16_t v : logits) {
      sum += std::exp(v / 256.0);
    }
    for (size_t j = 0; j < count; j++) {
      EXPECT_NEAR(p[j] / 32768.0, std::exp(logits[j] / 256.0) / sum, 5e-5);
    }
  }
}

TEST(Softmax, RefusesBadArguments) {
  int16_t logits[2] = {0, 0};
  EXPECT_EQ(nlm_softmax(nullptr, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_softmax(logits, 1, nullptr), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_softmax(logits, 0, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_softmax(logits, NLM_SOFTMAX_MAX + 1, logits), NLM_E_ARGUMENT);
}

} // namespace
