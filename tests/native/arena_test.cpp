// nlm_arena_bytes is what sessions use, to the byte: painted before a run, the arena changes from end to end
// and nothing beside it changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

#include "model_image.h"
#include "random.h"

namespace {

constexpr size_t kGuard = 256;

struct Use {
  size_t bytes, high_water, longest_gap; // of the arena, in bytes
};

void run_all(nlm_session &session, const Prompt &prompt) {
  const nlm_model &m = *session.model;
  const size_t tokens = prompt.tokens.size();
  ASSERT_EQ(nlm_begin(&session, prompt.tokens.data(), tokens, prompt.bytes(), prompt.text.size()), NLM_OK);
  nlm_status status;
  while ((status = nlm_advance(&session)) == NLM_MORE) {
  }
  ASSERT_EQ(status, NLM_OK);
  std::vector<uint16_t> positions(tokens);
  for (size_t i = 0; i < tokens; i++) {
    positions[i] = static_cast<uint16_t>(i);
  }
  std::vector<int16_t> sentence(m.sentence_outputs), tags(tokens * m.tag_outputs), row(1);
  if (m.sentence_outputs != 0) {
    ASSERT_EQ(nlm_read_sentence(&session, sentence.data()), NLM_OK);
  }
  if (m.tag_outputs != 0) {
    ASSERT_EQ(nlm_read_tags(&session, positions.data(), tokens, tags.data()), NLM_OK);
  }
  if (m.vocabulary_rows != 0) {
    ASSERT_EQ(nlm_read_rows(&session, 0, positions.data(), 1, row.data()), NLM_OK);
  }
}

// Runs the longest prompt in an arena amid guards, with two paints: a byte that keeps both was never written.
Use measure(const std::vector<uint8_t> &image, uint64_t seed) {
  const ExactBlock block(image, image.size());
  nlm_model model;
  EXPECT_EQ(nlm_model_open(&model, block.data(), block.size()), NLM_OK);
  Shape shape;
  shape.pieces = model.pieces;
  const Prompt prompt = random_prompt(shape, model.max_tokens, seed);
  const size_t bytes = nlm_arena_bytes(&model);
  std::vector<bool> written(bytes, false);
  for (const uint8_t paint : {0x5A, 0xA5}) {
    const ExactBlock memory(kGuard + bytes + kGuard);
    std::memset(memory.data(), paint, memory.size());
    const uint8_t *arena = memory.data() + kGuard;
    nlm_session session;
    EXPECT_EQ(nlm_session_open(&session, &model, memory.data() + kGuard, bytes), NLM_OK);
    run_all(session, prompt);
    for (size_t i = 0; i < bytes; i++) {
      written[i] = written[i] || arena[i] != paint;
    }
    EXPECT_EQ(std::count(arena - kGuard, arena, paint), static_cast<std::ptrdiff_t>(kGuard));
    EXPECT_EQ(std::count(arena + bytes, arena + bytes + kGuard, paint), static_cast<std::ptrdiff_t>(kGuard));
  }
  Use use = {bytes, 0, 0};
  size_t gap = 0;
  for (size_t i = 0; i < bytes; i++) {
    use.high_water = written[i] ? i + 1 : use.high_water;
    gap = written[i] ? 0 : gap + 1;
    use.longest_gap = std::max(use.longest_gap, gap);
  }
  return use;
}

// Arrays start at multiples of 16, and so ends the arena.
void expect_exact(const Use &use) {
  EXPECT_EQ(use.bytes % 16, 0u);
  EXPECT_EQ((use.high_water + 15) / 16 * 16, use.bytes);
  EXPECT_LT(use.longest_gap, 16u);
}

Shape random_shape(Random &random) {
  Shape shape;
  const auto draw = [&](int low, int high) { return static_cast<uint32_t>(random.between(low, high)); };
  shape.dim = 4 * draw(1, 40), shape.layers = draw(1, 4), shape.kv_heads = draw(1, 4);
  shape.heads = shape.kv_heads * draw(1, 4), shape.head_dim = 4 * draw(1, 12),
  shape.hidden = 4 * draw(1, 150);
  shape.max_tokens = draw(1, 90), shape.causal = draw(0, 1);
  shape.bits = draw(0, 1) ? 4 : 8, shape.embedding_bits = draw(0, 1) ? 4 : 8;
  shape.group = shape.bits == 4 ? 16 * draw(0, 3) : 0, shape.order = draw(NLM_ORDER_ROWS, NLM_ORDER_MVE);
  shape.ngram_rows = draw(0, 1) * 17, shape.sentence_outputs = draw(0, 3) * 7,
  shape.tag_outputs = draw(0, 3) * 5;
  shape.vocabulary_rows = draw(0, 1) * 11;
  return shape;
}

TEST(Arena, IsUsedToTheByteByRandomShapesFormatsAndOrders) {
  Random random(24);
  for (uint64_t i = 0; i < 60; i++) {
    const Shape shape = random_shape(random);
    SCOPED_TRACE("dim " + std::to_string(shape.dim) + ", tokens " + std::to_string(shape.max_tokens) +
                 ", bits " + std::to_string(shape.bits) + ", order " + std::to_string(shape.order) +
                 ", number " + std::to_string(i));
    Model model = random_model(shape, i);
    if (shape.tag_outputs % 2 == 0) { // moves are between O and pairs of B and I
      model.transitions.clear();
    }
    expect_exact(measure(write_image(model), i));
  }
}

TEST(Arena, IsUsedToTheByteByTheDefaultModel) {
  std::ifstream file(NLM_MODELS "/smart-home/model.nlm", std::ios::binary);
  if (!file) {
    GTEST_SKIP() << NLM_MODELS "/smart-home/model.nlm is missing; `make train` makes it";
  }
  const std::vector<uint8_t> image{std::istreambuf_iterator<char>(file), {}};
  expect_exact(measure(image, 1));
}

} // namespace
