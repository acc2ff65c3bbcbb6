/* Maps the Discovery's QSPI flash, a Macronix MX25L51245G of 64 MiB, to 0x90000000 for reading.
 *
 * Registers are those of the QUADSPI chapter of RM0410, commands those of the flash's data sheet. The board's
 * pins are set by nanoFramework's board files. */
#ifndef QSPI_FLASH_H
#define QSPI_FLASH_H

#include <stdint.h>

#define QSPI_REGISTER(offset) (*(volatile uint32_t *)(0xA0001000 + (offset)))
#define QSPI_CR QSPI_REGISTER(0x00)
#define QSPI_DCR QSPI_REGISTER(0x04)
#define QSPI_SR QSPI_REGISTER(0x08)
#define QSPI_FCR QSPI_REGISTER(0x0C)
#define QSPI_DLR QSPI_REGISTER(0x10)
#define QSPI_CCR QSPI_REGISTER(0x14)
#define QSPI_DR (*(volatile uint8_t *)(0xA0001000 + 0x20))
#define QSPI_RCC_AHB3ENR (*(volatile uint32_t *)(0x40023800 + 0x38))

enum {
  QSPI_ENABLE = 1u << 1, /* of RCC_AHB3ENR */

  QSPI_ON = 1u << 0,
  QSPI_LATE_SAMPLE = 1u << 4,  /* half a clock later, for fast clocks */
  QSPI_DIVIDE_BY_4 = 3u << 24, /* 216 MHz to 54 */
  QSPI_64_MIB = 25u << 16,     /* 2^(25 + 1) bytes */
  QSPI_DESELECT_4 = 3u << 8,   /* clocks between commands */
  QSPI_COMPLETE = 1u << 1,
  QSPI_BUSY = 1u << 5,

  QSPI_COMMAND_1_LINE = 1u << 8,
  QSPI_COMMAND_4_LINES = 3u << 8,
  QSPI_ADDRESS_1_LINE = 1u << 10,
  QSPI_ADDRESS_4_BYTES = 3u << 12,
  QSPI_8_DUMMY_CLOCKS = 8u << 18,
  QSPI_DATA_1_LINE = 1u << 24,
  QSPI_DATA_4_LINES = 3u << 24,
  QSPI_READ = 1u << 26,
  QSPI_MAPPED = 3u << 26,

  FLASH_LEAVE_QUAD_COMMANDS = 0xF5,
  FLASH_WRITE_ENABLE = 0x06,
  FLASH_READ_STATUS = 0x05,
  FLASH_WRITE_STATUS = 0x01,
  FLASH_READ_QUAD_4_BYTES = 0x6C,
  FLASH_WRITING = 1u << 0,
  FLASH_QUAD = 1u << 6, /* lines 2 and 3 carry data; kept without power */

  QSPI_PATIENCE = 20000000 /* turns of a loop: a second or two */
};

static int qspi_wait(uint32_t flag, uint32_t value) {
  for (int turns = 0; turns < QSPI_PATIENCE; turns++) {
    if ((QSPI_SR & flag) == value)
      return 1;
  }
  return 0;
}

/* A command; with QSPI_DATA_1_LINE it reads or writes the byte behind `data`. 0: the flash does not answer.
 */
static int qspi_command(uint32_t command, uint8_t *data) {
  if (!qspi_wait(QSPI_BUSY, 0))
    return 0;
  QSPI_FCR = QSPI_COMPLETE;
  QSPI_DLR = 0; /* one byte */
  QSPI_CCR = command;
  if (data && !(command & QSPI_READ))
    QSPI_DR = *data;
  if (!qspi_wait(QSPI_COMPLETE, QSPI_COMPLETE))
    return 0;
  if (data && (command & QSPI_READ))
    *data = QSPI_DR;
  return 1;
}

static int qspi_flash_status(uint8_t *status) {
  return qspi_command(QSPI_READ | QSPI_DATA_1_LINE | QSPI_COMMAND_1_LINE | FLASH_READ_STATUS, status);
}

/* Four data lines: a bit of the flash that is set once. */
static int qspi_flash_use_four_lines(void) {
  uint8_t status = 0;
  if (!qspi_flash_status(&status))
    return 0;
  if (status & FLASH_QUAD)
    return 1;
  uint8_t wanted = (uint8_t)(status | FLASH_QUAD);
  if (!qspi_command(QSPI_COMMAND_1_LINE | FLASH_WRITE_ENABLE, 0) ||
      !qspi_command(QSPI_DATA_1_LINE | QSPI_COMMAND_1_LINE | FLASH_WRITE_STATUS, &wanted))
    return 0;
  for (int turns = 0; turns < QSPI_PATIENCE / 100; turns++) {
    if (!qspi_flash_status(&status))
      return 0;
    if (!(status & FLASH_WRITING))
      return (status & FLASH_QUAD) != 0;
  }
  return 0;
}

/* 1: mapped. 0: there is no such flash, or it does not answer. */
static int qspi_flash_map(void) {
  QSPI_RCC_AHB3ENR |= QSPI_ENABLE;
  (void)QSPI_RCC_AHB3ENR; /* the clock needs a moment */
  QSPI_DCR = QSPI_64_MIB | QSPI_DESELECT_4;
  QSPI_CR = QSPI_DIVIDE_BY_4 | QSPI_LATE_SAMPLE | QSPI_ON;
  /* A programmer may have left it taking commands over four lines. */
  if (!qspi_command(QSPI_COMMAND_4_LINES | FLASH_LEAVE_QUAD_COMMANDS, 0) || !qspi_flash_use_four_lines() ||
      !qspi_wait(QSPI_BUSY, 0))
    return 0;
  QSPI_CCR = QSPI_MAPPED | QSPI_DATA_4_LINES | QSPI_8_DUMMY_CLOCKS | QSPI_ADDRESS_4_BYTES |
             QSPI_ADDRESS_1_LINE | QSPI_COMMAND_1_LINE | FLASH_READ_QUAD_4_BYTES;
  return 1;
}

#endif
