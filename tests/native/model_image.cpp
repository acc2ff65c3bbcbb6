#include "model_image.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "packed_matrix.h"
#include "random.h"

namespace {

struct Scale {
  int32_t mult;
  int shift;
};

// value = mult / 2^31 * 2^shift with mult in [2^30, 2^31).
Scale scale_of(double value) {
  int exponent;
  const double mantissa = std::frexp(value, &exponent);
  return {static_cast<int32_t>(std::min<long long>(std::llround(std::ldexp(mantissa, 31)), INT32_MAX)),
          exponent};
}

// A matrix that brings int8 inputs of spread about 32 to results of spread `target`.
reference::Matrix random_matrix(Random &random, uint32_t rows, uint32_t columns, double target,
                                const Shape &s) {
  const int64_t largest = s.bits == 8 ? 127 : 7;
  reference::Matrix m{rows,
                      columns,
                      random.vector<int8_t>(static_cast<size_t>(rows) * columns, -largest, largest),
                      random.vector<int32_t>(rows, -3000, 3000),
                      {},
                      {},
                      s.bits,
                      s.group};
  if (s.group != 0) {
    m.scales = random.vector<uint8_t>(rows * ((columns + s.group - 1) / s.group), 1, 32);
  }
  for (uint32_t row = 0; row < rows; row++) {
    const double jitter = static_cast<double>(random.between(700, 1300)) / 1000;
    const Scale scale =
        scale_of(std::min(0.49, jitter * target / (std::sqrt(columns) * 73 * 32))); // a shift of -1 at most
    m.multipliers.push_back(scale.mult);
    m.shifts.push_back(static_cast<int8_t>(scale.shift));
  }
  return m;
}

// gain / 2^k0 = sqrt(dim) * 32: norm outputs of spread 32.
Norm norm_of(uint32_t dim) {
  const double value = 32 * std::sqrt(dim);
  const int k0 = 29 - static_cast<int>(std::floor(std::log2(value)));
  return {static_cast<uint32_t>(std::ldexp(value, k0)), static_cast<uint32_t>(k0)};
}

Layer random_layer(Random &random, const Shape &s) {
  const uint32_t q_dim = s.heads * s.head_dim, kv_dim = s.kv_heads * s.head_dim;
  Layer layer;
  layer.q = random_matrix(random, q_dim, s.dim, 32 * 128, s);
  layer.k = random_matrix(random, kv_dim, s.dim, 32 * 128, s);
  layer.v = random_matrix(random, kv_dim, s.dim, 40, s);
  layer.o = random_matrix(random, s.dim, q_dim, 700, s);
  layer.gate = random_matrix(random, s.hidden, s.dim, 40, s);
  layer.up = random_matrix(random, s.hidden, s.dim, 40, s);
  layer.down = random_matrix(random, s.dim, s.hidden, 700, s);
  layer.attention_norm = norm_of(s.dim);
  layer.ffn_norm = norm_of(s.dim);
  layer.ffn_norm.gain ^= 1u << 25; // no two norms alike
  // Scores of spread 32 * 32 * sqrt(head_dim) become two nats; the exponential reads Q5.26.
  const Scale softmax = scale_of(2 / (1024 * std::sqrt(s.head_dim)) * std::ldexp(1, 26));
  layer.softmax = {softmax.mult, static_cast<uint32_t>(softmax.shift), -((31 << 26) >> softmax.shift)};
  layer.attention_mult = 1 << 30;
  layer.attention_shift = -13;
  layer.swiglu_k = 12;
  for (int g = -128; g < 128; g++) {
    const double v = g / 16.0;
    layer.silu.push_back(static_cast<int16_t>(std::lround(v / (1 + std::exp(-v)) * 4000)));
  }
  return layer;
}

template <typename T>
void append(std::vector<uint8_t> &bytes, const std::vector<T> &values, size_t alignment) {
  bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
  const auto *raw = reinterpret_cast<const uint8_t *>(values.data());
  bytes.insert(bytes.end(), raw, raw + values.size() * sizeof(T));
}

size_t aligned_end(const std::vector<uint8_t> &bytes, size_t alignment) {
  return (bytes.size() + alignment - 1) / alignment * alignment;
}

void put_u16(std::vector<uint8_t> &bytes, size_t at, uint32_t value) {
  bytes[at] = static_cast<uint8_t>(value);
  bytes[at + 1] = static_cast<uint8_t>(value >> 8);
}

void write_matrix(std::vector<uint8_t> &section, size_t record, const reference::Matrix &m, uint32_t order) {
  put_u32(section, record, m.rows);
  put_u32(section, record + 4, m.columns);
  put_u32(section, record + 8, static_cast<uint32_t>(aligned_end(section, 16)));
  append(section, packed_weights(m, order), 16);
  put_u32(section, record + 12, static_cast<uint32_t>(aligned_end(section, 4)));
  append(section, m.bias, 4);
  put_u32(section, record + 16, static_cast<uint32_t>(section.size()));
  append(section, m.multipliers, 4);
  put_u32(section, record + 20, static_cast<uint32_t>(section.size()));
  append(section, m.shifts, 1);
  section[record + 24] = static_cast<uint8_t>(m.bits);
  section[record + 25] = static_cast<uint8_t>(order);
  put_u16(section, record + 26, m.group);
  if (m.group != 0) {
    put_u32(section, record + 28, static_cast<uint32_t>(section.size()));
    append(section, packed_scales(m, order), 1);
  }
}

std::vector<uint8_t> config_section(const Model &model) {
  const Shape &s = model.shape;
  std::vector<uint8_t> section(128);
  const uint32_t fields[] = {s.dim,
                             s.layers,
                             s.heads,
                             s.kv_heads,
                             s.head_dim,
                             s.hidden,
                             s.max_tokens,
                             s.causal,
                             s.pieces,
                             s.ngram_rows,
                             s.sentence_outputs,
                             s.tag_outputs,
                             s.vocabulary_rows,
                             model.final_norm.gain,
                             model.final_norm.k0,
                             model.pool_a};
  for (size_t i = 0; i < std::size(fields); i++) {
    put_u32(section, 4 * i, fields[i]);
  }
  put_u16(section, 64, model.piece_scale);
  for (size_t c = 0; c < 17; c++) {
    put_u16(section, 66 + 2 * c, model.ngram_scales[c]);
  }
  section[100] = s.embedding_bits == 8 ? 0 : 4;
  return section;
}

std::vector<uint8_t> layer_section(const Layer &layer, uint32_t order) {
  std::vector<uint8_t> section(320);
  const reference::Matrix *matrices[] = {&layer.q,    &layer.k,  &layer.v,   &layer.o,
                                         &layer.gate, &layer.up, &layer.down};
  for (size_t i = 0; i < std::size(matrices); i++) {
    write_matrix(section, 32 * i, *matrices[i], order);
  }
  const uint32_t fields[] = {layer.attention_norm.gain,
                             layer.attention_norm.k0,
                             layer.ffn_norm.gain,
                             layer.ffn_norm.k0,
                             static_cast<uint32_t>(layer.softmax.mult),
                             layer.softmax.shift,
                             static_cast<uint32_t>(layer.softmax.diff_min),
                             static_cast<uint32_t>(layer.attention_mult),
                             static_cast<uint32_t>(layer.attention_shift),
                             layer.swiglu_k,
                             static_cast<uint32_t>(aligned_end(section, 4))};
  for (size_t i = 0; i < std::size(fields); i++) {
    put_u32(section, 224 + 4 * i, fields[i]);
  }
  append(section, layer.silu, 4);
  return section;
}

template <typename T> std::vector<uint8_t> bytes_of(const std::vector<T> &values) {
  std::vector<uint8_t> bytes;
  append(bytes, values, 1);
  return bytes;
}

std::vector<uint8_t> table_section(const std::vector<int8_t> &rows, const std::vector<uint8_t> &scales) {
  std::vector<uint8_t> bytes;
  append(bytes, scales.empty() ? rows : packed_nibbles(rows), 1);
  append(bytes, scales, 1);
  return bytes;
}

struct Section {
  uint32_t type, index;
  std::vector<uint8_t> bytes;
};

std::vector<Section> sections_of(const Model &model) {
  Random random(99);
  std::vector<Section> sections = {{NLM_SECTION_CONFIG, 0, config_section(model)}};
  if (model.tables) {
    sections.push_back({NLM_SECTION_TOKENIZER, 0, random.vector<uint8_t>(301, 0, 255)});
    sections.push_back({NLM_SECTION_GRAMMAR, 0, random.vector<uint8_t>(77, 0, 255)});
    sections.push_back({NLM_SECTION_CALIBRATION, 0, random.vector<uint8_t>(108, 0, 255)});
  }
  sections.push_back({NLM_SECTION_PIECES, 0, table_section(model.piece_rows, model.piece_scales)});
  if (!model.ngram_rows.empty()) {
    sections.push_back({NLM_SECTION_NGRAMS, 0, table_section(model.ngram_rows, model.ngram_row_scales)});
  }
  sections.push_back({NLM_SECTION_ROPE, 0, bytes_of(model.rotations)});
  for (uint32_t i = 0; i < model.layers.size(); i++) {
    sections.push_back({NLM_SECTION_LAYER, i, layer_section(model.layers[i], model.shape.order)});
  }
  for (uint32_t i = 0; i < model.heads.size(); i++) {
    if (model.heads[i].rows != 0) {
      std::vector<uint8_t> section(32);
      write_matrix(section, 0, model.heads[i],
                   i == NLM_HEAD_VOCABULARY ? uint32_t{NLM_ORDER_ROWS} : model.shape.order);
      sections.push_back({NLM_SECTION_HEAD, i, section});
    }
  }
  if (!model.transitions.empty()) {
    sections.push_back({NLM_SECTION_TRANSITIONS, 0, bytes_of(model.transitions)});
  }
  if (model.tables) {
    sections.push_back({NLM_SECTION_CANARIES, 0, random.vector<uint8_t>(40, 0, 255)});
    sections.push_back({NLM_SECTION_PROVENANCE, 0, random.vector<uint8_t>(64, 0, 255)});
  }
  sections.push_back({NLM_SECTION_DIGEST, 0, random.vector<uint8_t>(32, 0, 255)}); // the kernels do not hash
  std::vector<uint8_t> &digest = sections.back().bytes;
  digest.resize(36);
  put_u32(digest, 32, crc32(digest.data(), 32));
  return sections;
}

} // namespace

Model random_model(const Shape &s, uint64_t seed, bool tables) {
  Random random(seed);
  Model model;
  model.shape = s;
  model.final_norm = norm_of(s.dim);
  model.pool_a = 90000;
  model.piece_scale = 3500;
  model.ngram_scales.push_back(0);
  for (uint32_t c = 1; c <= 16; c++) {
    model.ngram_scales.push_back(static_cast<uint16_t>(4000 / c));
  }
  const int64_t low = s.embedding_bits == 8 ? -127 : -8, high = s.embedding_bits == 8 ? 127 : 7;
  model.piece_rows = random.vector<int8_t>(static_cast<size_t>(s.pieces) * s.dim, low, high);
  model.ngram_rows = random.vector<int8_t>(static_cast<size_t>(s.ngram_rows) * s.dim, low, high);
  if (s.embedding_bits == 4) {
    model.piece_scales = random.vector<uint8_t>(s.pieces, 1, 255);
    model.ngram_row_scales = random.vector<uint8_t>(s.ngram_rows, 1, 255);
  }
  for (uint32_t p = 0; p < s.max_tokens; p++) {
    for (uint32_t i = 0; i < s.head_dim / 2; i++) {
      const double angle = p * std::pow(10000.0, -2.0 * i / s.head_dim);
      model.rotations.push_back(static_cast<int16_t>(std::min(32767L, std::lround(std::cos(angle) * 32768))));
      model.rotations.push_back(static_cast<int16_t>(std::min(32767L, std::lround(std::sin(angle) * 32768))));
    }
  }
  for (uint32_t i = 0; i < s.layers; i++) {
    model.layers.push_back(random_layer(random, s));
  }
  for (const uint32_t rows : {s.sentence_outputs, s.tag_outputs, s.vocabulary_rows}) {
    model.heads.push_back(random_matrix(random, rows, s.dim, 700, s));
  }
  model.transitions = random.vector<int8_t>(s.tag_outputs * s.tag_outputs, -127, 127);
  model.tables = tables;
  return model;
}

std::vector<uint8_t> write_image(const Model &model) {
  const std::vector<Section> sections = sections_of(model);
  std::vector<uint8_t> image(64 + 32 * sections.size());
  std::memcpy(image.data(), "NLM1", 4);
  put_u16(image, 4, 1);
  put_u16(image, 6, 64);
  put_u32(image, 12, static_cast<uint32_t>(sections.size()));
  put_u32(image, 20, 0x010203);
  put_u32(image, 24, 5);
  for (size_t i = 0; i < sections.size(); i++) {
    const size_t entry = 64 + 32 * i;
    put_u32(image, entry, sections[i].type);
    put_u32(image, entry + 4, sections[i].index);
    put_u32(image, entry + 8, static_cast<uint32_t>(aligned_end(image, 64)));
    put_u32(image, entry + 12, static_cast<uint32_t>(sections[i].bytes.size()));
    append(image, sections[i].bytes, 64);
  }
  put_u32(image, 8, static_cast<uint32_t>(image.size()));
  seal(image);
  return image;
}

void seal(std::vector<uint8_t> &image) {
  const size_t count = get_u32(image, 12);
  const size_t end = 64 + 32 * count;
  if (count > 256 || end > image.size()) {
    return;
  }
  for (size_t entry = 64; entry < end; entry += 32) {
    const size_t offset = get_u32(image, entry + 8), bytes = get_u32(image, entry + 12);
    if (offset <= image.size() && bytes <= image.size() - offset) {
      put_u32(image, entry + 16, crc32(image.data() + offset, bytes));
    }
  }
  put_u32(image, 16, 0);
  put_u32(image, 16, crc32(image.data(), end));
}

uint32_t crc32(const uint8_t *data, size_t bytes) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < bytes; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++) {
      crc = crc & 1u ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    }
  }
  return ~crc;
}

uint32_t get_u32(const std::vector<uint8_t> &bytes, size_t at) {
  return bytes[at] | static_cast<uint32_t>(bytes[at + 1]) << 8 | static_cast<uint32_t>(bytes[at + 2]) << 16 |
         static_cast<uint32_t>(bytes[at + 3]) << 24;
}

void put_u32(std::vector<uint8_t> &bytes, size_t at, uint32_t value) {
  put_u16(bytes, at, value);
  put_u16(bytes, at + 2, value >> 16);
}

size_t entry_of(const std::vector<uint8_t> &image, uint32_t type, uint32_t index) {
  for (size_t entry = 64; entry < 64 + 32 * static_cast<size_t>(get_u32(image, 12)); entry += 32) {
    if (get_u32(image, entry) == type && get_u32(image, entry + 4) == index) {
      return entry;
    }
  }
  ADD_FAILURE() << "the image has no such section";
  return 64;
}

ExactBlock::ExactBlock(size_t bytes) : size_(bytes) {
  void *p = nullptr;
  if (posix_memalign(&p, 16, bytes) != 0) {
    throw std::bad_alloc();
  }
  data_.reset(static_cast<uint8_t *>(p));
}

ExactBlock::ExactBlock(const std::vector<uint8_t> &content, size_t bytes) : ExactBlock(bytes) {
  std::memcpy(data_.get(), content.data(), bytes);
}

void ExactBlock::Free::operator()(uint8_t *p) const {
  std::free(p);
}

namespace {

nlm_model opened(const ExactBlock &image) {
  nlm_model model;
  EXPECT_EQ(nlm_model_open(&model, image.data(), image.size()), NLM_OK);
  return model;
}

ExactBlock image_block(const Model &model) {
  const std::vector<uint8_t> bytes = write_image(model);
  return ExactBlock(bytes, bytes.size());
}

} // namespace

Engine::Engine(const Model &source)
    : image(image_block(source)), model(opened(image)), arena(nlm_arena_bytes(&model)) {
  EXPECT_EQ(nlm_session_open(&session, &model, arena.data(), arena.size()), NLM_OK);
}

Prompt random_prompt(const Shape &shape, size_t tokens, uint64_t seed) {
  Random random(seed);
  Prompt prompt;
  for (size_t i = 0; i < tokens; i++) {
    nlm_token token = {static_cast<uint16_t>(random.between(0, shape.pieces - 1)), 0, 0};
    if (random.between(0, 2) != 0) {
      token.word_start = static_cast<uint16_t>(prompt.text.size());
      token.word_bytes = static_cast<uint16_t>(random.between(1, 12));
      for (int c = 0; c < token.word_bytes; c++) {
        prompt.text += "abcdefgh0123456789\xC3\xA4"[random.between(0, 19)];
      }
      prompt.text += ' ';
    }
    prompt.tokens.push_back(token);
  }
  return prompt;
}
