/* What the programs for emulated boards share: printing, and numbers that look random. */
#ifndef REPORT_H
#define REPORT_H

#include <stdint.h>

/* A text or a number of a line. */
typedef struct {
  const char *text; /* null: print number */
  uint32_t number;
} report_item;

#define REPORT_TEXT(t) ((report_item){(t), 0})
#define REPORT_NUMBER(n) ((report_item){0, (n)})
#define REPORT(...)                                                                                          \
  report_line((const report_item[]){__VA_ARGS__},                                                            \
              sizeof((const report_item[]){__VA_ARGS__}) / sizeof(report_item))

/* One line on the board's console: the items with one space between them. */
void report_line(const report_item *items, uint32_t count);

/* The next number of a sequence (xorshift). state: not 0 */
uint32_t report_random(uint32_t *state);

/* A number in [low, high]. */
int32_t report_random_between(uint32_t *state, int32_t low, int32_t high);

#endif
