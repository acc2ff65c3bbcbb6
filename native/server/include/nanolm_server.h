/* NanoLm: the kernel server. MIT licence.
 *
 * Serves the calls of nanolm.h over a byte stream (docs/wire.md), so that a desk can drive the kernels of an
 * emulated or a real board. Freestanding: no heap, no I/O but the port's functions, all state in one
 * nlms_server. */
#ifndef NANOLM_SERVER_H
#define NANOLM_SERVER_H

#include "nlm_board.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NLMS_PROTOCOL_VERSION 1

/* Longest payload of a frame in either direction; even, at least 64. A board with little RAM builds with
 * less. */
#ifndef NLMS_PAYLOAD_BYTES
#define NLMS_PAYLOAD_BYTES 16384
#endif

enum { NLMS_SLOTS = 2 };

/* sync (2), opcode, sequence, payload length (2), check of these (2); payload; CRC-32 (4) */
enum {
  NLMS_HEADER_BYTES = 8,
  NLMS_CRC_BYTES = 4,
  NLMS_FRAME_BYTES = NLMS_HEADER_BYTES + NLMS_PAYLOAD_BYTES + NLMS_CRC_BYTES
};

/* What a board gives to the server. */
typedef struct {
  int (*read)(void *wire);                 /* waits for the next byte, 0..255; negative: the wire has ended */
  void (*write)(void *wire, uint8_t byte); /* sends one byte */
  uint32_t (*ticks)(void); /* wrapping counter: instructions under emulation, microseconds on a chip */
  void *wire;              /* handed to read and write */
  struct {
    const void *base; /* 16-byte aligned; null: the board has no such slot */
    size_t bytes;
  } slots[NLMS_SLOTS];
  uint8_t *arena; /* 16-byte aligned; sessions take what they need of it */
  size_t arena_bytes;
} nlms_port;

/* All state of a server. About 2 * NLMS_FRAME_BYTES + 1 KiB. */
typedef struct {
  const nlms_port *port;
  nlm_board board;
  uint32_t busy_ticks; /* spent in calls, the wire excluded */
  size_t received;     /* bytes in request */
  size_t consumed;     /* of them, those of the request being answered */
  size_t response_bytes;
  uint8_t answered;      /* the response below answers last_sequence */
  uint8_t last_sequence; /* of the request carried out last */
  uint16_t request[(NLMS_FRAME_BYTES + 1) /
                   2]; /* uint16_t, because token and logit arrays in payloads are used in place */
  uint16_t response[(NLMS_FRAME_BYTES + 1) / 2];
} nlms_server;

/* Serves until the wire ends. *server need not be initialised. */
void nlms_serve(nlms_server *server, const nlms_port *port);

#ifdef __cplusplus
}
#endif
#endif
