// nlm_model_open, nlm_section and nlm_model_check on sound, cut, flipped and inconsistent images.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "model_image.h"

namespace {

Shape small_shape() {
  Shape s;
  s.dim = 8, s.heads = 2, s.kv_heads = 1, s.head_dim = 4, s.hidden = 8, s.max_tokens = 4;
  s.pieces = 6, s.ngram_rows = 5, s.sentence_outputs = 3, s.tag_outputs = 3, s.vocabulary_rows = 3;
  return s;
}

std::vector<uint8_t> small_image() {
  return write_image(random_model(small_shape(), 1));
}

// Opens the first `bytes` bytes, of which not one more may be read.
nlm_status open_exactly(const std::vector<uint8_t> &image, size_t bytes) {
  const ExactBlock block(image, bytes);
  nlm_model model;
  return nlm_model_open(&model, block.data(), block.size());
}

nlm_status open_exactly(const std::vector<uint8_t> &image) {
  return open_exactly(image, image.size());
}

nlm_status check_all(const nlm_model &model, uint32_t slice) {
  uint64_t cursor = 0;
  nlm_status status;
  do {
    status = nlm_model_check(&model, &cursor, slice);
  } while (status == NLM_MORE);
  return status;
}

// What the image says when it is opened and then read through.
nlm_status open_and_check(const std::vector<uint8_t> &image) {
  const ExactBlock block(image, image.size());
  nlm_model model;
  const nlm_status status = nlm_model_open(&model, block.data(), block.size());
  return status == NLM_OK ? check_all(model, 1000) : status;
}

TEST(Image, OpensAndSaysItsShape) {
  const Shape s = small_shape();
  const std::vector<uint8_t> image = small_image();
  const ExactBlock block(image, image.size());
  nlm_model m;
  ASSERT_EQ(nlm_model_open(&m, block.data(), block.size()), NLM_OK);
  const std::vector<uint32_t> actual = {
      m.dim,    m.layers, m.heads,      m.kv_heads,         m.head_dim,    m.hidden,         m.max_tokens,
      m.causal, m.pieces, m.ngram_rows, m.sentence_outputs, m.tag_outputs, m.vocabulary_rows};
  const std::vector<uint32_t> expected = {
      s.dim,    s.layers, s.heads,      s.kv_heads,         s.head_dim,    s.hidden,         s.max_tokens,
      s.causal, s.pieces, s.ngram_rows, s.sentence_outputs, s.tag_outputs, s.vocabulary_rows};
  EXPECT_EQ(actual, expected);
  EXPECT_EQ(m.image_bytes, image.size());
  EXPECT_EQ(check_all(m, 1000000), NLM_OK);
}

TEST(Image, OpensWithoutOptionalSections) {
  Shape s = small_shape();
  s.ngram_rows = s.sentence_outputs = s.tag_outputs = s.vocabulary_rows = 0;
  EXPECT_EQ(open_and_check(write_image(random_model(s, 2, false))), NLM_OK);
}

TEST(Image, MayBeFollowedByOtherBytes) {
  std::vector<uint8_t> image = small_image();
  image.resize(image.size() + 100, 0xFF); // erased flash
  EXPECT_EQ(open_exactly(image), NLM_OK);
}

TEST(Image, FindsSections) {
  const std::vector<uint8_t> image = small_image();
  const ExactBlock block(image, image.size());
  nlm_model model;
  ASSERT_EQ(nlm_model_open(&model, block.data(), block.size()), NLM_OK);
  const uint8_t *data;
  uint32_t bytes;
  for (size_t entry = 64; entry < 64 + 32 * model.section_count; entry += 32) {
    ASSERT_EQ(nlm_section(&model, get_u32(image, entry), get_u32(image, entry + 4), &data, &bytes), NLM_OK);
    EXPECT_EQ(data, block.data() + get_u32(image, entry + 8));
    EXPECT_EQ(bytes, get_u32(image, entry + 12));
  }
  EXPECT_EQ(nlm_section(&model, NLM_SECTION_LAYER, 2, &data, &bytes), NLM_E_FORMAT);
  EXPECT_EQ(nlm_section(&model, 0, 0, &data, &bytes), NLM_E_FORMAT);
}

TEST(Image, TheDigestsChecksumIsTheSameInEveryImage) {
  const std::vector<uint8_t> image = small_image();
  EXPECT_EQ(get_u32(image, entry_of(image, NLM_SECTION_DIGEST) + 16), 0x2144DF1Cu);
}

TEST(Image, TruncatedAtEveryLengthIsRefused) {
  const std::vector<uint8_t> image = small_image();
  for (size_t bytes = 0; bytes < image.size(); bytes++) {
    ASSERT_EQ(open_exactly(image, bytes), NLM_E_TRUNCATED) << "at " << bytes;
  }
}

TEST(Image, TruncatedWithAMatchingHeaderIsRefused) {
  const std::vector<uint8_t> image = small_image();
  const size_t digest_end = get_u32(image, entry_of(image, NLM_SECTION_DIGEST) + 8) + 36;
  for (size_t bytes = 64; bytes < digest_end; bytes++) {
    std::vector<uint8_t> cut(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(bytes));
    put_u32(cut, 8, static_cast<uint32_t>(bytes));
    seal(cut);
    ASSERT_EQ(open_exactly(cut), NLM_E_FORMAT) << "at " << bytes;
  }
}

TEST(Image, EveryFlippedBitOfHeaderAndTableIsRefused) {
  std::vector<uint8_t> image = small_image();
  const size_t end = 64 + 32 * get_u32(image, 12);
  for (size_t bit = 0; bit < 8 * end; bit++) {
    image[bit / 8] = static_cast<uint8_t>(image[bit / 8] ^ (1u << bit % 8));
    ASSERT_LT(open_exactly(image), 0) << "bit " << bit;
    image[bit / 8] = static_cast<uint8_t>(image[bit / 8] ^ (1u << bit % 8));
  }
}

TEST(Image, EveryFlippedByteIsFound) {
  std::vector<uint8_t> image = small_image();
  for (size_t at = 0; at < image.size(); at++) {
    image[at] = static_cast<uint8_t>(image[at] ^ (1u << at % 8));
    ASSERT_LT(open_and_check(image), 0) << "byte " << at;
    image[at] = static_cast<uint8_t>(image[at] ^ (1u << at % 8));
  }
}

TEST(Image, CheckGoesOnWhereTheSliceEnded) {
  const std::vector<uint8_t> image = small_image();
  const ExactBlock block(image, image.size());
  nlm_model model;
  ASSERT_EQ(nlm_model_open(&model, block.data(), block.size()), NLM_OK);
  for (const uint32_t slice : {1u, 7u, 64u, 1000u}) {
    uint64_t cursor = 0;
    size_t calls = 1, section_bytes = 0;
    while (nlm_model_check(&model, &cursor, slice) == NLM_MORE) {
      calls++;
    }
    EXPECT_EQ(cursor, 0u);
    for (size_t entry = 64; entry < 64 + 32 * model.section_count; entry += 32) {
      section_bytes += get_u32(image, entry + 12);
    }
    EXPECT_EQ(calls, (section_bytes + slice - 1) / slice);
  }
  for (const uint64_t lost :
       {UINT64_MAX, uint64_t{1} << 31, uint64_t{70}}) { // no cursor leads outside of the image
    uint64_t cursor = lost;
    EXPECT_LE(nlm_model_check(&model, &cursor, 100), NLM_MORE);
  }
}

struct Fault {
  const char *what;
  uint32_t type, index;
  size_t at;
  uint32_t value;
  nlm_status expected;
};

// Overwrites 32 bits of a section and puts the checksums right.
void expect_refused(const Fault &f) {
  std::vector<uint8_t> image = small_image();
  put_u32(image, get_u32(image, entry_of(image, f.type, f.index) + 8) + f.at, f.value);
  seal(image);
  EXPECT_EQ(open_exactly(image), f.expected) << f.what;
}

TEST(Image, ConfigOutOfRangeIsRefused) {
  const uint32_t conf = NLM_SECTION_CONFIG;
  const Fault faults[] = {
      {"dim 0", conf, 0, 0, 0, NLM_E_UNSUPPORTED},
      {"dim odd", conf, 0, 0, 6, NLM_E_UNSUPPORTED},
      {"dim large", conf, 0, 0, 4100, NLM_E_UNSUPPORTED},
      {"dim differs from the matrices", conf, 0, 0, 12, NLM_E_FORMAT},
      {"no layer", conf, 0, 4, 0, NLM_E_UNSUPPORTED},
      {"layers", conf, 0, 4, 65, NLM_E_UNSUPPORTED},
      {"a layer too many", conf, 0, 4, 3, NLM_E_FORMAT},
      {"a layer too few", conf, 0, 4, 1, NLM_E_FORMAT},
      {"no head", conf, 0, 8, 0, NLM_E_UNSUPPORTED},
      {"heads overflow", conf, 0, 8, 0x40000001, NLM_E_UNSUPPORTED},
      {"no kv_heads", conf, 0, 12, 0, NLM_E_FORMAT},
      {"kv_heads above heads", conf, 0, 12, 4, NLM_E_FORMAT},
      {"head_dim odd", conf, 0, 16, 3, NLM_E_UNSUPPORTED},
      {"head_dim large", conf, 0, 16, 258, NLM_E_UNSUPPORTED},
      {"kv width not a multiple of 4", conf, 0, 16, 2, NLM_E_FORMAT},
      {"hidden", conf, 0, 20, 16388, NLM_E_UNSUPPORTED},
      {"hidden odd", conf, 0, 20, 9, NLM_E_UNSUPPORTED},
      {"no position", conf, 0, 24, 0, NLM_E_UNSUPPORTED},
      {"positions", conf, 0, 24, 1025, NLM_E_UNSUPPORTED},
      {"positions differ from the table", conf, 0, 24, 5, NLM_E_FORMAT},
      {"causal", conf, 0, 28, 2, NLM_E_FORMAT},
      {"no piece", conf, 0, 32, 0, NLM_E_UNSUPPORTED},
      {"pieces", conf, 0, 32, 65536, NLM_E_UNSUPPORTED},
      {"n-gram rows that are not there", conf, 0, 36, 6, NLM_E_FORMAT},
      {"n-gram table without rows", conf, 0, 36, 0, NLM_E_FORMAT},
      {"sentence head without outputs", conf, 0, 40, 0, NLM_E_FORMAT},
      {"tag outputs", conf, 0, 44, 4, NLM_E_FORMAT},
      {"vocabulary rows", conf, 0, 48, 65536, NLM_E_UNSUPPORTED},
      {"final norm gain low", conf, 0, 52, (1u << 29) - 1, NLM_E_FORMAT},
      {"final norm gain high", conf, 0, 52, 1u << 30, NLM_E_FORMAT},
      {"final norm k0 low", conf, 0, 56, 15, NLM_E_FORMAT},
      {"final norm k0 high", conf, 0, 56, 26, NLM_E_FORMAT},
      {"pool_a", conf, 0, 60, 1u << 23, NLM_E_FORMAT},
      {"scale of no feature", conf, 0, 64, 0x10000, NLM_E_FORMAT},
      {"reserved", conf, 0, 100, 1, NLM_E_FORMAT},
      {"reserved", conf, 0, 124, 1u << 31, NLM_E_FORMAT},
  };
  for (const Fault &fault : faults) {
    expect_refused(fault);
  }
}

TEST(Image, LayerOutOfRangeIsRefused) {
  const uint32_t layr = NLM_SECTION_LAYER;
  std::vector<Fault> faults = {
      {"attention norm gain", layr, 1, 224, 1u << 30, NLM_E_FORMAT},
      {"attention norm k0", layr, 1, 228, 26, NLM_E_FORMAT},
      {"ffn norm gain", layr, 1, 232, (1u << 29) - 1, NLM_E_FORMAT},
      {"ffn norm k0", layr, 1, 236, 15, NLM_E_FORMAT},
      {"softmax mult", layr, 1, 240, (1u << 30) - 1, NLM_E_FORMAT},
      {"softmax mult negative", layr, 1, 240, 1u << 31, NLM_E_FORMAT},
      {"softmax shift", layr, 1, 244, 31, NLM_E_FORMAT},
      {"softmax shift negative", layr, 1, 244, UINT32_MAX, NLM_E_FORMAT},
      {"softmax diff_min 0", layr, 1, 248, 0, NLM_E_FORMAT},
      {"softmax diff_min overflows", layr, 1, 248, 1u << 31, NLM_E_FORMAT},
      {"attention mult", layr, 1, 252, 0, NLM_E_FORMAT},
      {"attention shift 0", layr, 1, 256, 0, NLM_E_FORMAT},
      {"attention shift -32", layr, 1, 256, static_cast<uint32_t>(-32), NLM_E_FORMAT},
      {"swiglu_k 0", layr, 1, 260, 0, NLM_E_FORMAT},
      {"swiglu_k 32", layr, 1, 260, 32, NLM_E_FORMAT},
      {"silu in the records", layr, 1, 264, 256, NLM_E_FORMAT},
      {"silu misaligned", layr, 1, 264, 322, NLM_E_FORMAT},
      {"silu outside", layr, 1, 264, 0xFFFFFFF0, NLM_E_FORMAT},
      {"reserved", layr, 1, 268, 1, NLM_E_FORMAT},
      {"reserved", layr, 1, 316, 1, NLM_E_FORMAT},
  };
  for (size_t record = 0; record < 224; record += 32) {
    faults.push_back({"rows", layr, 0, record, 12, NLM_E_FORMAT});
    faults.push_back({"columns", layr, 0, record + 4, 12, NLM_E_FORMAT});
    for (size_t field = 8; field <= 20; field += 4) {
      faults.push_back({"array in the records", layr, 0, record + field, 304, NLM_E_FORMAT});
      faults.push_back({"array outside", layr, 0, record + field, 0x7FFFFFF0, NLM_E_FORMAT});
      faults.push_back({"array past any end", layr, 0, record + field, 0xFFFFFFF0, NLM_E_FORMAT});
    }
    faults.push_back({"weights misaligned", layr, 0, record + 8, 328, NLM_E_FORMAT});
    faults.push_back({"bias misaligned", layr, 0, record + 12, 322, NLM_E_FORMAT});
    faults.push_back({"multipliers misaligned", layr, 0, record + 16, 322, NLM_E_FORMAT});
    faults.push_back({"4 bits", layr, 0, record + 24, 4, NLM_E_UNSUPPORTED});
    faults.push_back({"order 1", layr, 0, record + 24, 8 | 1 << 8, NLM_E_UNSUPPORTED});
    faults.push_back({"group 32", layr, 0, record + 24, 8 | 32u << 16, NLM_E_UNSUPPORTED});
    faults.push_back({"reserved", layr, 0, record + 28, 1, NLM_E_FORMAT});
  }
  for (const Fault &fault : faults) {
    expect_refused(fault);
  }
}

// Opens an image in which 32 bits of layer 0 are replaced.
nlm_status open_layer_with(size_t at, uint32_t value) {
  std::vector<uint8_t> image = small_image();
  put_u32(image, get_u32(image, entry_of(image, NLM_SECTION_LAYER) + 8) + at, value);
  seal(image);
  return open_exactly(image);
}

TEST(Image, LayerLimitsAreExact) {
  const std::vector<uint8_t> image = small_image();
  const size_t entry = entry_of(image, NLM_SECTION_LAYER);
  const uint32_t offset = get_u32(image, entry + 8), end = get_u32(image, entry + 12);
  const uint32_t down_bias = 192 + 12, bias_bytes = 4 * 8;
  EXPECT_EQ(open_layer_with(down_bias, end - bias_bytes),
            NLM_OK); // over the SiLU table, whose values are in range
  EXPECT_EQ(open_layer_with(down_bias, end - bias_bytes + 4), NLM_E_FORMAT);
  EXPECT_EQ(open_layer_with(264, end - 512), NLM_OK);
  EXPECT_EQ(open_layer_with(264, end - 512 + 4), NLM_E_FORMAT);
  EXPECT_EQ(open_layer_with(264, 320), NLM_OK); // the first byte behind the records
  EXPECT_EQ(open_layer_with(264, 316), NLM_E_FORMAT);
  const int32_t lowest = -(1 << (31 - get_u32(image, offset + 244)));
  EXPECT_EQ(open_layer_with(248, static_cast<uint32_t>(lowest)), NLM_OK);
  EXPECT_EQ(open_layer_with(248, static_cast<uint32_t>(lowest - 1)), NLM_E_FORMAT);
}

TEST(Image, MatrixVectorsOutOfRangeAreRefused) {
  const int32_t limit = INT32_MAX - 128 * 128 * 8; // the sound images' matrices have 8 columns
  const std::vector<std::pair<int32_t, nlm_status>> biases = {{limit, NLM_OK},
                                                              {limit + 1, NLM_E_FORMAT},
                                                              {-limit, NLM_OK},
                                                              {-limit - 1, NLM_E_FORMAT},
                                                              {INT32_MIN, NLM_E_FORMAT}};
  for (const auto &[bias, expected] : biases) {
    Model model = random_model(small_shape(), 3);
    model.layers[1].gate.bias[7] = bias;
    EXPECT_EQ(open_exactly(write_image(model)), expected) << "bias " << bias;
  }
  for (const int32_t multiplier : {INT32_MIN, -1, 0, (1 << 30) - 1}) {
    Model model = random_model(small_shape(), 4);
    model.heads[NLM_HEAD_TAGS].multipliers[2] = multiplier;
    EXPECT_EQ(open_exactly(write_image(model)), NLM_E_FORMAT) << "multiplier " << multiplier;
  }
  for (const int shift : {-128, -32, 0, 1, 127}) {
    Model model = random_model(small_shape(), 5);
    model.layers[0].down.shifts[0] = static_cast<int8_t>(shift);
    EXPECT_EQ(open_exactly(write_image(model)), NLM_E_FORMAT) << "shift " << shift;
  }
}

// Changes the table of contents or the bytes around it, and puts the checksums right.
nlm_status open_changed(const std::function<void(std::vector<uint8_t> &)> &change) {
  std::vector<uint8_t> image = small_image();
  change(image);
  seal(image);
  return open_exactly(image);
}

TEST(Image, ShapesThatDoNotFitTogetherAreRefused) {
  const auto open_shape = [](uint32_t heads, uint32_t kv_heads, uint32_t head_dim) {
    Shape s = small_shape();
    s.heads = heads, s.kv_heads = kv_heads, s.head_dim = head_dim;
    return open_exactly(write_image(random_model(s, 6)));
  };
  EXPECT_EQ(open_shape(4, 2, 4), NLM_OK);
  EXPECT_EQ(open_shape(3, 2, 4), NLM_E_FORMAT); // query heads that share no key/value head evenly
  EXPECT_EQ(open_shape(2, 1, 2), NLM_E_FORMAT); // keys of 2 columns
  EXPECT_EQ(open_shape(3, 3, 2), NLM_E_FORMAT); // queries of 6 columns
  Model model = random_model(small_shape(), 7);
  model.heads.push_back(model.heads.back()); // a fourth head
  EXPECT_EQ(open_exactly(write_image(model)), NLM_E_FORMAT);
}

using Bytes = std::vector<uint8_t>;

TEST(Image, HeaderOutOfRangeIsRefused) {
  EXPECT_EQ(open_changed([](Bytes &i) { i[0] = 'M'; }), NLM_E_MAGIC);
  EXPECT_EQ(open_changed([](Bytes &i) { i[4] = 2; }), NLM_E_VERSION);
  EXPECT_EQ(open_changed([](Bytes &i) { i[6] = 60; }), NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, 8, 0x80000000u); }), NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, 8, 63); }), NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, 12, 0); }), NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, 12, 257); }), NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { i[32] = 1; }), NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { i[63] = 1; }), NLM_E_FORMAT);
}

TEST(Image, ATableThatWrapsAroundIsRefused) {
  std::vector<uint8_t> image = small_image();
  put_u32(image, 12, 1u << 27); // entries of 2^32 bytes, which 32 bits take for none
  put_u32(image, 16, 0);
  put_u32(image, 16, crc32(image.data(), 64));
  EXPECT_EQ(open_exactly(image), NLM_E_FORMAT);
}

TEST(Image, EmptySectionsAreRefused) {
  EXPECT_EQ(open_changed([](Bytes &i) {
              const size_t canaries = entry_of(i, NLM_SECTION_CANARIES);
              put_u32(i, canaries + 12, 0);
              put_u32(i, canaries + 32 + 8, get_u32(i, canaries + 8)); // PROV takes over its place
              put_u32(i, canaries + 32 + 12, 128);
            }),
            NLM_E_FORMAT);
}

TEST(Image, TableOutOfOrderIsRefused) {
  const auto piec = [](const Bytes &i) { return entry_of(i, NLM_SECTION_PIECES); };
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, piec(i), NLM_FOURCC('W', 'H', 'A', 'T')); }),
            NLM_E_FORMAT);
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, piec(i), NLM_SECTION_CALIBRATION); }),
            NLM_E_FORMAT); // twice
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, piec(i), NLM_SECTION_ROPE); }),
            NLM_E_FORMAT);                                                               // misplaced
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, piec(i) + 4, 1); }), NLM_E_FORMAT);  // index
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, piec(i) + 12, 0); }), NLM_E_FORMAT); // empty
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, piec(i) + 20, 1); }),
            NLM_E_UNSUPPORTED);                                                          // another region
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, piec(i) + 28, 1); }), NLM_E_FORMAT); // reserved
  EXPECT_EQ(open_changed([&](Bytes &i) { put_u32(i, 64, NLM_SECTION_TOKENIZER); }),
            NLM_E_FORMAT); // no CONF first
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, entry_of(i, NLM_SECTION_LAYER, 0) + 4, 1); }),
            NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, entry_of(i, NLM_SECTION_LAYER, 1) + 4, 2); }),
            NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, entry_of(i, NLM_SECTION_HEAD, 2) + 4, 3); }),
            NLM_E_FORMAT);
  EXPECT_EQ(open_changed([](Bytes &i) { put_u32(i, entry_of(i, NLM_SECTION_HEAD, 2) + 4, 1); }),
            NLM_E_FORMAT);
  EXPECT_EQ(
      open_changed([](Bytes &i) { put_u32(i, entry_of(i, NLM_SECTION_DIGEST), NLM_SECTION_PROVENANCE); }),
      NLM_E_FORMAT);
}

TEST(Image, MisplacedSectionsAreRefused) {
  const auto move = [](uint32_t by) {
    return [by](Bytes &i) {
      const size_t entry = entry_of(i, NLM_SECTION_PIECES);
      put_u32(i, entry + 8, get_u32(i, entry + 8) + by);
    };
  };
  EXPECT_EQ(open_changed(move(0)), NLM_OK);
  EXPECT_EQ(open_changed(move(4)), NLM_E_FORMAT);  // misaligned
  EXPECT_EQ(open_changed(move(64)), NLM_E_FORMAT); // a gap of 64 bytes or more, not zero
  EXPECT_EQ(open_changed(move(static_cast<uint32_t>(-64))), NLM_E_FORMAT); // overlap
  EXPECT_EQ(open_changed(move(0x7FFFFFC0)), NLM_E_FORMAT);
  EXPECT_EQ(open_changed(move(0xFFFFFF80)), NLM_E_FORMAT);
  const auto grow = [](uint32_t to) {
    return [to](Bytes &i) { put_u32(i, entry_of(i, NLM_SECTION_TOKENIZER) + 12, to); };
  };
  EXPECT_EQ(open_changed(grow(301)), NLM_OK);
  EXPECT_EQ(open_changed(grow(400)), NLM_E_FORMAT); // into the next
  EXPECT_EQ(open_changed(grow(0x7FFFFFFF)), NLM_E_FORMAT);
  EXPECT_EQ(open_changed(grow(0xFFFFFFFF)), NLM_E_FORMAT);
}

TEST(Image, GapsAreShortAndZero) {
  const auto tokenizer = [](const Bytes &i) { return get_u32(i, entry_of(i, NLM_SECTION_TOKENIZER) + 8); };
  EXPECT_EQ(open_changed([&](Bytes &i) { i[tokenizer(i) + 301] = 1; }), NLM_E_FORMAT);
  const auto shorten = [&](uint32_t to) { // leaves zeros up to the next section, 320 bytes from here
    return [&tokenizer, to](Bytes &i) {
      put_u32(i, entry_of(i, NLM_SECTION_TOKENIZER) + 12, to);
      std::fill_n(i.begin() + tokenizer(i), 301, uint8_t{0});
    };
  };
  EXPECT_EQ(open_changed(shorten(320 - 63)), NLM_OK);
  EXPECT_EQ(open_changed(shorten(320 - 64)), NLM_E_FORMAT);
  const auto append = [](size_t bytes, uint8_t value) {
    return [bytes, value](Bytes &i) {
      i.resize(i.size() + bytes, value);
      put_u32(i, 8, static_cast<uint32_t>(i.size()));
    };
  };
  EXPECT_EQ(open_changed(append(63, 0)), NLM_OK);
  EXPECT_EQ(open_changed(append(64, 0)), NLM_E_FORMAT);
  EXPECT_EQ(open_changed(append(1, 1)), NLM_E_FORMAT);
}

} // namespace
