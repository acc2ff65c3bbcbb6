/* The wire over the CMSDK UART. The core sleeps while the desk is silent, so that an idle emulator costs no
 * host time. */
#include "board.h"
#include "mps.h"

void uart_received(void) {
  *UART_INTCLEAR = UART_INTCLEAR_RX;
}

static void uart_start(void) {
  *UART_BAUDDIV = 16;
  *UART_CTRL = UART_CTRL_TX | UART_CTRL_RX | UART_CTRL_RX_INTERRUPT;
  NVIC_ISER[BOARD_UART_IRQ / 32] = 1u << (BOARD_UART_IRQ % 32);
}

int board_read(void *wire) {
  (void)wire;
  while (!(*UART_STATE & UART_STATE_RX_FULL)) {
    /* Masked, so that a byte between the test and the sleep still wakes the core. */
    __asm__ volatile("cpsid i" ::: "memory");
    if (!(*UART_STATE & UART_STATE_RX_FULL))
      __asm__ volatile("wfi");
    __asm__ volatile("cpsie i\n isb" ::: "memory");
  }
  return (int)*UART_DATA;
}

void board_write(void *wire, uint8_t byte) {
  (void)wire;
  while (*UART_STATE & UART_STATE_TX_FULL) {
  }
  *UART_DATA = byte;
}

enum { SYSTICK_MAX = 0xFFFFFF };

static volatile uint32_t wraps;

void systick_wrapped(void) {
  wraps++;
}

/* Under -icount shift=0 each instruction takes one nanosecond of virtual time, so a SysTick step is a fixed
 * number of them. */
uint32_t board_instructions(void) {
  uint32_t before, value;
  do {
    before = wraps;
    value = *SYST_CVR;
  } while (before != wraps);
  uint64_t ticks = (uint64_t)before * (SYSTICK_MAX + 1) + (SYSTICK_MAX - value);
  return (uint32_t)(ticks * BOARD_TICK_NUMERATOR / BOARD_TICK_DENOMINATOR);
}

void board_start(void) {
  uart_start();
  *SYST_RVR = SYSTICK_MAX;
  *SYST_CVR = 0;
  *SYST_CSR = 7; /* core clock, interrupt, on */
}
