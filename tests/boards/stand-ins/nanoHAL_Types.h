/* Just enough of nanoFramework for targets/<board>/Device_BlockStorage.c on the desk. */
#include <stdbool.h>
#include <stdint.h>
