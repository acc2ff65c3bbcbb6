/* Reading an image in place (docs/image-format.md). Views point into the image; nlm_model_open has checked
 * what they say, so that taking one cannot fail. Vectors are read as they lie: the core must be little
 * endian. */
#ifndef NLM_IMAGE_H
#define NLM_IMAGE_H

#include "nanolm.h"
#include "nlm_kernels.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "NanoLm images are used in place and need a little-endian core"
#endif

enum { NLM_HEADER_BYTES = 64, NLM_ENTRY_BYTES = 32 };

/* One line of the table of contents, bounds checked. */
typedef struct {
  uint32_t type, index;
  uint32_t offset, bytes; /* in the image */
  uint32_t crc;
} nlm_entry;

/* One layer's matrices and parameters. */
typedef struct {
  nlm_matrix q, k, v, o, gate, up, down;
  nlm_norm attention_norm, ffn_norm;
  nlm_attention_params attention;
  uint32_t swiglu_k;
  const int16_t *silu; /* [256] */
} nlm_layer;

/* The scales that CONF holds beside the dimensions. */
typedef struct {
  nlm_norm final_norm;
  uint32_t pool_a;
  nlm_embedding_scale embedding;
} nlm_scales;

static inline uint16_t nlm_u16(const uint8_t *p) {
  return (uint16_t)(p[0] | (p[1] << 8));
}

static inline uint32_t nlm_u32(const uint8_t *p) {
  return (uint32_t)p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}

static inline int32_t nlm_i32(const uint8_t *p) {
  return (int32_t)nlm_u32(p);
}

/* Whether reserved bytes hold nothing. */
static inline int nlm_all_zero(const uint8_t *data, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i++) {
    if (data[i] != 0u) {
      return 0;
    }
  }
  return 1;
}

/* Line `number` of the table of contents. */
nlm_entry nlm_entry_at(const uint8_t *image, uint32_t number);

/* Data of a section that the image is known to have; NULL when it has none. */
const uint8_t *nlm_section_data(const nlm_model *model, uint32_t type, uint32_t index);

/* View of PIEC or NGRM, of `rows` rows. Without such a section the view is empty. */
nlm_table nlm_table_view(const nlm_model *model, uint32_t type, uint32_t rows);

/* View of the matrix record at byte `record` of a section. */
nlm_matrix nlm_matrix_view(const uint8_t *section, uint32_t record);

/* One row of a matrix whose order is NLM_ORDER_ROWS. */
nlm_matrix nlm_matrix_row(const nlm_matrix *m, uint32_t row);

/* View of layer `index`, below model->layers. */
nlm_layer nlm_layer_view(const nlm_model *model, uint32_t index);

/* The scales of CONF. */
nlm_scales nlm_scales_view(const nlm_model *model);

/* CRC-32 as zlib's crc32(): start with 0, feed the previous result to go on. */
uint32_t nlm_crc32(uint32_t crc, const uint8_t *data, uint32_t bytes);

/* Reads CONF's dimensions into *model and checks everything in CONF. data: the section;  bytes: its size. */
nlm_status nlm_check_config(nlm_model *model, const uint8_t *data, uint32_t bytes);

/* Checks presence, sizes and contents of the sections that the kernels read, for the dimensions in *model. */
nlm_status nlm_check_sections(const nlm_model *model);

#endif
