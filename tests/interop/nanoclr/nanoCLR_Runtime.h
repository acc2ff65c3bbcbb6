// The part of the running CLR that native/interop looks at.
#pragma once

#include <cstdint>

typedef int64_t CLR_INT64;

struct CLR_RT_ExecutionEngine {
  CLR_INT64 m_startTime; // another one after each start of the managed program
};
extern CLR_RT_ExecutionEngine g_CLR_RT_ExecutionEngine;
