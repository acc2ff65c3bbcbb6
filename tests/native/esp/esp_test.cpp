// The adapter for ESP-NN over a stand-in of its prototype: the portable kernel's bits, what is handed over
// and what is not, and that the self-check finds a kernel that computes wrongly.
#include <gtest/gtest.h>

#include <limits>

#include "../model_image.h"
#include "../packed_matrix.h"
#include "../random.h"
#include "stand_in.h"

extern "C" {
#include "nlm_backend.h"
}

namespace {

using esp_nn::Kernel;
using reference::Matrix;

class EspNn : public testing::TestWithParam<Kernel> {
protected:
  EspNn() { esp_nn::state = {}; }
  ~EspNn() override { EXPECT_FALSE(esp_nn::state.misused); }
};

Matrix random_matrix(Random &random, uint32_t rows, uint32_t columns, int64_t low_shift = -14,
                     int64_t high_shift = -3) {
  return {rows,
          columns,
          random.vector<int8_t>(rows * columns, -128, 127),
          random.vector<int32_t>(rows, -100000, 100000),
          random.vector<int32_t>(rows, 1 << 30, INT32_MAX),
          random.vector<int8_t>(rows, low_shift, high_shift)};
}

// Results of the adapter, which the portable kernel confirms, and the multiplications that ESP-NN made of
// them.
template <typename T>
uint64_t handed_over(const nlm_matrix *m, uint32_t tokens, nlm_store store, Random &random) {
  // At an odd address: neither array is aligned in general.
  std::vector<int8_t> x = random.vector<int8_t>(1 + tokens * m->columns, -128, 127);
  std::vector<T> expected = random.vector<T>(tokens * m->rows, -128, 127), y = expected;
  nlm_fully_connected_portable(m, x.data() + 1, tokens, store, expected.data());
  const uint64_t before = esp_nn::state.products;
  nlm_fully_connected_esp(m, x.data() + 1, tokens, store, y.data());
  EXPECT_EQ(y, expected) << m->rows << " x " << m->columns << ", tokens " << tokens;
  return esp_nn::state.products - before;
}

TEST_P(EspNn, GivesThePortableKernelsBitsOverSizesAndTails) {
  esp_nn::state.kernel = GetParam();
  Random random(1);
  for (const uint32_t columns : {1u, 2u, 5u, 8u, 15u, 16u, 17u, 33u, 64u, 100u, 128u, 344u, 1024u}) {
    for (const uint32_t rows : {1u, 3u, 63u, 64u, 65u, 130u}) {
      for (const uint32_t tokens : {1u, 3u, 9u}) {
        const Matrix m = random_matrix(random, rows, columns);
        EXPECT_EQ(handed_over<int8_t>(PackedMatrix(m).view(), tokens, NLM_STORE_S8, random),
                  uint64_t{tokens} * rows * columns);
      }
    }
  }
}

// Every shift with sums around every rounding's half.
TEST_P(EspNn, RoundsAsThePortableKernel) {
  esp_nn::state.kernel = GetParam();
  Random random(2);
  for (int shift = -30; shift <= -1; shift++) {
    Matrix m = random_matrix(random, 64, 4, shift, shift);
    m.weights.assign(m.weights.size(), 0);
    for (uint32_t row = 0; row < m.rows; row++) {
      const int64_t half = int64_t{1} << (-shift - 1),
                    sum = half * random.between(-7, 7) + random.between(-2, 2);
      const int64_t most = INT32_MAX - 4 * 128 * 128 - half;
      m.bias[row] = static_cast<int32_t>(reference::clamp(sum, -most, most));
      m.multipliers[row] = row % 2 == 0 ? 1 << 30 : INT32_MAX;
    }
    EXPECT_EQ(handed_over<int8_t>(PackedMatrix(m).view(), 1, NLM_STORE_S8, random), 64u * 4u) << shift;
  }
}

TEST_F(EspNn, LeavesTheRestToThePortableKernel) {
  Random random(3);
  const Matrix plain = random_matrix(random, 12, 32);
  EXPECT_EQ(handed_over<int16_t>(PackedMatrix(plain).view(), 2, NLM_STORE_S16, random), 0u);
  EXPECT_EQ(handed_over<int16_t>(PackedMatrix(plain).view(), 2, NLM_ADD_S16, random), 0u);
  EXPECT_EQ(handed_over<int8_t>(PackedMatrix(plain, NLM_ORDER_DSP).view(), 2, NLM_STORE_S8, random), 0u);
  EXPECT_EQ(handed_over<int8_t>(PackedMatrix(plain, NLM_ORDER_MVE).view(), 2, NLM_STORE_S8, random), 0u);
  const Matrix wide = random_matrix(random, 2, 1025);
  EXPECT_EQ(handed_over<int8_t>(PackedMatrix(wide).view(), 2, NLM_STORE_S8, random), 0u);
  Matrix codes = random_matrix(random, 12, 32);
  codes.weights = random.vector<int8_t>(12 * 32, -8, 7);
  codes.bits = 4;
  EXPECT_EQ(handed_over<int8_t>(PackedMatrix(codes).view(), 2, NLM_STORE_S8, random), 0u);
  codes.group = 16;
  codes.scales = random.vector<uint8_t>(12 * 2, 1, 255);
  EXPECT_EQ(handed_over<int8_t>(PackedMatrix(codes).view(), 2, NLM_STORE_S8, random), 0u);
  EXPECT_EQ(esp_nn::state.calls, 0u);
}

// One row is enough: at the bound it is handed over, one beyond it is not, and there the assembly does wrap.
TEST_F(EspNn, LeavesRowsWhoseRoundingMayWrapToThePortableKernel) {
  Random random(4);
  const int32_t products = 128 * 128 * 16;
  for (const int sign : {-1, 1}) {
    for (const int shift : {-1, -9, -30}) {
      Matrix m = random_matrix(random, 5, 16);
      const int32_t most = INT32_MAX - products - (1 << (-shift - 1));
      m.shifts[4] = static_cast<int8_t>(shift);
      m.bias[4] = sign * most;
      EXPECT_NE(handed_over<int8_t>(PackedMatrix(m).view(), 1, NLM_STORE_S8, random), 0u);
      m.bias[4] = sign * (most + 1);
      EXPECT_EQ(handed_over<int8_t>(PackedMatrix(m).view(), 1, NLM_STORE_S8, random), 0u);
    }
  }
  for (const int shift : {-31, 0, 3}) {
    Matrix m = random_matrix(random, 5, 16);
    m.shifts[2] = static_cast<int8_t>(shift);
    EXPECT_EQ(handed_over<int8_t>(PackedMatrix(m).view(), 1, NLM_STORE_S8, random), 0u) << shift;
  }
  Matrix lowest = random_matrix(random, 5, 16);
  lowest.bias[0] = std::numeric_limits<int32_t>::min();
  lowest.weights.assign(lowest.weights.size(), 0);
  EXPECT_EQ(handed_over<int8_t>(PackedMatrix(lowest).view(), 1, NLM_STORE_S8, random), 0u);
}

TEST(EspNnStandIn, WrapsWhereTheAdapterDoesNotUseIt) {
  esp_nn::state = {};
  const Matrix m{1, 16, std::vector<int8_t>(16), {INT32_MAX - 5}, {INT32_MAX}, {-30}};
  std::vector<int8_t> x(64), y(1);
  int8_t *aligned = x.data() + (16 - reinterpret_cast<uintptr_t>(x.data()) % 16) % 16;
  const int32_t shift = -30;
  esp_nn_stand_in(aligned, 0, 16, m.weights.data(), 0, m.bias.data(), y.data(), 1, 0, &shift,
                  m.multipliers.data(), -128, 127);
  EXPECT_EQ(y[0], -2);
  EXPECT_EQ(reference::fully_connected(m, x.data())[0], 2);
}

INSTANTIATE_TEST_SUITE_P(Roundings, EspNn, testing::Values(Kernel::kPortable, Kernel::kEsp32S3));

int32_t self_check() {
  const ExactBlock work(NLM_SELF_CHECK_BYTES);
  return nlm_self_check(work.data(), work.size());
}

// Both heads' logits of a prompt.
std::vector<int16_t> logits(bool portable) {
  Shape shape;
  shape.hidden = 52; // with a tail
  Engine engine(random_model(shape, 5));
  if (portable) {
    EXPECT_EQ(nlm_session_use_portable(&engine.session), NLM_OK);
  }
  const Prompt prompt = random_prompt(shape, 12, 6);
  EXPECT_EQ(nlm_begin(&engine.session, prompt.tokens.data(), 12, prompt.bytes(), prompt.text.size()), NLM_OK);
  while (nlm_advance(&engine.session) == NLM_MORE) {
  }
  const uint16_t positions[] = {0, 5, 11};
  std::vector<int16_t> all(shape.sentence_outputs + 3 * shape.tag_outputs);
  EXPECT_EQ(nlm_read_sentence(&engine.session, all.data()), NLM_OK);
  EXPECT_EQ(nlm_read_tags(&engine.session, positions, 3, all.data() + shape.sentence_outputs), NLM_OK);
  return all;
}

TEST(EspNnSelfCheck, PassesEspNnsRoundings) {
  for (const Kernel kernel : {Kernel::kPortable, Kernel::kEsp32S3}) {
    esp_nn::state = {kernel};
    EXPECT_EQ(self_check(), 0);
    EXPECT_GT(esp_nn::state.calls, 0u);
    EXPECT_EQ(logits(false), logits(true));
  }
}

TEST(EspNnSelfCheck, FindsAWrongKernelAndPortableSessionsDoNotUseIt) {
  for (const Kernel kernel : esp_nn::kWrong) {
    esp_nn::state = {kernel};
    EXPECT_EQ(self_check(), NLM_KERNEL_FULLY_CONNECTED) << static_cast<int>(kernel);
    const uint32_t calls = esp_nn::state.calls;
    const std::vector<int16_t> answer = logits(true);
    EXPECT_EQ(esp_nn::state.calls, calls);
    esp_nn::state = {};
    EXPECT_EQ(answer, logits(false));
  }
}

} // namespace
