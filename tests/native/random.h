// A small generator whose sequence is the same everywhere (the standard distributions' are not).
#pragma once

#include <cstdint>
#include <vector>

class Random {
public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1u) {}

  uint32_t bits() { // splitmix64, upper half
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<uint32_t>((z ^ (z >> 31)) >> 32);
  }

  // Uniform in [low, high].
  int64_t between(int64_t low, int64_t high) {
    const uint64_t span = static_cast<uint64_t>(high - low) + 1u;
    return low + static_cast<int64_t>((static_cast<uint64_t>(bits()) << 16 ^ bits()) % span);
  }

  template <typename T> std::vector<T> vector(size_t count, int64_t low, int64_t high) {
    std::vector<T> values(count);
    for (T &v : values) {
      v = static_cast<T>(between(low, high));
    }
    return values;
  }

private:
  uint64_t state_;
};
