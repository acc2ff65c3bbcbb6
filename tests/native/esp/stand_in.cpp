#include "stand_in.h"

#include <algorithm>

namespace esp_nn {

State state;

namespace {

// a * b / 2^31 to the nearest, halves upward in both: once by truncating what a nudge of the product's sign
// has moved, once by an arithmetic shift.
int32_t high_product(int32_t a, int32_t b) {
  const int64_t product = static_cast<int64_t>(a) * b, half = int64_t{1} << 30;
  if (state.kernel == Kernel::kPortable) {
    return static_cast<int32_t>((product + (product < 0 ? 1 - half : half)) / (int64_t{1} << 31));
  }
  return static_cast<int32_t>((product + half) >> 31);
}

int32_t divided(int32_t v, int32_t k) {
  if (state.kernel == Kernel::kPortable) {
    const int32_t remainder = v & ((int32_t{1} << k) - 1);
    return (v >> k) + (remainder > ((int32_t{1} << k) - 1) / 2 + (v < 0 ? 1 : 0) ? 1 : 0);
  }
  uint32_t half = k == 0 ? 0u : 1u << (k - 1);
  if (k != 0 && v < 0 && state.kernel != Kernel::kHalvesUpward) {
    half -= 1u;
  }
  if (state.kernel == Kernel::kTruncates) {
    half = 0;
  }
  return static_cast<int32_t>(static_cast<uint32_t>(v) + half) >> k;
}

int32_t requantised(int32_t sum, int32_t multiplier, int32_t shift) {
  if (state.kernel == Kernel::kRoundsOnce) {
    const int64_t product = static_cast<int64_t>(sum) * multiplier;
    return static_cast<int32_t>((product + (int64_t{1} << (30 - shift))) >> (31 - shift));
  }
  return divided(high_product(sum, multiplier), -shift);
}

} // namespace
} // namespace esp_nn

extern "C" void esp_nn_stand_in(const int8_t *input, int32_t input_offset, uint16_t row_len,
                                const int8_t *filter, int32_t filter_offset, const int32_t *bias, int8_t *out,
                                uint16_t out_channels, int32_t out_offset, const int32_t *out_shift,
                                const int32_t *out_mult, int32_t activation_min, int32_t activation_max) {
  using namespace esp_nn;
  state.calls++;
  state.products += uint64_t{row_len} * out_channels;
  state.misused |= reinterpret_cast<uintptr_t>(input) % 16 != 0 || input_offset != 0 || filter_offset != 0 ||
                   bias == nullptr || out_offset != 0 || out_channels == 0;
  // As the chip's vector loads do; the address sanitizer looks on.
  for (uint32_t i = 0; i < 16; i++) {
    static_cast<void>(static_cast<const volatile int8_t *>(input)[row_len + i]);
  }
  const uint32_t rows = out_channels - (state.kernel == Kernel::kDropsLastRow ? 1u : 0u);
  const uint32_t columns = state.kernel == Kernel::kDropsTail ? row_len / 16u * 16u : row_len;
  for (uint32_t row = 0; row < rows; row++) {
    state.misused |= out_shift[row] > 0;
    int32_t sum = state.kernel == Kernel::kIgnoresBias ? 0 : bias[row];
    for (uint32_t i = 0; i < columns; i++) {
      sum += (filter[row * row_len + i] + filter_offset) * (input[i] + input_offset);
    }
    const uint32_t of = state.kernel == Kernel::kOneMultiplier ? 0u : row;
    const int32_t result = requantised(sum, out_mult[of], out_shift[row]) + out_offset;
    const int32_t low = activation_min + (state.kernel == Kernel::kClampsNarrowly ? 1 : 0);
    out[row] = static_cast<int8_t>(std::min(std::max(result, low), activation_max));
  }
}
