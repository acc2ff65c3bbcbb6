// The fixed-point primitives against 128-bit and floating-point restatements.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

extern "C" {
#include "nlm_fixed.h"
}

namespace {

const std::vector<int32_t> kEdges = {INT32_MIN,
                                     INT32_MIN + 1,
                                     -(1 << 30),
                                     -65537,
                                     -65536,
                                     -3,
                                     -2,
                                     -1,
                                     0,
                                     1,
                                     2,
                                     3,
                                     127,
                                     128,
                                     32767,
                                     32768,
                                     65535,
                                     65536,
                                     (1 << 30) - 1,
                                     1 << 30,
                                     INT32_MAX - 1,
                                     INT32_MAX};

TEST(Fixed, SaturationClampsBothEnds) {
  EXPECT_EQ(nlm_sat8(-129), -128);
  EXPECT_EQ(nlm_sat8(-128), -128);
  EXPECT_EQ(nlm_sat8(127), 127);
  EXPECT_EQ(nlm_sat8(128), 127);
  EXPECT_EQ(nlm_sat16(-32769), -32768);
  EXPECT_EQ(nlm_sat16(32768), 32767);
  EXPECT_EQ(nlm_sat16(INT32_MIN), -32768);
  EXPECT_EQ(nlm_sat16(INT32_MAX), 32767);
}

TEST(Fixed, RhuRoundsHalvesUpward) {
  EXPECT_EQ(nlm_rhu(3, 1), 2);
  EXPECT_EQ(nlm_rhu(-3, 1), -1);
  for (uint32_t k = 1; k <= 31; k++) {
    for (const int32_t v : kEdges) {
      if (v <= INT32_MAX - (1 << (k - 1))) {
        EXPECT_EQ(nlm_rhu(v, k),
                  static_cast<int32_t>(std::floor(v / std::ldexp(1.0, static_cast<int>(k)) + 0.5)))
            << v << " / 2^" << k;
      }
    }
  }
}

TEST(Fixed, RdpRoundsHalvesAwayFromZero) {
  EXPECT_EQ(nlm_rdp(3, 1), 2);
  EXPECT_EQ(nlm_rdp(-3, 1), -2);
  for (uint32_t k = 0; k <= 31; k++) {
    for (const int32_t v : kEdges) {
      EXPECT_EQ(nlm_rdp(v, k), static_cast<int32_t>(std::round(v / std::ldexp(1.0, static_cast<int>(k)))))
          << v << " / 2^" << k;
    }
  }
}

TEST(Fixed, DhmIsTheRoundedHighProduct) {
  for (const int32_t a : kEdges) {
    for (const int32_t b : kEdges) {
      if (a == INT32_MIN && b == INT32_MIN) {
        continue;
      }
      // A long double holds the 62-bit product exactly.
      const long double exact = static_cast<long double>(a) * b / 2147483648.0L;
      EXPECT_EQ(nlm_dhm(a, b), static_cast<int32_t>(std::floor(exact + 0.5L))) << a << " * " << b;
    }
  }
}

TEST(Fixed, RequantisationScalesByMultiplierAndShift) {
  for (const int32_t multiplier : {1 << 30, 1342580370, INT32_MAX}) {
    for (int32_t shift = -31; shift <= 30; shift++) {
      for (const int32_t v : {-100000, -129, -1, 0, 1, 127, 100000}) {
        const double scaled = v * std::ldexp(static_cast<double>(multiplier), shift - 31);
        if (std::abs(std::ldexp(v, shift > 0 ? shift : 0)) < 2147483648.0) {
          EXPECT_NEAR(nlm_requantise(v, multiplier, shift), scaled, 1.0)
              << v << " * " << multiplier << " @ " << shift;
        }
      }
    }
  }
}

} // namespace
