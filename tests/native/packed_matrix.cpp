#include "packed_matrix.h"

extern "C" {
#include "packing.h"
}

std::vector<int8_t> packed_nibbles(const std::vector<int8_t> &codes) {
  std::vector<int8_t> bytes((codes.size() + 1) / 2);
  for (size_t i = 0; i < codes.size(); i++) {
    bytes[i / 2] = static_cast<int8_t>(bytes[i / 2] | (codes[i] & 15) << (i % 2 * 4));
  }
  return bytes;
}

std::vector<int8_t> packed_weights(const reference::Matrix &m, uint32_t order) {
  std::vector<int8_t> bytes(packed_bytes(m.rows, m.columns, m.bits, order));
  pack_weights(m.weights.data(), m.rows, m.columns, m.bits, order, reinterpret_cast<uint8_t *>(bytes.data()));
  return bytes;
}

std::vector<uint8_t> packed_scales(const reference::Matrix &m, uint32_t order) {
  if (m.group == 0) {
    return {};
  }
  const uint32_t groups = (m.columns + m.group - 1) / m.group;
  std::vector<uint8_t> bytes((m.rows + 3) / 4 * 4 * groups);
  pack_scales(m.scales.data(), m.rows, groups, order, bytes.data());
  bytes.resize((order == NLM_ORDER_ROWS ? m.rows : (m.rows + 3) / 4 * 4) * groups);
  return bytes;
}

PackedMatrix::PackedMatrix(const reference::Matrix &m, uint32_t order)
    : weights_(packed_weights(m, order)),
      scales_(packed_scales(m, order)), view_{weights_.data(),
                                              m.bias.data(),
                                              m.multipliers.data(),
                                              m.shifts.data(),
                                              scales_.empty() ? nullptr : scales_.data(),
                                              m.rows,
                                              m.columns,
                                              static_cast<uint16_t>(m.group),
                                              static_cast<uint8_t>(m.bits),
                                              static_cast<uint8_t>(order)} {}
