// Hostile images: seeded mutations, with checksums put right so that the checks behind them are reached. What
// opens must run.
#include <gtest/gtest.h>

#include "model_image.h"
#include "random.h"

namespace {

// Opens the image in a block of exactly its size and, where that succeeds, runs a prompt and reads
// everything. Returns whether it opened; the sanitizers judge the rest.
bool survive(const std::vector<uint8_t> &image, Random &random) {
  const ExactBlock block(image, image.size());
  nlm_model model;
  if (nlm_model_open(&model, block.data(), block.size()) != NLM_OK) {
    return false;
  }
  ExactBlock arena(nlm_arena_bytes(&model));
  nlm_session session;
  EXPECT_EQ(nlm_session_open(&session, &model, arena.data(), arena.size()), NLM_OK);
  Shape shape;
  shape.pieces = model.pieces;
  const auto count = static_cast<size_t>(random.between(1, model.max_tokens));
  const Prompt prompt = random_prompt(shape, count, random.bits());
  EXPECT_EQ(nlm_begin(&session, prompt.tokens.data(), count, prompt.bytes(), prompt.text.size()), NLM_OK);
  nlm_status status;
  do {
    status = nlm_advance(&session);
  } while (status == NLM_MORE);
  EXPECT_EQ(status, NLM_OK);
  const auto position = static_cast<uint16_t>(count - 1);
  std::vector<int16_t> logits(model.sentence_outputs + model.tag_outputs + 1);
  EXPECT_EQ(nlm_read_sentence(&session, logits.data()), model.sentence_outputs ? NLM_OK : NLM_E_FORMAT);
  EXPECT_EQ(nlm_read_tags(&session, &position, 1, logits.data()), model.tag_outputs ? NLM_OK : NLM_E_FORMAT);
  const uint16_t row = 0;
  EXPECT_EQ(nlm_read_rows(&session, position, &row, 1, logits.data()),
            model.vocabulary_rows ? NLM_OK : NLM_E_FORMAT);
  uint64_t cursor = 0;
  while (nlm_model_check(&model, &cursor, 500) == NLM_MORE) {
  }
  return true;
}

// A place where structure lies: header, table of contents, CONF, and the records of layers and heads.
size_t structural_byte(const std::vector<uint8_t> &image, Random &random) {
  const uint32_t table_end = 64 + 32 * get_u32(image, 12);
  const auto in_section = [&](uint32_t type, uint32_t index, int64_t bytes) {
    return get_u32(image, entry_of(image, type, index) + 8) +
           static_cast<size_t>(random.between(0, bytes - 1));
  };
  switch (random.between(0, 4)) {
  case 0:
    return static_cast<size_t>(random.between(0, 63));
  case 1:
    return static_cast<size_t>(random.between(64, table_end - 1));
  case 2:
    return in_section(NLM_SECTION_CONFIG, 0, 128);
  case 3:
    return in_section(NLM_SECTION_LAYER, static_cast<uint32_t>(random.between(0, 1)), 320);
  default:
    return in_section(NLM_SECTION_HEAD, static_cast<uint32_t>(random.between(0, 2)), 32);
  }
}

void mutate(std::vector<uint8_t> &image, size_t at, Random &random) {
  static const uint32_t values[] = {0, 1, 2, 4, 64, 320, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFC0};
  switch (random.between(0, 3)) {
  case 0:
    image[at] = static_cast<uint8_t>(image[at] ^ (1u << random.between(0, 7)));
    break;
  case 1:
    image[at] = static_cast<uint8_t>(random.bits());
    break;
  case 2:
    put_u32(image, at & ~size_t{3}, values[random.between(0, 9)]);
    break;
  default: // a small step keeps values plausible
    put_u32(image, at & ~size_t{3},
            get_u32(image, at & ~size_t{3}) + static_cast<uint32_t>(random.between(-64, 64)));
    break;
  }
}

// causal: 0 or 1; int4: the first in groups, the second per channel, both packed
Shape fuzz_shape(uint32_t causal, bool int4 = false) {
  Shape s;
  s.bits = s.embedding_bits = int4 ? 4 : 8;
  s.group = int4 && causal == 0 ? 16 : 0;
  s.order = int4 ? 1 + causal : 0;
  s.dim = 8, s.heads = 4, s.kv_heads = 2, s.head_dim = 4, s.hidden = 8, s.max_tokens = 6, s.causal = causal;
  s.sentence_outputs = 3, s.tag_outputs = 3, s.vocabulary_rows = 3;
  return s;
}

TEST(Fuzz, MutatedStructureNeverLeadsOutside) {
  Random random(1);
  const std::vector<uint8_t> originals[] = {
      write_image(random_model(fuzz_shape(0), 1)), write_image(random_model(fuzz_shape(1), 2)),
      write_image(random_model(fuzz_shape(0, true), 5)), write_image(random_model(fuzz_shape(1, true), 6))};
  int opened = 0, refused = 0;
  for (int round = 0; round < 6000; round++) {
    const std::vector<uint8_t> &original = originals[round % 4];
    std::vector<uint8_t> image = original;
    for (int64_t mutations = random.between(1, 3); mutations > 0; mutations--) {
      mutate(image, structural_byte(original, random), random);
    }
    seal(image);
    (survive(image, random) ? opened : refused)++;
  }
  EXPECT_GT(opened, 100); // both outcomes are exercised
  EXPECT_GT(refused, 1000);
}

TEST(Fuzz, CorruptSectionsNeverLeadOutside) {
  Random random(2);
  int opened = 0;
  for (int round = 0; round < 1000; round++) {
    std::vector<uint8_t> image = write_image(random_model(fuzz_shape(round % 2, round % 4 > 1), 3));
    const size_t table_end = 64 + 32 * get_u32(image, 12);
    for (int64_t bytes = random.between(1, 200); bytes > 0; bytes--) {
      // Of weights and tables any byte will do; the checks guard the few others.
      image[static_cast<size_t>(
          random.between(static_cast<int64_t>(table_end), static_cast<int64_t>(image.size()) - 1))] =
          static_cast<uint8_t>(random.bits());
    }
    opened += survive(image, random) ? 1 : 0;
  }
  EXPECT_GT(opened, 10);
}

TEST(Fuzz, ExtremeWeightsRunWithinTheirRanges) { // the sanitizer sees every overflow
  Random random(3);
  for (const int8_t weight : {int8_t{-128}, int8_t{127}}) {
    for (const int16_t rotation : {INT16_MIN, INT16_MAX}) {
      Model model = random_model(fuzz_shape(0), 4);
      model.piece_rows.assign(model.piece_rows.size(), weight);
      model.ngram_rows.assign(model.ngram_rows.size(), weight);
      model.piece_scale = UINT16_MAX;
      model.ngram_scales.assign(17, UINT16_MAX);
      model.ngram_scales[0] = 0;
      model.rotations.assign(model.rotations.size(), rotation);
      model.pool_a = (1u << 23) - 1;
      for (Layer &layer : model.layers) {
        for (reference::Matrix *m :
             {&layer.q, &layer.k, &layer.v, &layer.o, &layer.gate, &layer.up, &layer.down}) {
          m->weights.assign(m->weights.size(), weight);
          m->multipliers.assign(m->rows, INT32_MAX);
          m->shifts.assign(m->rows, -1);
          m->bias.assign(m->rows, (INT32_MAX - 128 * 128 * 8 * 2) * (weight < 0 ? -1 : 1));
        }
        layer.silu.assign(256, INT16_MIN);
        layer.swiglu_k = 31;
      }
      EXPECT_TRUE(survive(write_image(model), random));
    }
  }
}

} // namespace
