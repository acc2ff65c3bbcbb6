// A stand-in for ESP-NN's fully connected kernel: the prototype and the arithmetic that docs/numerics.md
// states, and kernels that are wrong each in one way.
#pragma once

#include <cstdint>

namespace esp_nn {

enum class Kernel {
  kPortable, // ESP-NN's C: both roundings by the sign of what is rounded
  kEsp32S3,  // its assembly: adds half and shifts, and may wrap
  // Wrong ones.
  kRoundsOnce,
  kHalvesUpward,
  kTruncates,
  kIgnoresBias,
  kDropsTail,
  kDropsLastRow,
  kOneMultiplier,
  kClampsNarrowly,
};

constexpr Kernel kWrong[] = {Kernel::kRoundsOnce,    Kernel::kHalvesUpward,  Kernel::kTruncates,
                             Kernel::kIgnoresBias,   Kernel::kDropsTail,     Kernel::kDropsLastRow,
                             Kernel::kOneMultiplier, Kernel::kClampsNarrowly};

// Which the stand-in is, how often it was called, for how many multiplications, and whether a call broke the
// contract: an input that is not aligned or cannot be read past, an offset, no bias, a positive shift.
struct State {
  Kernel kernel = Kernel::kEsp32S3;
  uint32_t calls = 0;
  uint64_t products = 0;
  bool misused = false;
};

extern State state;

} // namespace esp_nn

extern "C" void esp_nn_stand_in(const int8_t *input, int32_t input_offset, uint16_t row_len,
                                const int8_t *filter, int32_t filter_offset, const int32_t *bias, int8_t *out,
                                uint16_t out_channels, int32_t out_offset, const int32_t *out_shift,
                                const int32_t *out_mult, int32_t activation_min, int32_t activation_max);
