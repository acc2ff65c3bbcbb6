/* Opening an image: header, table of contents, finding sections and checking their checksums. */
#include "nlm_image.h"

#include <string.h>

/* Header fields, by byte offset. */
enum {
  AT_VERSION = 4,
  AT_HEADER_BYTES = 6,
  AT_IMAGE_BYTES = 8,
  AT_SECTION_COUNT = 12,
  AT_CRC = 16,
  AT_RESERVED = 32
};

/* Fields of an entry that nlm_entry leaves out. */
enum { ENTRY_REGION = 20, ENTRY_RESERVED = 24 };

enum { MAX_SECTIONS = 256, SECTION_ALIGNMENT = 64 };

nlm_entry nlm_entry_at(const uint8_t *image, uint32_t number) {
  const uint8_t *at = image + NLM_HEADER_BYTES + number * NLM_ENTRY_BYTES;
  const nlm_entry entry = {nlm_u32(at), nlm_u32(at + 4), nlm_u32(at + 8), nlm_u32(at + 12), nlm_u32(at + 16)};
  return entry;
}

/* CRC of header and table of contents with the header's own field as zero. */
static uint32_t front_crc(const uint8_t *image, uint32_t table_end) {
  static const uint8_t zero[4] = {0, 0, 0, 0};
  uint32_t crc = nlm_crc32(0, image, AT_CRC);
  crc = nlm_crc32(crc, zero, sizeof zero);
  return nlm_crc32(crc, image + AT_CRC + 4, table_end - (AT_CRC + 4));
}

static nlm_status check_header(const uint8_t *image, size_t bytes) {
  if (bytes < NLM_HEADER_BYTES) {
    return NLM_E_TRUNCATED;
  }
  if (nlm_u32(image) != NLM_FOURCC('N', 'L', 'M', '1')) {
    return NLM_E_MAGIC;
  }
  if (nlm_u16(image + AT_VERSION) != 1u) {
    return NLM_E_VERSION;
  }
  const uint32_t image_bytes = nlm_u32(image + AT_IMAGE_BYTES);
  const uint32_t sections = nlm_u32(image + AT_SECTION_COUNT);
  if (nlm_u16(image + AT_HEADER_BYTES) != NLM_HEADER_BYTES || image_bytes > INT32_MAX || sections == 0u ||
      sections > MAX_SECTIONS || NLM_HEADER_BYTES + sections * NLM_ENTRY_BYTES > image_bytes) {
    return NLM_E_FORMAT;
  }
  if (image_bytes > bytes) {
    return NLM_E_TRUNCATED;
  }
  if (front_crc(image, NLM_HEADER_BYTES + sections * NLM_ENTRY_BYTES) != nlm_u32(image + AT_CRC)) {
    return NLM_E_CHECKSUM;
  }
  return nlm_all_zero(image + AT_RESERVED, NLM_HEADER_BYTES - AT_RESERVED) ? NLM_OK : NLM_E_FORMAT;
}

/* Place of a section type in the image's fixed order; 0 for unknown types. */
static uint32_t rank_of(uint32_t type) {
  static const uint32_t order[] = {NLM_SECTION_CONFIG,      NLM_SECTION_TOKENIZER, NLM_SECTION_GRAMMAR,
                                   NLM_SECTION_CALIBRATION, NLM_SECTION_PIECES,    NLM_SECTION_NGRAMS,
                                   NLM_SECTION_ROPE,        NLM_SECTION_LAYER,     NLM_SECTION_HEAD,
                                   NLM_SECTION_TRANSITIONS, NLM_SECTION_CANARIES,  NLM_SECTION_PROVENANCE,
                                   NLM_SECTION_DIGEST};
  for (uint32_t i = 0; i < sizeof order / sizeof order[0]; i++) {
    if (order[i] == type) {
      return i + 1u;
    }
  }
  return 0;
}

/* Whether `entry` may follow `previous` (NULL: may come first): the fixed order, which also excludes
 * repetition. Layers number from 0 without a gap, heads rise, all others are single. */
static int in_order(const nlm_entry *previous, const nlm_entry *entry) {
  const uint32_t rank = rank_of(entry->type);
  if (rank == 0u || (previous == NULL && rank != 1u)) {
    return 0;
  }
  if (previous != NULL && entry->type == previous->type) {
    return (entry->type == NLM_SECTION_LAYER && entry->index == previous->index + 1u) ||
           (entry->type == NLM_SECTION_HEAD && entry->index > previous->index);
  }
  return (previous == NULL || rank > rank_of(previous->type)) &&
         (entry->index == 0u || entry->type == NLM_SECTION_HEAD);
}

/* Checks that sections are in order, aligned, within the image and apart, and that the gaps between them hold
 * zeros. */
static nlm_status check_table(const uint8_t *image, uint32_t image_bytes, uint32_t sections) {
  nlm_entry previous = {0, 0, 0, 0, 0};
  uint32_t end = NLM_HEADER_BYTES + sections * NLM_ENTRY_BYTES;
  for (uint32_t i = 0; i < sections; i++) {
    const nlm_entry entry = nlm_entry_at(image, i);
    const uint8_t *raw = image + NLM_HEADER_BYTES + i * NLM_ENTRY_BYTES;
    if (!in_order(i == 0u ? NULL : &previous, &entry) || entry.bytes == 0u ||
        entry.offset % SECTION_ALIGNMENT != 0u || entry.offset < end ||
        entry.offset - end >= SECTION_ALIGNMENT || entry.offset > image_bytes ||
        entry.bytes > image_bytes - entry.offset || !nlm_all_zero(image + end, entry.offset - end) ||
        !nlm_all_zero(raw + ENTRY_RESERVED, 8)) {
      return NLM_E_FORMAT;
    }
    if (nlm_u32(raw + ENTRY_REGION) != 0u) {
      return NLM_E_UNSUPPORTED;
    }
    end = entry.offset + entry.bytes;
    previous = entry;
  }
  if (previous.type != NLM_SECTION_DIGEST || image_bytes - end >= SECTION_ALIGNMENT ||
      !nlm_all_zero(image + end, image_bytes - end)) {
    return NLM_E_FORMAT;
  }
  return NLM_OK;
}

nlm_status nlm_model_open(nlm_model *model, const void *image, size_t bytes) {
  if (model == NULL || image == NULL || (uintptr_t)image % 16u != 0u) {
    return NLM_E_ARGUMENT;
  }
  memset(model, 0, sizeof *model);
  nlm_status status = check_header(image, bytes);
  if (status != NLM_OK) {
    return status;
  }
  nlm_model opened = {0};
  opened.image = image;
  opened.image_bytes = nlm_u32(opened.image + AT_IMAGE_BYTES);
  opened.section_count = nlm_u32(opened.image + AT_SECTION_COUNT);
  status = check_table(opened.image, opened.image_bytes, opened.section_count);
  if (status != NLM_OK) {
    return status;
  }
  const nlm_entry config = nlm_entry_at(opened.image, 0);
  status = nlm_check_config(&opened, opened.image + config.offset, config.bytes);
  if (status != NLM_OK) {
    return status;
  }
  status = nlm_check_sections(&opened);
  if (status == NLM_OK) {
    *model = opened;
  }
  return status;
}

nlm_status nlm_section(const nlm_model *model, uint32_t type, uint32_t index, const uint8_t **data,
                       uint32_t *bytes) {
  if (model == NULL || data == NULL || bytes == NULL) {
    return NLM_E_ARGUMENT;
  }
  for (uint32_t i = 0; i < model->section_count; i++) {
    const nlm_entry entry = nlm_entry_at(model->image, i);
    if (entry.type == type && entry.index == index) {
      *data = model->image + entry.offset;
      *bytes = entry.bytes;
      return NLM_OK;
    }
  }
  return NLM_E_FORMAT;
}

const uint8_t *nlm_section_data(const nlm_model *model, uint32_t type, uint32_t index) {
  const uint8_t *data = NULL;
  uint32_t bytes;
  return nlm_section(model, type, index, &data, &bytes) == NLM_OK ? data : NULL;
}

/* The cursor: offset of the next byte in the image, and in the upper half the CRC of its section so far. */
nlm_status nlm_model_check(const nlm_model *model, uint64_t *cursor, uint32_t max_bytes) {
  if (model == NULL || model->image == NULL || cursor == NULL || max_bytes == 0u) {
    return NLM_E_ARGUMENT;
  }
  uint32_t at = (uint32_t)*cursor;
  uint32_t crc = (uint32_t)(*cursor >> 32);
  for (uint32_t i = 0; i < model->section_count; i++) {
    const nlm_entry entry = nlm_entry_at(model->image, i);
    const uint32_t end = entry.offset + entry.bytes;
    if (at >= end) {
      continue;
    }
    if (at <= entry.offset) {
      at = entry.offset;
      crc = 0;
    }
    if (max_bytes == 0u) {
      *cursor = at;
      return NLM_MORE;
    }
    const uint32_t slice = max_bytes < end - at ? max_bytes : end - at;
    crc = nlm_crc32(crc, model->image + at, slice);
    at += slice;
    max_bytes -= slice;
    if (at < end) {
      *cursor = at | (uint64_t)crc << 32;
      return NLM_MORE;
    }
    if (crc != entry.crc) {
      return NLM_E_CHECKSUM;
    }
  }
  *cursor = 0;
  return NLM_OK;
}
