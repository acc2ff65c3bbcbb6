// Matrices as the kernels take them: an independent writer of the weights' orders in docs/image-format.md.
#pragma once

#include <cstdint>
#include <vector>

#include "reference.h"

extern "C" {
#include "nlm_kernels.h"
}

// Two codes to a byte, the even one in the low half. A last odd one has its byte for itself.
std::vector<int8_t> packed_nibbles(const std::vector<int8_t> &codes);

// The bytes of a matrix's weights.
std::vector<int8_t> packed_weights(const reference::Matrix &m);

class PackedMatrix {
public:
  // The vectors stay the reference's.
  explicit PackedMatrix(const reference::Matrix &m);
  PackedMatrix(PackedMatrix &&) = delete; // the view points inside
  const nlm_matrix *view() const { return &view_; }

private:
  std::vector<int8_t> weights_;
  nlm_matrix view_;
};
