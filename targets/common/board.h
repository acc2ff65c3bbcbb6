/* What each family of boards implements for the kernel server. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Starts console and counter. */
void board_start(void);

/* Waits for the next byte from the desk; negative: there will be none. */
int board_read(void *wire);

/* Sends a byte to the desk. */
void board_write(void *wire, uint8_t byte);

/* Retired instructions, wrapping; exact to the counter's step (docs/boards.md). */
uint32_t board_instructions(void);

/* Ends the emulation; the desk sees the wire end. */
_Noreturn void board_stop(int status);

#endif
