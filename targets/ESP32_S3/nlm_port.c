/* NanoLm on the ESP32-S3: the slots are partitions (partitions.csv), mapped into the data address space by
 * the flash cache; the arena lies in internal memory, whether or not there is PSRAM. */
#include "nlm_port.h"

#include <esp_partition.h>
#include <esp_timer.h>

enum { SLOTS = 2, ARENA_BYTES = 0x10000, MODEL_PARTITION = 0x40 };
enum { CONSOLE = 1, TX = 0, RX = 1, PINS = 4, TX_GPIO = 17, RX_GPIO = 18 };

static uint8_t arena[ARENA_BYTES] __attribute__((aligned(64)));

/* nanoFramework's pins of each UART: TX, RX, RTS, CTS (Esp32_DeviceMapping.h, which shows them to C++ only).
 */
extern int8_t Esp32_SERIAL_DevicePinMap[][PINS];

/* COM2 has none when nanoFramework starts, so that the application would have to choose them with a library
 * that no other chip has. It still can. */
__attribute__((constructor)) static void give_the_console_pins(void) {
  Esp32_SERIAL_DevicePinMap[CONSOLE][TX] = TX_GPIO;
  Esp32_SERIAL_DevicePinMap[CONSOLE][RX] = RX_GPIO;
}

/* Mapped once: the address stays the same, and mappings are few. */
const void *nlm_port_slot(int32_t slot, size_t *bytes) {
  static const void *mapped[SLOTS];
  static size_t sizes[SLOTS];
  if (slot < 0 || slot >= SLOTS)
    return NULL;
  if (!mapped[slot]) {
    const esp_partition_t *partition =
        esp_partition_find_first((esp_partition_type_t)MODEL_PARTITION, (esp_partition_subtype_t)slot, NULL);
    esp_partition_mmap_handle_t handle;
    if (!partition || esp_partition_mmap(partition, 0, partition->size, ESP_PARTITION_MMAP_DATA,
                                         &mapped[slot], &handle) != ESP_OK) {
      mapped[slot] = NULL;
      return NULL;
    }
    sizes[slot] = partition->size;
  }
  *bytes = sizes[slot];
  return mapped[slot];
}

void *nlm_port_arena(size_t *bytes) {
  *bytes = sizeof arena;
  return arena;
}

uint32_t nlm_port_microseconds(void) {
  return (uint32_t)esp_timer_get_time();
}
