/* Instructions of the kernels on an emulated board, one line per case (docs/performance.md):
 *   kernel backend tokens rows columns instructions multiplications */
#include "board.h"
#include "nlm_backend.h"
#include "report.h"

/* The rest of RAM, from the linker script. */
extern uint8_t arena_start[];

enum { MOST_ROWS = 344, MOST_WEIGHTS = 64 * 1024, MOST_INPUTS = NLM_TILE * 1000 };

typedef struct {
  int8_t weights[MOST_WEIGHTS];
  int32_t bias[MOST_ROWS];
  int32_t multipliers[MOST_ROWS];
  int8_t shifts[MOST_ROWS];
  int8_t x[MOST_INPUTS];
  int8_t y[NLM_TILE * MOST_ROWS];
} bench_data;

typedef struct {
  uint32_t rows, columns;
} bench_shape;

/* The work does not depend on the values, only the saturation of results does in part; they are spread like a
 * trained layer's. */
static void fill(bench_data *data) {
  uint32_t seed = 1;
  for (uint32_t i = 0; i < MOST_WEIGHTS; i++) {
    data->weights[i] = (int8_t)report_random_between(&seed, -127, 127);
  }
  for (uint32_t i = 0; i < MOST_ROWS; i++) {
    data->bias[i] = report_random_between(&seed, -5000, 5000);
    data->multipliers[i] = report_random_between(&seed, 1 << 30, INT32_MAX - 1);
    data->shifts[i] = (int8_t)report_random_between(&seed, -11, -9);
  }
  for (uint32_t i = 0; i < MOST_INPUTS; i++) {
    data->x[i] = (int8_t)report_random_between(&seed, -128, 127);
  }
}

static void run(bench_data *data, const char *backend, nlm_fully_connected_kernel *kernel,
                const bench_shape *shape, uint32_t tokens) {
  const nlm_matrix m = {data->weights, data->bias,  data->multipliers,
                        data->shifts,  shape->rows, shape->columns};
  const uint32_t before = board_instructions();
  kernel(&m, data->x, tokens, NLM_STORE_S8, data->y);
  const uint32_t taken = board_instructions() - before;
  REPORT(REPORT_TEXT("fully_connected_s8"), REPORT_TEXT(backend), REPORT_NUMBER(tokens),
         REPORT_NUMBER(shape->rows), REPORT_NUMBER(shape->columns), REPORT_NUMBER(taken),
         REPORT_NUMBER(tokens * shape->rows * shape->columns));
}

int main(void) {
  static const bench_shape shapes[] = {{344, 128}, {128, 128}, {128, 344}, {128, 64},
                                       {128, 100}, {128, 512}, {64, 1000}};
  static const uint32_t token_counts[] = {1, 4, 8};
  bench_data *data = (bench_data *)(void *)arena_start;
  board_start();
  fill(data);
  for (uint32_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
    for (uint32_t t = 0; t < sizeof token_counts / sizeof token_counts[0]; t++) {
      run(data, "portable", nlm_fully_connected_portable, &shapes[s], token_counts[t]);
      if (NLM_FULLY_CONNECTED != nlm_fully_connected_portable) {
        run(data, NLM_BACKEND_NAME, NLM_FULLY_CONNECTED, &shapes[s], token_counts[t]);
      }
    }
  }
  board_stop(0);
}
