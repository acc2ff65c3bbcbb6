#include "nlm_backend.h"

#include "nlm_fixed.h"

void nlm_swiglu_portable(const int16_t *silu, uint32_t k, int8_t *gate, const int8_t *up, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    gate[i] = nlm_sat8(nlm_rhu(silu[gate[i] + 128] * up[i], k));
  }
}

void nlm_swiglu(const int16_t *silu, uint32_t k, int8_t *gate, const int8_t *up, uint32_t count) {
  NLM_SWIGLU(silu, k, gate, up, count);
}
