/* Just enough of ESP-IDF: what esp_port_test.c implements. */
#ifndef ESP_PARTITION_H
#define ESP_PARTITION_H

#include <stddef.h>
#include <stdint.h>

typedef int esp_err_t;
typedef int esp_partition_type_t;
typedef int esp_partition_subtype_t;
typedef int esp_partition_mmap_memory_t;
typedef uint32_t esp_partition_mmap_handle_t;
typedef struct {
  uint32_t address;
  uint32_t size;
} esp_partition_t;

enum { ESP_OK = 0, ESP_FAIL = -1, ESP_PARTITION_MMAP_DATA = 0 };

const esp_partition_t *esp_partition_find_first(esp_partition_type_t type, esp_partition_subtype_t subtype,
                                                const char *label);
esp_err_t esp_partition_mmap(const esp_partition_t *partition, size_t offset, size_t size,
                             esp_partition_mmap_memory_t memory, const void **mapped,
                             esp_partition_mmap_handle_t *handle);

#endif
