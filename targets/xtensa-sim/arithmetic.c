/* Arithmetic that the compiler calls and that Debian's libgcc for the LX106 does not have: the core neither
 * divides nor multiplies to 64 bits. Names and meanings are libgcc's. */
#include <stdint.h>

uint64_t __umulsidi3(uint32_t a, uint32_t b);
int64_t __muldi3(int64_t a, int64_t b);
uint32_t __udivsi3(uint32_t a, uint32_t b);
uint32_t __umodsi3(uint32_t a, uint32_t b);
int32_t __divsi3(int32_t a, int32_t b);

/* a * b from four products of 16-bit halves. */
uint64_t __umulsidi3(uint32_t a, uint32_t b) {
  uint32_t a0 = a & 0xFFFF, a1 = a >> 16, b0 = b & 0xFFFF, b1 = b >> 16;
  uint32_t low = a0 * b0, middle = a1 * b0 + (low >> 16), other = a0 * b1 + (middle & 0xFFFF);
  uint32_t high = a1 * b1 + (middle >> 16) + (other >> 16);
  return ((uint64_t)high << 32) | (other << 16) | (low & 0xFFFF);
}

int64_t __muldi3(int64_t a, int64_t b) {
  uint32_t a0 = (uint32_t)a, a1 = (uint32_t)((uint64_t)a >> 32), b0 = (uint32_t)b,
           b1 = (uint32_t)((uint64_t)b >> 32);
  return (int64_t)(__umulsidi3(a0, b0) + ((uint64_t)(a0 * b1 + a1 * b0) << 32));
}

/* Schoolbook division, one quotient bit a step; a / 0 is 2^32 - 1. */
static uint32_t divide(uint32_t a, uint32_t b, uint32_t *remainder) {
  if (b == 0 || b > a) {
    *remainder = a;
    return b == 0 ? UINT32_MAX : 0;
  }
  int shift = __builtin_clz(b) - __builtin_clz(a);
  uint32_t quotient = 0;
  b <<= shift;
  for (; shift >= 0; shift--, b >>= 1) {
    quotient <<= 1;
    if (a >= b) {
      a -= b;
      quotient |= 1;
    }
  }
  *remainder = a;
  return quotient;
}

uint32_t __udivsi3(uint32_t a, uint32_t b) {
  uint32_t remainder;
  return divide(a, b, &remainder);
}

uint32_t __umodsi3(uint32_t a, uint32_t b) {
  uint32_t remainder;
  divide(a, b, &remainder);
  return remainder;
}

int32_t __divsi3(int32_t a, int32_t b) {
  uint32_t quotient =
      __udivsi3(a < 0 ? 0u - (uint32_t)a : (uint32_t)a, b < 0 ? 0u - (uint32_t)b : (uint32_t)b);
  return (int32_t)((a < 0) != (b < 0) ? 0u - quotient : quotient);
}
