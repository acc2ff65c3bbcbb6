/* Little-endian numbers at any address. */
#ifndef NLMS_BYTES_H
#define NLMS_BYTES_H

#include <stdint.h>

static inline uint32_t nlms_get16(const uint8_t *p) {
  return (uint32_t)p[0] | ((uint32_t)p[1] << 8);
}

static inline uint32_t nlms_get32(const uint8_t *p) {
  return nlms_get16(p) | (nlms_get16(p + 2) << 16);
}

static inline void nlms_put16(uint8_t *p, uint32_t value) {
  p[0] = (uint8_t)value;
  p[1] = (uint8_t)(value >> 8);
}

static inline void nlms_put32(uint8_t *p, uint32_t value) {
  nlms_put16(p, value);
  nlms_put16(p + 2, value >> 16);
}

#endif
