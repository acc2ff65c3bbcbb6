#include "nlm_backend.h"

#include "nlm_fixed.h"

/* Keeps x0 * cos - x1 * sin within 32 bits: 2 * 23000 * 32768 + 2^21 < 2^31. */
static int32_t clamp_input(int16_t v) {
  const int32_t limit = 23000;
  return v < -limit ? -limit : v > limit ? limit : v;
}

void nlm_rope_portable(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation,
                       int8_t *y) {
  for (uint32_t head = 0; head < heads; head++) {
    for (uint32_t i = 0; i < head_dim; i += 2u) {
      const int32_t x0 = clamp_input(x[i]), x1 = clamp_input(x[i + 1u]);
      const int32_t c = rotation[i], s = rotation[i + 1u];
      y[i] = nlm_sat8(nlm_rhu(x0 * c - x1 * s, 22));
      y[i + 1u] = nlm_sat8(nlm_rhu(x0 * s + x1 * c, 22));
    }
    x += head_dim;
    y += head_dim;
  }
}

void nlm_rope(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation, int8_t *y) {
  NLM_ROPE(x, heads, head_dim, rotation, y);
}
