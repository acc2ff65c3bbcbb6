/* Just enough of ESP-IDF for targets/ESP32_S3/nlm_port.c to be compiled and run on the desk (port_test.c). */
#ifndef ESP_ATTR_H
#define ESP_ATTR_H
#define DRAM_ATTR
#endif
