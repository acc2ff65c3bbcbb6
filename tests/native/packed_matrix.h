// Matrices as the kernels take them.
#pragma once

#include <cstdint>
#include <vector>

#include "reference.h"

extern "C" {
#include "nlm_kernels.h"
}

// Two codes to a byte, the even one in the low half. A last odd one has its byte for itself.
std::vector<int8_t> packed_nibbles(const std::vector<int8_t> &codes);

// The bytes of a matrix's weights and scales in an order, NLM_ORDER_*.
std::vector<int8_t> packed_weights(const reference::Matrix &m, uint32_t order = NLM_ORDER_ROWS);
std::vector<uint8_t> packed_scales(const reference::Matrix &m, uint32_t order = NLM_ORDER_ROWS);

class PackedMatrix {
public:
  // Bias, multipliers and shifts stay the reference's.
  explicit PackedMatrix(const reference::Matrix &m, uint32_t order = NLM_ORDER_ROWS);
  PackedMatrix(PackedMatrix &&) = delete; // the view points inside
  const nlm_matrix *view() const { return &view_; }

private:
  std::vector<int8_t> weights_;
  std::vector<uint8_t> scales_;
  nlm_matrix view_;
};
