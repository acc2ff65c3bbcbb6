/* Registers of Armv7-M/Armv8-M and of the CMSDK UART; the interrupt handlers that the vector table names. */
#ifndef MPS_H
#define MPS_H

#include <stdint.h>

#define REGISTER(address) ((volatile uint32_t *)(address))

#define SYST_CSR REGISTER(0xE000E010)
#define SYST_RVR REGISTER(0xE000E014)
#define SYST_CVR REGISTER(0xE000E018)
#define NVIC_ISER REGISTER(0xE000E100)
#define SCB_CPACR REGISTER(0xE000ED88)

#define UART_DATA REGISTER(BOARD_UART + 0x00)
#define UART_STATE REGISTER(BOARD_UART + 0x04)
#define UART_CTRL REGISTER(BOARD_UART + 0x08)
#define UART_INTCLEAR REGISTER(BOARD_UART + 0x0C)
#define UART_BAUDDIV REGISTER(BOARD_UART + 0x10)

enum { UART_STATE_TX_FULL = 1, UART_STATE_RX_FULL = 2 };
enum { UART_CTRL_TX = 1, UART_CTRL_RX = 2, UART_CTRL_RX_INTERRUPT = 8, UART_INTCLEAR_RX = 2 };

void systick_wrapped(void);
void uart_received(void);

#endif
