// Norm, rotary embedding, SwiGLU, embedding, mean pooling.
#include <gtest/gtest.h>

#include <cmath>

#include "packed_matrix.h"
#include "random.h"
#include "reference.h"

extern "C" {
#include "nlm_kernels.h"
}

namespace {

std::vector<int8_t> rmsnorm(const std::vector<int16_t> &x, uint32_t gain, uint32_t k0) {
  const nlm_norm norm = {gain, k0};
  std::vector<int8_t> y(x.size(), 99);
  nlm_rmsnorm(x.data(), static_cast<uint32_t>(x.size()), &norm, y.data());
  return y;
}

TEST(RmsNorm, IsExactOverSizesMagnitudesAndGains) {
  Random random(1);
  for (const size_t dim : {1u, 3u, 4u, 17u, 64u, 129u, 4096u}) {
    for (const int64_t magnitude : {1, 2, 7, 100, 3000, 32767}) {
      for (const uint32_t k0 : {16u, 20u, 25u}) {
        const auto gain = static_cast<uint32_t>(random.between(1 << 29, (1 << 30) - 1));
        const auto x = random.vector<int16_t>(dim, -magnitude, magnitude);
        ASSERT_EQ(rmsnorm(x, gain, k0), reference::rmsnorm(x.data(), dim, gain, k0))
            << dim << " of " << magnitude;
      }
    }
  }
}

TEST(RmsNorm, IsExactAtExtremes) {
  for (const uint32_t gain : {1u << 29, (1u << 30) - 1u}) {
    for (const uint32_t k0 : {16u, 25u}) {
      for (const size_t dim : {1u, 4u, 4096u}) {
        for (const int16_t v : {INT16_MIN, -1, 0, 1, INT16_MAX}) {
          const std::vector<int16_t> x(dim, v);
          ASSERT_EQ(rmsnorm(x, gain, k0), reference::rmsnorm(x.data(), dim, gain, k0))
              << dim << " times " << v;
        }
        std::vector<int16_t> lone(dim, 0);
        lone[dim - 1] = INT16_MAX;
        ASSERT_EQ(rmsnorm(lone, gain, k0), reference::rmsnorm(lone.data(), dim, gain, k0));
      }
    }
  }
}

TEST(RmsNorm, FollowsTheRealNorm) {
  Random random(2);
  const size_t dim = 128;
  const auto x = random.vector<int16_t>(dim, -5000, 5000);
  const double step = 0.03; // of y
  const double scale = std::sqrt(static_cast<double>(dim)) / step;
  const int k0 = 29 - static_cast<int>(std::floor(std::log2(scale)));
  const std::vector<int8_t> y =
      rmsnorm(x, static_cast<uint32_t>(std::lround(std::ldexp(scale, k0))), static_cast<uint32_t>(k0));
  double squares = 0;
  for (const int16_t v : x) {
    squares += static_cast<double>(v) * v;
  }
  for (size_t i = 0; i < dim; i++) {
    EXPECT_NEAR(y[i] * step, x[i] / std::sqrt(squares / dim), 0.55 * step);
  }
}

std::vector<int16_t> rotation_of(size_t head_dim, int position) {
  std::vector<int16_t> rotation;
  for (size_t i = 0; i < head_dim / 2; i++) {
    const double angle =
        position * std::pow(10000.0, -2.0 * static_cast<double>(i) / static_cast<double>(head_dim));
    for (const double v : {std::cos(angle), std::sin(angle)}) {
      rotation.push_back(static_cast<int16_t>(std::min(32767L, std::lround(v * 32768))));
    }
  }
  return rotation;
}

TEST(Rope, IsExactAndKeepsHeadsApart) {
  Random random(3);
  for (const size_t head_dim : {2u, 6u, 16u, 256u}) {
    for (const size_t heads : {1u, 3u}) {
      const auto x = random.vector<int16_t>(heads * head_dim, INT16_MIN, INT16_MAX);
      const auto rotation = random.vector<int16_t>(head_dim, INT16_MIN, INT16_MAX);
      std::vector<int8_t> y(heads * head_dim), expected;
      nlm_rope(x.data(), static_cast<uint32_t>(heads), static_cast<uint32_t>(head_dim), rotation.data(),
               y.data());
      for (size_t h = 0; h < heads; h++) {
        const auto head = reference::rope(&x[h * head_dim], head_dim, rotation.data());
        expected.insert(expected.end(), head.begin(), head.end());
      }
      ASSERT_EQ(y, expected);
    }
  }
}

TEST(Rope, IsExactAtExtremes) {
  for (const int16_t a : {INT16_MIN, INT16_MAX}) {
    for (const int16_t b : {INT16_MIN, INT16_MAX}) {
      for (const int16_t c : {INT16_MIN, INT16_MAX}) {
        for (const int16_t s : {INT16_MIN, INT16_MAX}) {
          const int16_t x[2] = {a, b}, rotation[2] = {c, s};
          std::vector<int8_t> y(2);
          nlm_rope(x, 1, 2, rotation, y.data());
          ASSERT_EQ(y, reference::rope(x, 2, rotation));
        }
      }
    }
  }
}

TEST(Rope, FollowsTheRealRotation) {
  Random random(4);
  const size_t head_dim = 16;
  for (const int position : {0, 1, 7, 100}) {
    const auto x = random.vector<int16_t>(head_dim, -11000, 11000);
    const auto rotation = rotation_of(head_dim, position);
    std::vector<int8_t> y(head_dim);
    nlm_rope(x.data(), 1, head_dim, rotation.data(), y.data());
    for (size_t i = 0; i < head_dim / 2; i++) {
      const double angle = position * std::pow(10000.0, -2.0 * static_cast<double>(i) / head_dim);
      const double x0 = x[2 * i] / 128.0, x1 = x[2 * i + 1] / 128.0;
      EXPECT_NEAR(y[2 * i], x0 * std::cos(angle) - x1 * std::sin(angle), 0.51);
      EXPECT_NEAR(y[2 * i + 1], x0 * std::sin(angle) + x1 * std::cos(angle), 0.51);
    }
  }
}

TEST(SwiGlu, IsExactForEveryGateAndShift) {
  Random random(5);
  for (uint32_t k = 1; k <= 31; k++) {
    const auto silu = random.vector<int16_t>(256, INT16_MIN, INT16_MAX);
    std::vector<int8_t> gate, up, expected;
    for (int g = -128; g <= 127; g++) {
      for (const int u : {-128, -1, 0, 5, 127}) {
        gate.push_back(static_cast<int8_t>(g));
        up.push_back(static_cast<int8_t>(u));
        expected.push_back(reference::swiglu(silu, k, gate.back(), up.back()));
      }
    }
    nlm_swiglu(silu.data(), k, gate.data(), up.data(), static_cast<uint32_t>(gate.size()));
    ASSERT_EQ(gate, expected) << "k " << k;
  }
}

// One token whose word has `count` features. limit: every entry is the largest that the tables hold
void expect_exact_embedding(Random &random, size_t dim, uint32_t count, bool limit, int bits) {
  const int64_t low = bits == 8 ? -128 : -8, high = bits == 8 ? 127 : 7;
  const auto pieces = random.vector<int8_t>(3 * dim, low, limit ? low : high),
             ngrams = random.vector<int8_t>(9 * dim, low, limit ? low : high);
  const auto piece_scales = random.vector<uint8_t>(bits == 8 ? 0 : 3, limit ? 255 : 0, 255),
             ngram_scales = random.vector<uint8_t>(bits == 8 ? 0 : 9, limit ? 255 : 0, 255);
  const auto piece_bytes = bits == 8 ? pieces : packed_nibbles(pieces),
             ngram_bytes = bits == 8 ? ngrams : packed_nibbles(ngrams);
  const nlm_table piece_table = {piece_bytes.data(), bits == 8 ? nullptr : piece_scales.data()},
                  ngram_table = {ngram_bytes.data(), bits == 8 ? nullptr : ngram_scales.data()};
  nlm_embedding_scale scale = {static_cast<uint32_t>(random.between(0, 65535)), {}};
  const int64_t room = bits == 8 || count == 0 ? 65535 : ((1 << 20) - 1 - scale.piece) / count;
  scale.ngram[count] = static_cast<uint16_t>(random.between(0, std::min<int64_t>(room, 65535)));
  const auto rows = random.vector<uint16_t>(count, 0, 8);
  std::vector<int16_t> x(dim, 77);
  nlm_embed(&piece_table, 2, &ngram_table, rows.data(), count, &scale, static_cast<uint32_t>(dim), x.data());
  for (size_t i = 0; i < dim; i++) {
    int64_t sum = 0;
    for (const uint16_t row : rows) {
      sum += reference::table_entry(ngrams, ngram_scales, dim, row, i);
    }
    const int64_t entry = reference::table_entry(pieces, piece_scales, dim, 2, i);
    const int64_t wide = entry * static_cast<int64_t>(scale.piece) + sum * scale.ngram[count];
    ASSERT_EQ(x[i], reference::clamp(reference::halves_up(wide, bits == 8 ? 8 : 12), -32768, 32767));
  }
}

TEST(Embed, IsExactForEveryCountOfFeatures) {
  Random random(6);
  for (const size_t dim : {4u, 12u, 100u}) {
    for (uint32_t count = 0; count <= NLM_NGRAM_FEATURES; count++) {
      for (const bool limit : {false, true}) { // random rows, then rows at the limit
        for (const int bits : {8, 4}) {
          expect_exact_embedding(random, dim, count, limit, bits);
        }
      }
    }
  }
}

TEST(MeanPool, IsExactAndFollowsTheRealMean) {
  Random random(7);
  for (const uint32_t tokens : {1u, 2u, 3u, 7u, 64u, 1023u, 1024u}) {
    for (const uint32_t pool_a : {0u, 1u, 65536u, 90000u, 3000000u, (1u << 23) - 1u}) {
      std::vector<int32_t> sums =
          random.vector<int32_t>(20, -128 * static_cast<int64_t>(tokens), 127 * static_cast<int64_t>(tokens));
      sums[0] = -128 * static_cast<int32_t>(tokens);
      std::vector<int8_t> y(20);
      nlm_mean_pool(sums.data(), 20, tokens, pool_a, y.data());
      for (size_t i = 0; i < 20; i++) {
        const int64_t a = (pool_a + tokens / 2) / tokens;
        ASSERT_EQ(y[i], reference::clamp(reference::halves_up(static_cast<reference::Wide>(sums[i]) * a, 16),
                                         -128, 127));
        if (pool_a == 65536u) {
          EXPECT_NEAR(y[i], sums[i] / static_cast<double>(tokens), 1.6);
        }
      }
    }
  }
}

} // namespace
