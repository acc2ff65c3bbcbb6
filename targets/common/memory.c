/* The functions that a freestanding compiler may call. */
#include <stdint.h>
#include <string.h>

/* Copies objects of any type, so the compiler must not assume that they hold numbers of this one. */
typedef uint32_t __attribute__((may_alias)) word;

static void copy_upwards(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if ((((uintptr_t)target | (uintptr_t)source) & 3) == 0)
    for (; count >= 4; count -= 4, target += 4, source += 4)
      *(word *)(void *)target = *(const word *)(const void *)source;
  while (count--)
    *target++ = *source++;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  copy_upwards(to, from, count);
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if (target <= source || target >= source + count)
    copy_upwards(to, from, count);
  else
    while (count--)
      target[count] = source[count];
  return to;
}

void *memset(void *to, int value, size_t count) {
  uint8_t *target = to;
  while (count--)
    *target++ = (uint8_t)value;
  return to;
}

int memcmp(const void *left, const void *right, size_t count) {
  const uint8_t *a = left, *b = right;
  for (; count; count--, a++, b++)
    if (*a != *b)
      return *a - *b;
  return 0;
}
