// A board made of memory.
#pragma once

#include "model_image.h"

namespace port {
extern std::vector<ExactBlock> slots; // 0 and 1
extern ExactBlock arena;
extern uint32_t microseconds;
} // namespace port
