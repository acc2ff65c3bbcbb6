/* The wire over the simulator's calls: the emulator's own stdin and stdout. */
#include "board.h"

enum { CALL_EXIT = 1, CALL_READ = 3, CALL_WRITE = 4 };

/* start.S */
int simulator_call(int operation, int a, const void *b, int c);

void board_start(void) {}

int board_read(void *wire) {
  (void)wire;
  static uint8_t buffer[256];
  static int count, at;
  if (at == count) {
    at = 0;
    count = simulator_call(CALL_READ, 0, buffer, sizeof buffer);
    if (count <= 0) {
      count = 0;
      return -1;
    }
  }
  return buffer[at++];
}

void board_write(void *wire, uint8_t byte) {
  (void)wire;
  simulator_call(CALL_WRITE, 1, &byte, 1);
}

uint32_t board_instructions(void) {
  uint32_t cycles;
  __asm__ volatile("rsr %0, ccount" : "=r"(cycles));
  return (uint32_t)((uint64_t)cycles * BOARD_TICK_NUMERATOR / BOARD_TICK_DENOMINATOR);
}

_Noreturn void board_stop(int status) {
  for (;;)
    simulator_call(CALL_EXIT, status, 0, 0);
}
