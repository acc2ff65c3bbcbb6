#include "port.h"

#include <nanoCLR_Runtime.h>

#include "nlm_port.h"

CLR_RT_ExecutionEngine g_CLR_RT_ExecutionEngine = {1};

namespace port {
std::vector<ExactBlock> slots;
ExactBlock arena(1 << 16);
uint32_t microseconds;
} // namespace port

const void *nlm_port_slot(int32_t slot, size_t *bytes) {
  if (slot >= static_cast<int32_t>(port::slots.size()))
    return nullptr;
  *bytes = port::slots[static_cast<size_t>(slot)].size();
  return port::slots[static_cast<size_t>(slot)].data();
}

void *nlm_port_arena(size_t *bytes) {
  *bytes = port::arena.size();
  return port::arena.data();
}

uint32_t nlm_port_microseconds(void) {
  return port::microseconds;
}
