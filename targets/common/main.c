/* The kernel server on an emulated board. */
#include "board.h"
#include "nanolm_server.h"

/* The rest of RAM, from the linker script. */
extern uint8_t arena_start[], arena_end[];

static nlms_server server;

int main(void) {
  const nlms_port port = {
      .read = board_read,
      .write = board_write,
      .ticks = board_instructions,
      .slots = {{(const void *)BOARD_SLOT_0, BOARD_SLOT_0_BYTES},
                {(const void *)BOARD_SLOT_1, BOARD_SLOT_1_BYTES}},
      .arena = arena_start,
      .arena_bytes = (size_t)(arena_end - arena_start) & ~(size_t)15,
  };
  board_start();
  nlms_serve(&server, &port);
  return 0;
}
