/* Vector table and start-up of the Cortex-M boards. */
#include "board.h"
#include "mps.h"

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];

int main(void);
void reset(void);

_Noreturn void board_stop(int status) {
  /* Semihosting: SYS_EXIT with ADP_Stopped_ApplicationExit, or with a run-time error. */
  register uint32_t operation __asm__("r0") = 0x18;
  register uint32_t reason __asm__("r1") = status == 0 ? 0x20026 : 0x20023;
  for (;;)
    __asm__ volatile("bkpt 0xAB" : : "r"(operation), "r"(reason) : "memory");
}

/* The optimiser must not turn these loops into library calls that rely on what they set up. */
void reset(void) {
  *SCB_CPACR |= 0xFu << 20; /* FPU and Helium */
  __asm__ volatile("dsb\n isb" ::: "memory");
  const volatile uint32_t *from = data_load;
  for (volatile uint32_t *to = data_start; to < (volatile uint32_t *)data_end; to++)
    *to = *from++;
  for (volatile uint32_t *to = bss_start; to < (volatile uint32_t *)bss_end; to++)
    *to = 0;
  board_stop(main());
}

static void fault(void) {
  board_stop(1);
}

typedef void (*handler)(void);

/* Stack pointer, 15 system vectors, 64 interrupts, of which only the UART's is enabled. */
__attribute__((section(".vectors"), used)) static const struct {
  void *stack;
  handler system[15];
  handler interrupts[64];
} vectors = {
    .stack = stack_top,
    .system = {[0] = reset,
               [1] = fault,
               [2] = fault,
               [3] = fault,
               [4] = fault,
               [5] = fault,
               [14] = systick_wrapped},
    .interrupts = {[BOARD_UART_IRQ] = uart_received},
};
