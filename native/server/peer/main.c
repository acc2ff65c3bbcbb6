/* The kernel server as a process of the desk: the wire is stdin and stdout, the slots are files. */
#include "nanolm_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ARENA_BYTES = 16 << 20, ALIGNMENT = 64 };

static int read_byte(void *wire) {
  (void)wire;
  int byte = getc_unlocked(stdin);
  return byte == EOF ? -1 : byte;
}

static void write_byte(void *wire, uint8_t byte) {
  (void)wire;
  putc_unlocked(byte, stdout);
}

static uint32_t microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint32_t)((uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
}

static void *aligned(size_t bytes) {
  void *memory = aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT) / ALIGNMENT * ALIGNMENT);
  if (!memory) {
    fputs("server-peer: out of memory\n", stderr);
    exit(1);
  }
  return memory;
}

static void load(nlms_port *port, int slot, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0) {
    perror(path);
    exit(1);
  }
  size_t bytes = (size_t)ftell(file);
  void *image = aligned(bytes);
  rewind(file);
  if (fread(image, 1, bytes, file) != bytes) {
    perror(path);
    exit(1);
  }
  fclose(file);
  port->slots[slot].base = image;
  port->slots[slot].bytes = bytes;
}

int main(int argc, char **argv) {
  static nlms_server server;
  nlms_port port = {
      .read = read_byte, .write = write_byte, .ticks = microseconds, .arena_bytes = ARENA_BYTES};
  if (argc > 1 + NLMS_SLOTS) {
    fputs("usage: server-peer [slot0.nlm [slot1.nlm]]\n", stderr);
    return 2;
  }
  for (int i = 1; i < argc; i++)
    load(&port, i - 1, argv[i]);
  port.arena = aligned(ARENA_BYTES);
  setvbuf(stdout, NULL, _IONBF, 0);
  nlms_serve(&server, &port);
  return 0;
}
