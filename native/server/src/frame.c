#include "frame.h"

#include "bytes.h"

/* CRC-32 (IEEE 802.3, reflected), four bits at a time. */
static uint32_t crc32(const uint8_t *bytes, size_t count) {
  static const uint32_t table[16] = {0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
                                     0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
                                     0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < count; i++) {
    crc ^= bytes[i];
    crc = (crc >> 4) ^ table[crc & 15];
    crc = (crc >> 4) ^ table[crc & 15];
  }
  return ~crc;
}

/* Guards the length: a receiver that believed a damaged one would wait for bytes that never come. */
static uint32_t header_check(const uint8_t *frame) {
  return crc32(frame + 2, 4) & 0xFFFF;
}

static void send(const nlms_port *port, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    port->write(port->wire, bytes[i]);
}

/* Writes header and checksum around the payload that is already in place; returns the frame's size. */
static size_t seal(uint8_t *frame, uint8_t opcode, uint8_t sequence, uint32_t payload_bytes) {
  frame[0] = NLMS_SYNC_0;
  frame[1] = NLMS_SYNC_1;
  frame[2] = opcode;
  frame[3] = sequence;
  nlms_put16(frame + 4, payload_bytes);
  nlms_put16(frame + 6, header_check(frame));
  uint8_t *end = frame + NLMS_HEADER_BYTES + payload_bytes;
  nlms_put32(end, crc32(frame + 2, NLMS_HEADER_BYTES - 2 + payload_bytes));
  return NLMS_HEADER_BYTES + payload_bytes + NLMS_CRC_BYTES;
}

/* Forgets the first `count` received bytes, so that the next frame starts at the buffer's (aligned) start. */
static void drop(nlms_server *server, size_t count) {
  uint8_t *bytes = (uint8_t *)server->request;
  if (count == 0)
    return;
  server->received -= count;
  for (size_t i = 0; i < server->received; i++)
    bytes[i] = bytes[count + i];
}

/* Reads on until `count` bytes are there. Returns 0 at the end of the wire. */
static int fill(nlms_server *server, size_t count) {
  uint8_t *bytes = (uint8_t *)server->request;
  while (server->received < count) {
    int byte = server->port->read(server->port->wire);
    if (byte < 0)
      return 0;
    bytes[server->received++] = (uint8_t)byte;
  }
  return 1;
}

/* Drops what cannot start a frame; afterwards the buffer starts with the sync bytes, or with a prefix of
 * them. */
static void seek_sync(nlms_server *server) {
  const uint8_t *bytes = (const uint8_t *)server->request;
  size_t at = 0;
  while (at < server->received &&
         !(bytes[at] == NLMS_SYNC_0 && (at + 1 == server->received || bytes[at + 1] == NLMS_SYNC_1)))
    at++;
  drop(server, at);
}

int nlms_frame_read(nlms_server *server, nlms_request *request) {
  const uint8_t *bytes = (const uint8_t *)server->request;
  drop(server, server->consumed);
  server->consumed = 0;
  for (;;) {
    seek_sync(server);
    if (server->received < 2) {
      if (!fill(server, server->received + 1))
        return 0;
      continue;
    }
    if (!fill(server, NLMS_HEADER_BYTES))
      return 0;
    uint32_t payload_bytes = nlms_get16(bytes + 4);
    size_t checked = NLMS_HEADER_BYTES + payload_bytes;
    if (nlms_get16(bytes + 6) == header_check(bytes) && payload_bytes <= NLMS_PAYLOAD_BYTES) {
      if (!fill(server, checked + NLMS_CRC_BYTES))
        return 0;
      if (crc32(bytes + 2, checked - 2) == nlms_get32(bytes + checked)) {
        request->opcode = bytes[2];
        request->sequence = bytes[3];
        request->payload_bytes = payload_bytes;
        request->payload = bytes + NLMS_HEADER_BYTES;
        server->consumed = checked + NLMS_CRC_BYTES;
        return 1;
      }
    }
    uint8_t damaged[NLMS_HEADER_BYTES + NLMS_CRC_BYTES];
    send(server->port, damaged, seal(damaged, NLMS_DAMAGED, bytes[3], 0));
    drop(server, 1);
  }
}

void nlms_frame_answer(nlms_server *server, const nlms_request *request, uint32_t payload_bytes) {
  uint8_t opcode = (uint8_t)(request->opcode | NLMS_RESPONSE);
  server->last_sequence = request->sequence;
  server->response_bytes = seal((uint8_t *)server->response, opcode, request->sequence, payload_bytes);
  server->answered = 1;
  nlms_frame_repeat(server);
}

void nlms_frame_repeat(nlms_server *server) {
  send(server->port, (const uint8_t *)server->response, server->response_bytes);
}
