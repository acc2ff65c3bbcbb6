/* targets/ESP32_S3/nlm_port.c on the desk, over partitions of this program's own. Prints "ok", or what is
 * wrong. */
#include "nlm_port.h"

#include <esp_partition.h>
#include <esp_timer.h>
#include <stdio.h>

int8_t Esp32_SERIAL_DevicePinMap[3][4] = {{43, 44, -1, -1}, {-1, -1, -1, -1}, {-1, -1, -1, -1}};

static const esp_partition_t partitions[2] = {{.address = 0x800000, .size = 0x400000},
                                              {.address = 0xC00000, .size = 0x300000}};
static const uint8_t flash[2][64] __attribute__((aligned(64)));
static int there[2], fails, mappings;

const esp_partition_t *esp_partition_find_first(esp_partition_type_t type, esp_partition_subtype_t subtype,
                                                const char *label) {
  return type == 0x40 && !label && there[subtype] ? &partitions[subtype] : NULL;
}

esp_err_t esp_partition_mmap(const esp_partition_t *partition, size_t offset, size_t size,
                             esp_partition_mmap_memory_t memory, const void **mapped,
                             esp_partition_mmap_handle_t *handle) {
  mappings++;
  *mapped = flash[partition - partitions];
  *handle = 1;
  return !fails && offset == 0 && size == partition->size && memory == ESP_PARTITION_MMAP_DATA ? ESP_OK
                                                                                               : ESP_FAIL;
}

int64_t esp_timer_get_time(void) {
  return ((int64_t)1 << 32) + 7;
}

#define CHECK(condition)                                                                                     \
  if (!(condition)) {                                                                                        \
    printf("line %d: %s\n", __LINE__, #condition);                                                           \
    return 1;                                                                                                \
  }

int main(void) {
  size_t bytes = 0;
  CHECK(Esp32_SERIAL_DevicePinMap[1][0] == 17 && Esp32_SERIAL_DevicePinMap[1][1] == 18);
  CHECK(Esp32_SERIAL_DevicePinMap[0][0] == 43 && Esp32_SERIAL_DevicePinMap[1][2] == -1);

  CHECK(!nlm_port_slot(-1, &bytes) && !nlm_port_slot(2, &bytes));
  CHECK(!nlm_port_slot(0, &bytes)); /* a partition table without slots */
  there[0] = there[1] = fails = 1;
  CHECK(!nlm_port_slot(1, &bytes)); /* no address space left */
  fails = mappings = 0;
  for (int i = 0; i < 2; i++) {
    CHECK(nlm_port_slot(1, &bytes) == flash[1] && bytes == 0x300000);
    CHECK(nlm_port_slot(0, &bytes) == flash[0] && bytes == 0x400000);
  }
  CHECK(mappings == 2);

  uintptr_t arena = (uintptr_t)nlm_port_arena(&bytes);
  CHECK(arena && arena % 16 == 0 && bytes == 0x10000 && arena == (uintptr_t)nlm_port_arena(&bytes));
  CHECK(nlm_port_microseconds() == 7);
  puts("ok");
  return 0;
}
