#include "report.h"

#include "board.h"

static void print_text(const char *text) {
  while (*text != 0) {
    board_write(0, (uint8_t)*text++);
  }
}

static void print_number(uint32_t number) {
  char digits[11];
  char *first = &digits[10];
  *first = 0;
  do {
    *--first = (char)('0' + number % 10u);
    number /= 10u;
  } while (number != 0u);
  print_text(first);
}

void report_line(const report_item *items, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (i > 0u) {
      print_text(" ");
    }
    if (items[i].text != 0) {
      print_text(items[i].text);
    } else {
      print_number(items[i].number);
    }
  }
  print_text("\n");
}

uint32_t report_random(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

int32_t report_random_between(uint32_t *state, int32_t low, int32_t high) {
  return low + (int32_t)(report_random(state) % (uint32_t)(high - low + 1));
}
