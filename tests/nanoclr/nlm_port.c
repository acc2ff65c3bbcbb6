/* nlm_port.h on nanoCLR's POSIX host: model slots are files. NANOLM_SLOT0 and NANOLM_SLOT1 name them. */
#include "nlm_port.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const void *map(const char *path, size_t *bytes) {
  int file = path == NULL ? -1 : open(path, O_RDONLY);
  if (file < 0)
    return NULL;
  struct stat status;
  void *image = MAP_FAILED;
  if (fstat(file, &status) == 0 && status.st_size > 0) {
    *bytes = (size_t)status.st_size;
    image = mmap(NULL, *bytes, PROT_READ, MAP_PRIVATE, file, 0);
  }
  close(file);
  return image == MAP_FAILED ? NULL : image;
}

const void *nlm_port_slot(int32_t slot, size_t *bytes) {
  static const char *const names[2] = {"NANOLM_SLOT0", "NANOLM_SLOT1"};
  static const void *images[2];
  static size_t sizes[2];
  if (slot < 0 || slot > 1)
    return NULL;
  if (images[slot] == NULL)
    images[slot] = map(getenv(names[slot]), &sizes[slot]);
  *bytes = sizes[slot];
  return images[slot];
}

void *nlm_port_arena(size_t *bytes) {
  static _Alignas(16) uint8_t arena[1 << 20];
  *bytes = sizeof arena;
  return arena;
}

/* Of this process alone: what else runs on the desk does not count. */
uint32_t nlm_port_microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (uint32_t)((uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
}
