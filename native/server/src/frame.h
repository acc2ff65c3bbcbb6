/* Frames on the wire: docs/wire.md. */
#ifndef NLMS_FRAME_H
#define NLMS_FRAME_H

#include "nanolm_server.h"

enum { NLMS_SYNC_0 = 0xA5, NLMS_SYNC_1 = 0x4E, NLMS_RESPONSE = 0x80, NLMS_DAMAGED = 0xFF };

typedef struct {
  uint8_t opcode;
  uint8_t sequence;
  uint32_t payload_bytes;
  const uint8_t *payload; /* 2-byte aligned; valid until the next call */
} nlms_request;

/* Waits for the next sound request, skipping everything else; a frame that fails its checks is answered with
 * NLMS_DAMAGED and searched for a frame inside it. Returns 0 at the end of the wire. */
int nlms_frame_read(nlms_server *server, nlms_request *request);

/* Seals server->response (payload already at NLMS_HEADER_BYTES) as the answer to a request, and sends it. */
void nlms_frame_answer(nlms_server *server, const nlms_request *request, uint32_t payload_bytes);

/* Sends server->response once more. */
void nlms_frame_repeat(nlms_server *server);

#endif
