#include "packed_matrix.h"

std::vector<int8_t> packed_nibbles(const std::vector<int8_t> &codes) {
  std::vector<int8_t> bytes((codes.size() + 1) / 2);
  for (size_t i = 0; i < codes.size(); i++) {
    bytes[i / 2] = static_cast<int8_t>(bytes[i / 2] | (codes[i] & 15) << (i % 2 * 4));
  }
  return bytes;
}

std::vector<int8_t> packed_weights(const reference::Matrix &m) {
  return m.bits == 8 ? m.weights : packed_nibbles(m.weights);
}

PackedMatrix::PackedMatrix(const reference::Matrix &m)
    : weights_(packed_weights(m)), view_{weights_.data(),
                                         m.bias.data(),
                                         m.multipliers.data(),
                                         m.shifts.data(),
                                         m.scales.empty() ? nullptr : m.scales.data(),
                                         m.rows,
                                         m.columns,
                                         static_cast<uint16_t>(m.group),
                                         static_cast<uint8_t>(m.bits),
                                         NLM_ORDER_ROWS} {}
