// What nlm_model_open refuses in CONF, layers and heads, though every checksum is right.
#include <gtest/gtest.h>

#include "small_image.h"

namespace {

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

TEST(ImageLimits, ConfigOutOfRangeIsRefused) {
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
      {"embedding bits", conf, 0, 100, 8, NLM_E_UNSUPPORTED},
      {"int4 tables of 8 bits", conf, 0, 100, 4, NLM_E_FORMAT},
      {"reserved", conf, 0, 100, 1u << 8, NLM_E_FORMAT},
      {"reserved", conf, 0, 124, 1u << 31, NLM_E_FORMAT},
  };
  for (const Fault &fault : faults) {
    expect_refused(fault);
  }
}

TEST(ImageLimits, LayerOutOfRangeIsRefused) {
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
    faults.push_back({"2 bits", layr, 0, record + 24, 2, NLM_E_UNSUPPORTED});
    faults.push_back({"order 9", layr, 0, record + 24, 8 | 9 << 8, NLM_E_UNSUPPORTED});
    faults.push_back({"8 bits in groups", layr, 0, record + 24, 8 | 32u << 16, NLM_E_UNSUPPORTED});
    faults.push_back({"groups of 8", layr, 0, record + 24, 4 | 8u << 16, NLM_E_UNSUPPORTED});
    faults.push_back({"groups without scales", layr, 0, record + 24, 4 | 16u << 16, NLM_E_FORMAT});
    faults.push_back({"scales without groups", layr, 0, record + 28, 320, NLM_E_FORMAT});
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

TEST(ImageLimits, LayerLimitsAreExact) {
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

TEST(ImageLimits, MatrixVectorsOutOfRangeAreRefused) {
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

TEST(ImageLimits, Int4OutOfRangeIsRefused) {
  Shape shape = small_shape();
  shape.bits = 4;
  shape.group = 16;
  const Model sound = random_model(shape, 8);
  EXPECT_EQ(open_exactly(write_image(sound)), NLM_OK);
  Model model = sound;
  model.layers[1].up.scales[3] = 0;
  EXPECT_EQ(open_exactly(write_image(model)), NLM_E_FORMAT);
  model.layers[1].up.scales[3] = 255; // 8 columns
  for (const auto &[bias, expected] : {std::pair{INT32_MAX - 8 * 128 * 255 * 8, NLM_OK},
                                       std::pair{INT32_MAX - 8 * 128 * 255 * 8 + 1, NLM_E_FORMAT}}) {
    model.layers[1].up.bias[3] = bias;
    EXPECT_EQ(open_exactly(write_image(model)), expected);
  }
  std::vector<uint8_t> image = write_image(sound);
  const size_t down_scales = get_u32(image, entry_of(image, NLM_SECTION_LAYER) + 8) + 192 + 28;
  put_u32(image, down_scales, get_u32(image, entry_of(image, NLM_SECTION_LAYER) + 12) - 7); // of 8 rows
  seal(image);
  EXPECT_EQ(open_exactly(image), NLM_E_FORMAT);
}

TEST(ImageLimits, PackedWeightsMustBeThereWithTheirPadding) {
  for (const auto &[order, bytes] : {std::pair{NLM_ORDER_DSP, 4 * 8}, std::pair{NLM_ORDER_MVE, 4 * 16}}) {
    Shape shape = small_shape(); // heads of [3, 8]
    shape.order = order;
    const std::vector<uint8_t> sound = write_image(random_model(shape, 10));
    EXPECT_EQ(open_exactly(sound), NLM_OK);
    const size_t entry = entry_of(sound, NLM_SECTION_HEAD, NLM_HEAD_TAGS);
    const uint32_t end = get_u32(sound, entry + 12) / 16 * 16;
    for (const auto &[weights, expected] :
         {std::pair{end - bytes, NLM_OK}, std::pair{end - bytes + 16, NLM_E_FORMAT}}) {
      std::vector<uint8_t> image = sound;
      put_u32(image, get_u32(image, entry + 8) + 8, weights);
      seal(image);
      EXPECT_EQ(open_exactly(image), expected) << "order " << order;
    }
    std::vector<uint8_t> image = sound; // rows of the vocabulary head are read one by one
    image[get_u32(image, entry_of(image, NLM_SECTION_HEAD, NLM_HEAD_VOCABULARY) + 8) + 25] =
        static_cast<uint8_t>(order);
    seal(image);
    EXPECT_EQ(open_exactly(image), NLM_E_UNSUPPORTED);
  }
}

TEST(ImageLimits, Int4TablesOutOfRangeAreRefused) {
  Shape shape = small_shape();
  shape.embedding_bits = 4;
  Model model = random_model(shape, 9);
  model.piece_scale = 65535;
  for (const auto &[scale, expected] : {std::pair{61440, NLM_OK}, std::pair{61441, NLM_E_FORMAT}}) {
    model.ngram_scales[16] = static_cast<uint16_t>(scale); // 2^20 = 65535 + 16 * 61440 + 1
    EXPECT_EQ(open_exactly(write_image(model)), expected);
  }
}

TEST(ImageLimits, ShapesThatDoNotFitTogetherAreRefused) {
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

TEST(ImageLimits, TransitionsMustFitTheTags) {
  Model model = random_model(small_shape(), 8);
  EXPECT_EQ(model.transitions.size(), 9u);
  EXPECT_EQ(open_exactly(write_image(model)), NLM_OK);
  model.transitions.push_back(0);
  EXPECT_EQ(open_exactly(write_image(model)), NLM_E_FORMAT);
  model.transitions.resize(8);
  EXPECT_EQ(open_exactly(write_image(model)), NLM_E_FORMAT);
  model.transitions.clear();
  EXPECT_EQ(open_exactly(write_image(model)), NLM_OK);
  Shape s = small_shape();
  s.tag_outputs = 4; // tags are O and pairs
  EXPECT_EQ(open_exactly(write_image(random_model(s, 8))), NLM_E_FORMAT);
}

} // namespace
