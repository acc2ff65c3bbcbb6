/* What the kernels read of an image: CONF, the tables, the layers and the heads. The checks make sure that
 * every view stays inside its section and that no kernel leaves the ranges of docs/numerics.md. */
#include "nlm_backend.h"
#include "nlm_image.h"

/* CONF, by byte offset. */
enum {
  CONF_FINAL_NORM = 52,
  CONF_POOL_A = 60,
  CONF_PIECE_SCALE = 64,
  CONF_NGRAM_SCALES = 66,
  CONF_EMBEDDING_BITS = 100,
  CONF_RESERVED = 101,
  CONF_BYTES = 128
};

/* A matrix record. */
enum { MATRIX_BITS = 24, MATRIX_ORDER = 25, MATRIX_GROUP = 26, MATRIX_SCALES = 28, MATRIX_BYTES = 32 };

/* LAYR. */
enum {
  LAYER_Q = 0,
  LAYER_K = 32,
  LAYER_V = 64,
  LAYER_O = 96,
  LAYER_GATE = 128,
  LAYER_UP = 160,
  LAYER_DOWN = 192,
  LAYER_ATTENTION_NORM = 224,
  LAYER_FFN_NORM = 232,
  LAYER_SOFTMAX = 240,
  LAYER_ATTENTION_MULT = 252,
  LAYER_ATTENTION_SHIFT = 256,
  LAYER_SWIGLU_K = 260,
  LAYER_SILU = 264,
  LAYER_RESERVED = 268,
  LAYER_BYTES = 320
};

enum { SILU_BYTES = 512, DIGEST_BYTES = 36, MAX_COUNT = 65535, MAX_CHAINED_TAGS = 4095 };

static nlm_norm norm_view(const uint8_t *at) {
  const nlm_norm norm = {nlm_u32(at), nlm_u32(at + 4)};
  return norm;
}

nlm_matrix nlm_matrix_view(const uint8_t *section, uint32_t record) {
  const uint8_t *at = section + record;
  const uint16_t group = nlm_u16(at + MATRIX_GROUP);
  const nlm_matrix m = {(const void *)(section + nlm_u32(at + 8)),
                        (const void *)(section + nlm_u32(at + 12)),
                        (const void *)(section + nlm_u32(at + 16)),
                        (const void *)(section + nlm_u32(at + 20)),
                        group == 0u ? NULL : section + nlm_u32(at + MATRIX_SCALES),
                        nlm_u32(at),
                        nlm_u32(at + 4),
                        group,
                        at[MATRIX_BITS],
                        at[MATRIX_ORDER]};
  return m;
}

nlm_matrix nlm_matrix_row(const nlm_matrix *m, uint32_t row) {
  nlm_matrix one = *m;
  one.weights += row * (m->columns * m->bits / 8u);
  one.bias += row;
  one.multipliers += row;
  one.shifts += row;
  if (m->group != 0u) {
    one.scales += row * nlm_groups(m->columns, m->group);
  }
  one.rows = 1;
  return one;
}

/* Bits of the embedding tables. */
static uint32_t embedding_bits(const uint8_t *config) {
  return config[CONF_EMBEDDING_BITS] == 0u ? 8u : config[CONF_EMBEDDING_BITS];
}

nlm_table nlm_table_view(const nlm_model *model, uint32_t type, uint32_t rows) {
  const uint8_t *data = nlm_section_data(model, type, 0);
  const uint8_t *config = nlm_section_data(model, NLM_SECTION_CONFIG, 0);
  const uint8_t *scales =
      data == NULL || embedding_bits(config) == 8u ? NULL : data + rows * (model->dim / 2u);
  const nlm_table table = {(const void *)data, scales};
  return table;
}

nlm_layer nlm_layer_view(const nlm_model *model, uint32_t index) {
  const uint8_t *at = nlm_section_data(model, NLM_SECTION_LAYER, index);
  const nlm_layer layer = {
      nlm_matrix_view(at, LAYER_Q),
      nlm_matrix_view(at, LAYER_K),
      nlm_matrix_view(at, LAYER_V),
      nlm_matrix_view(at, LAYER_O),
      nlm_matrix_view(at, LAYER_GATE),
      nlm_matrix_view(at, LAYER_UP),
      nlm_matrix_view(at, LAYER_DOWN),
      norm_view(at + LAYER_ATTENTION_NORM),
      norm_view(at + LAYER_FFN_NORM),
      {model->heads,
       model->kv_heads,
       model->head_dim,
       {nlm_i32(at + LAYER_SOFTMAX), nlm_u32(at + LAYER_SOFTMAX + 4), nlm_i32(at + LAYER_SOFTMAX + 8)},
       nlm_i32(at + LAYER_ATTENTION_MULT),
       nlm_i32(at + LAYER_ATTENTION_SHIFT)},
      nlm_u32(at + LAYER_SWIGLU_K),
      (const void *)(at + nlm_u32(at + LAYER_SILU))};
  return layer;
}

nlm_scales nlm_scales_view(const nlm_model *model) {
  const uint8_t *at = nlm_section_data(model, NLM_SECTION_CONFIG, 0);
  nlm_scales scales = {
      norm_view(at + CONF_FINAL_NORM), nlm_u32(at + CONF_POOL_A), {nlm_u16(at + CONF_PIECE_SCALE), {0}}};
  for (uint32_t c = 0; c <= NLM_NGRAM_FEATURES; c++) {
    scales.embedding.ngram[c] = nlm_u16(at + CONF_NGRAM_SCALES + 2u * c);
  }
  return scales;
}

static int norm_in_range(nlm_norm norm) {
  return norm.gain >= 1u << 29 && norm.gain < 1u << 30 && norm.k0 >= 16u && norm.k0 <= 25u;
}

static int requantisation_in_range(int32_t mult, int32_t shift) {
  return mult >= 1 << 30 && shift >= -31 && shift <= -1;
}

static int in_range(uint32_t v, uint32_t low, uint32_t high) {
  return v >= low && v <= high;
}

/* Whether the embedding's products fit 32 bits, which those of 8 bits always do. */
static int embedding_in_range(const uint8_t *config) {
  if (config[CONF_EMBEDDING_BITS] == 0u) {
    return 1;
  }
  for (uint32_t c = 0; c <= NLM_NGRAM_FEATURES; c++) {
    if (nlm_u16(config + CONF_PIECE_SCALE) + c * nlm_u16(config + CONF_NGRAM_SCALES + 2u * c) >= 1u << 20) {
      return 0;
    }
  }
  return 1;
}

nlm_status nlm_check_config(nlm_model *model, const uint8_t *data, uint32_t bytes) {
  if (bytes != CONF_BYTES || !nlm_all_zero(data + CONF_RESERVED, CONF_BYTES - CONF_RESERVED)) {
    return NLM_E_FORMAT;
  }
  uint32_t *const fields[] = {&model->dim,
                              &model->layers,
                              &model->heads,
                              &model->kv_heads,
                              &model->head_dim,
                              &model->hidden,
                              &model->max_tokens,
                              &model->causal,
                              &model->pieces,
                              &model->ngram_rows,
                              &model->sentence_outputs,
                              &model->tag_outputs,
                              &model->vocabulary_rows};
  for (uint32_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    *fields[i] = nlm_u32(data + 4u * i);
  }
  if (!in_range(model->dim, 4, 4096) || model->dim % 4u != 0u || !in_range(model->layers, 1, 64) ||
      !in_range(model->head_dim, 2, 256) || model->head_dim % 2u != 0u || !in_range(model->heads, 1, 4096) ||
      !in_range(model->heads * model->head_dim, 4, 4096) || !in_range(model->hidden, 4, 16384) ||
      model->hidden % 4u != 0u || !in_range(model->max_tokens, 1, 1024) ||
      !in_range(model->pieces, 1, MAX_COUNT) || model->ngram_rows > MAX_COUNT ||
      model->sentence_outputs > MAX_COUNT || model->tag_outputs > MAX_COUNT ||
      model->vocabulary_rows > MAX_COUNT) {
    return NLM_E_UNSUPPORTED;
  }
  if (data[CONF_EMBEDDING_BITS] != 0u && data[CONF_EMBEDDING_BITS] != 4u) {
    return NLM_E_UNSUPPORTED;
  }
  const nlm_norm final_norm = norm_view(data + CONF_FINAL_NORM);
  if (!in_range(model->kv_heads, 1, model->heads) || model->heads % model->kv_heads != 0u ||
      model->heads * model->head_dim % 4u != 0u || model->kv_heads * model->head_dim % 4u != 0u ||
      model->causal > 1u || !norm_in_range(final_norm) || nlm_u32(data + CONF_POOL_A) >= 1u << 23 ||
      nlm_u16(data + CONF_NGRAM_SCALES) != 0u || !embedding_in_range(data)) {
    return NLM_E_FORMAT;
  }
  return NLM_OK;
}

/* Whether `count` items of `size` bytes at section offset `offset` lie behind the records and inside the
 * section. */
static int array_fits(uint32_t offset, uint32_t count, uint32_t size, uint32_t alignment, uint32_t records,
                      uint32_t section_bytes) {
  return offset % alignment == 0u && offset >= records && offset <= section_bytes &&
         count <= (section_bytes - offset) / size;
}

/* Largest magnitude of a row's sum of products. */
static int64_t largest_sum(const nlm_matrix *m, uint32_t row) {
  if (m->group == 0u) {
    return 128 * 128 * (int64_t)m->columns;
  }
  const uint32_t groups = nlm_groups(m->columns, m->group);
  int64_t sum = 0;
  for (uint32_t g = 0; g < groups; g++) {
    const uint32_t left = m->columns - g * m->group;
    sum += (int64_t)(8 * 128) * m->scales[nlm_scale_index(m, row, g)] * (left < m->group ? left : m->group);
  }
  return sum;
}

/* Checks the ranges of a row's numbers. */
static int row_in_range(const nlm_matrix *m, uint32_t row) {
  const uint32_t groups = nlm_groups(m->columns, m->group);
  for (uint32_t g = 0; g < groups; g++) {
    if (m->scales[nlm_scale_index(m, row, g)] == 0u) {
      return 0;
    }
  }
  const int64_t bias = m->bias[row], limit = INT32_MAX - largest_sum(m, row);
  return bias <= limit && -bias <= limit && requantisation_in_range(m->multipliers[row], m->shifts[row]);
}

/* Checks the matrix record at `record` of a section whose first `records` bytes hold no arrays, and the
 * ranges of its vectors. */
static nlm_status check_matrix(const uint8_t *section, uint32_t section_bytes, uint32_t record,
                               uint32_t records, uint32_t rows, uint32_t columns) {
  const uint8_t *at = section + record;
  const uint32_t bits = at[MATRIX_BITS], order = at[MATRIX_ORDER], group = nlm_u16(at + MATRIX_GROUP),
                 scales = nlm_u32(at + MATRIX_SCALES);
  const uint32_t scale_rows = order == NLM_ORDER_ROWS ? rows : (rows + 3u) / 4u * 4u;
  if (nlm_u32(at) != rows || nlm_u32(at + 4) != columns || (group == 0u && scales != 0u)) {
    return NLM_E_FORMAT;
  }
  if ((bits != 8u && bits != 4u) || order > NLM_ORDER_MVE || group % 16u != 0u ||
      (bits == 8u && group != 0u)) {
    return NLM_E_UNSUPPORTED;
  }
  if (!array_fits(nlm_u32(at + 8), nlm_weight_bytes(rows, columns, bits, order), 1, 16, records,
                  section_bytes) ||
      !array_fits(nlm_u32(at + 12), rows, 4, 4, records, section_bytes) ||
      !array_fits(nlm_u32(at + 16), rows, 4, 4, records, section_bytes) ||
      !array_fits(nlm_u32(at + 20), rows, 1, 1, records, section_bytes) ||
      (group != 0u &&
       !array_fits(scales, scale_rows * nlm_groups(columns, group), 1, 1, records, section_bytes))) {
    return NLM_E_FORMAT;
  }
  const nlm_matrix m = nlm_matrix_view(section, record);
  for (uint32_t row = 0; row < rows; row++) {
    if (!row_in_range(&m, row)) {
      return NLM_E_FORMAT;
    }
  }
  return NLM_OK;
}

static int softmax_in_range(const nlm_softmax_scale *softmax) {
  return softmax->mult >= 1 << 30 && softmax->shift <= 30u && softmax->diff_min < 0 &&
         (int64_t)softmax->diff_min * (1 << softmax->shift) >= INT32_MIN;
}

static nlm_status check_layer(const nlm_model *model, uint32_t index) {
  const uint8_t *data;
  uint32_t bytes;
  if (nlm_section(model, NLM_SECTION_LAYER, index, &data, &bytes) != NLM_OK || bytes < LAYER_BYTES ||
      !nlm_all_zero(data + LAYER_RESERVED, LAYER_BYTES - LAYER_RESERVED)) {
    return NLM_E_FORMAT;
  }
  const uint32_t dim = model->dim, hidden = model->hidden;
  const uint32_t q_dim = model->heads * model->head_dim, kv_dim = model->kv_heads * model->head_dim;
  const struct {
    uint32_t record, rows, columns;
  } matrices[] = {{LAYER_Q, q_dim, dim},    {LAYER_K, kv_dim, dim},    {LAYER_V, kv_dim, dim},
                  {LAYER_O, dim, q_dim},    {LAYER_GATE, hidden, dim}, {LAYER_UP, hidden, dim},
                  {LAYER_DOWN, dim, hidden}};
  for (uint32_t i = 0; i < sizeof matrices / sizeof matrices[0]; i++) {
    const nlm_status status =
        check_matrix(data, bytes, matrices[i].record, LAYER_BYTES, matrices[i].rows, matrices[i].columns);
    if (status != NLM_OK) {
      return status;
    }
  }
  const nlm_layer layer = nlm_layer_view(model, index);
  if (!norm_in_range(layer.attention_norm) || !norm_in_range(layer.ffn_norm) ||
      !softmax_in_range(&layer.attention.softmax) ||
      !requantisation_in_range(layer.attention.mult, layer.attention.shift) ||
      !in_range(layer.swiglu_k, 1, 31) ||
      !array_fits(nlm_u32(data + LAYER_SILU), SILU_BYTES, 1, 4, LAYER_BYTES, bytes)) {
    return NLM_E_FORMAT;
  }
  return NLM_OK;
}

/* Checks that section `type` is there with exactly `bytes` bytes, or, for 0 bytes, not there. */
static nlm_status check_size(const nlm_model *model, uint32_t type, uint32_t bytes) {
  const uint8_t *data;
  uint32_t actual = 0;
  if (nlm_section(model, type, 0, &data, &actual) != NLM_OK) {
    actual = 0;
  }
  return actual == bytes ? NLM_OK : NLM_E_FORMAT;
}

/* Checks head `index`: there exactly when it has outputs. */
static nlm_status check_head(const nlm_model *model, uint32_t index, uint32_t outputs) {
  const uint8_t *data;
  uint32_t bytes;
  const nlm_status found = nlm_section(model, NLM_SECTION_HEAD, index, &data, &bytes);
  if (outputs == 0u) {
    return found == NLM_OK ? NLM_E_FORMAT : NLM_OK;
  }
  if (found != NLM_OK || bytes < MATRIX_BYTES) {
    return NLM_E_FORMAT;
  }
  if (index == NLM_HEAD_VOCABULARY && data[MATRIX_ORDER] != NLM_ORDER_ROWS) {
    return NLM_E_UNSUPPORTED; /* its rows are read one by one */
  }
  return check_matrix(data, bytes, 0, MATRIX_BYTES, outputs, model->dim);
}

/* Checks TRAN, where there is one: a score for every move between tags, which are O and pairs of B and I. */
static nlm_status check_transitions(const nlm_model *model) {
  const uint8_t *data;
  uint32_t bytes;
  if (nlm_section(model, NLM_SECTION_TRANSITIONS, 0, &data, &bytes) != NLM_OK) {
    return NLM_OK;
  }
  const uint32_t tags = model->tag_outputs;
  return tags % 2u == 1u && tags <= MAX_CHAINED_TAGS && bytes == tags * tags ? NLM_OK : NLM_E_FORMAT;
}

nlm_status nlm_check_sections(const nlm_model *model) {
  uint32_t layers = 0;
  for (uint32_t i = 0; i < model->section_count; i++) {
    const nlm_entry entry = nlm_entry_at(model->image, i);
    layers += entry.type == NLM_SECTION_LAYER ? 1u : 0u;
    if (entry.type == NLM_SECTION_HEAD && entry.index > NLM_HEAD_VOCABULARY) {
      return NLM_E_FORMAT;
    }
  }
  nlm_status status = layers == model->layers ? NLM_OK : NLM_E_FORMAT;
  const uint32_t row_bytes = embedding_bits(nlm_section_data(model, NLM_SECTION_CONFIG, 0)) == 8u
                                 ? model->dim
                                 : model->dim / 2u + 1u;
  const struct {
    uint32_t type, bytes;
  } tables[] = {{NLM_SECTION_PIECES, model->pieces * row_bytes},
                {NLM_SECTION_NGRAMS, model->ngram_rows * row_bytes},
                {NLM_SECTION_ROPE, model->max_tokens * model->head_dim * 2u},
                {NLM_SECTION_DIGEST, DIGEST_BYTES}};
  for (uint32_t i = 0; status == NLM_OK && i < sizeof tables / sizeof tables[0]; i++) {
    status = check_size(model, tables[i].type, tables[i].bytes);
  }
  for (uint32_t i = 0; status == NLM_OK && i < model->layers; i++) {
    status = check_layer(model, i);
  }
  const uint32_t outputs[] = {model->sentence_outputs, model->tag_outputs, model->vocabulary_rows};
  for (uint32_t i = 0; status == NLM_OK && i < sizeof outputs / sizeof outputs[0]; i++) {
    status = check_head(model, i, outputs[i]);
  }
  return status == NLM_OK ? check_transitions(model) : status;
}
