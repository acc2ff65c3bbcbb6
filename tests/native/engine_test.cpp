// Whole sessions: against the restated model, and the properties that blocks, prefixes and the arena promise.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "random.h"
#include "reference_model.h"

namespace {

void advance(Engine &engine) {
  for (uint32_t layer = 1; layer < engine.model.layers; layer++) {
    ASSERT_EQ(nlm_advance(&engine.session), NLM_MORE);
  }
  ASSERT_EQ(nlm_advance(&engine.session), NLM_OK);
}

// Runs tokens [from, to) of the prompt as one block.
void run(Engine &engine, const Prompt &prompt, size_t from, size_t to) {
  ASSERT_EQ(nlm_begin(&engine.session, &prompt.tokens[from], to - from, prompt.bytes(), prompt.text.size()),
            NLM_OK);
  advance(engine);
}

void run(Engine &engine, const Prompt &prompt) {
  run(engine, prompt, 0, prompt.tokens.size());
}

struct Outputs {
  std::vector<int16_t> sentence, tags, rows;
  bool operator==(const Outputs &other) const {
    return sentence == other.sentence && tags == other.tags && rows == other.rows;
  }
};

// All that a session yields: the sentence, the tags of all tokens and all vocabulary rows of all tokens.
Outputs read(const Engine &engine) {
  const nlm_model &m = engine.model;
  const uint32_t tokens = engine.session.tokens;
  Outputs out{std::vector<int16_t>(m.sentence_outputs), std::vector<int16_t>(tokens * m.tag_outputs),
              std::vector<int16_t>(tokens * m.vocabulary_rows)};
  std::vector<uint16_t> positions, rows;
  for (uint32_t t = 0; t < tokens; t++) {
    positions.push_back(static_cast<uint16_t>(t));
  }
  for (uint32_t r = 0; r < m.vocabulary_rows; r++) {
    rows.push_back(static_cast<uint16_t>(r));
  }
  EXPECT_EQ(nlm_read_sentence(&engine.session, out.sentence.data()), NLM_OK);
  EXPECT_EQ(nlm_read_tags(&engine.session, positions.data(), tokens, out.tags.data()), NLM_OK);
  for (uint32_t t = 0; t < tokens; t++) {
    EXPECT_EQ(nlm_read_rows(&engine.session, t, rows.data(), rows.size(), &out.rows[t * m.vocabulary_rows]),
              NLM_OK);
  }
  return out;
}

Outputs restated(const Model &model, const Prompt &prompt) {
  ReferenceModel reference(model);
  reference.run(prompt);
  Outputs out{reference.sentence(), {}, {}};
  for (size_t t = 0; t < prompt.tokens.size(); t++) {
    const auto tags = reference.tags(t);
    out.tags.insert(out.tags.end(), tags.begin(), tags.end());
    for (size_t r = 0; r < model.shape.vocabulary_rows; r++) {
      out.rows.push_back(reference.row(t, r));
    }
  }
  return out;
}

std::vector<Shape> shapes() {
  Shape plain, one_head, odd, grouped, int4, int4_groups, packed;
  one_head.dim = 4, one_head.heads = one_head.kv_heads = 1, one_head.head_dim = 4, one_head.hidden = 4,
  one_head.layers = 1;
  one_head.ngram_rows = 0, one_head.max_tokens = 5;
  odd.dim = 36, odd.heads = 6, odd.kv_heads = 2, odd.head_dim = 10, odd.hidden = 52, odd.layers = 3,
  odd.max_tokens = 33;
  grouped.heads = 8, grouped.kv_heads = 1, grouped.head_dim = 8, grouped.hidden = 20,
  grouped.ngram_rows = 65535;
  std::vector<Shape> all;
  int4.bits = int4_groups.bits = int4.embedding_bits = int4_groups.embedding_bits = 4;
  int4_groups.group = 16;
  int4.order = NLM_ORDER_DSP, int4_groups.order = NLM_ORDER_MVE, packed.order = NLM_ORDER_DSP;
  for (Shape shape : {plain, one_head, odd, grouped, int4, int4_groups, packed}) {
    for (const uint32_t causal : {0u, 1u}) {
      shape.causal = causal;
      all.push_back(shape);
    }
  }
  return all;
}

TEST(Engine, EqualsTheRestatedModel) {
  uint64_t seed = 1;
  for (const Shape &shape : shapes()) {
    const Model model = random_model(shape, ++seed);
    Engine engine(model);
    for (const size_t tokens :
         {size_t{1}, size_t{3}, size_t{8}, size_t{9}, static_cast<size_t>(shape.max_tokens)}) {
      if (tokens > shape.max_tokens) {
        continue;
      }
      const Prompt prompt = random_prompt(shape, tokens, ++seed);
      ASSERT_EQ(nlm_rewind(&engine.session, 0), NLM_OK);
      run(engine, prompt);
      ASSERT_TRUE(read(engine) == restated(model, prompt))
          << "dim " << shape.dim << ", causal " << shape.causal << ", " << tokens << " tokens";
    }
  }
}

TEST(Engine, LogitsAreAlive) { // or the comparisons above would compare nothing
  Engine engine(random_model(Shape(), 5));
  run(engine, random_prompt(Shape(), 12, 6));
  for (const auto &logits : {read(engine).sentence, read(engine).tags, read(engine).rows}) {
    EXPECT_GT(*std::max_element(logits.begin(), logits.end()), 100);
    EXPECT_LT(*std::min_element(logits.begin(), logits.end()), -100);
    EXPECT_LT(std::count(logits.begin(), logits.end(), INT16_MAX), 1);
  }
}

TEST(Engine, CausalBlockEqualsStepsEqualsPrefixAndRest) {
  for (const Shape &shape : shapes()) {
    if (!shape.causal) {
      continue;
    }
    const Model model = random_model(shape, 7);
    const size_t tokens = shape.max_tokens;
    const Prompt prompt = random_prompt(shape, tokens, 8);
    Engine block(model), steps(model);
    run(block, prompt);
    const Outputs expected = read(block);
    for (size_t t = 0; t < tokens; t++) {
      run(steps, prompt, t, t + 1);
    }
    ASSERT_TRUE(read(steps) == expected);
    // Another ending is run and forgotten before the rest follows the kept prefix.
    const Prompt other = random_prompt(shape, tokens, 9);
    for (size_t prefix = 0; prefix < tokens; prefix++) {
      Engine engine(model);
      if (prefix != 0) {
        run(engine, prompt, 0, prefix);
      }
      run(engine, other, prefix, tokens);
      ASSERT_EQ(nlm_rewind(&engine.session, prefix), NLM_OK);
      run(engine, prompt, prefix, tokens);
      ASSERT_TRUE(read(engine) == expected) << "prefix " << prefix;
    }
  }
}

TEST(Engine, CausalPrefixAloneEqualsTheShorterPrompt) {
  Shape shape;
  shape.causal = 1;
  const Model model = random_model(shape, 10);
  const Prompt prompt = random_prompt(shape, 12, 11);
  Engine longer(model), shorter(model);
  run(longer, prompt);
  ASSERT_EQ(nlm_rewind(&longer.session, 5), NLM_OK);
  run(shorter, prompt, 0, 5);
  EXPECT_TRUE(read(longer) == read(shorter));
}

TEST(Engine, BidirectionalPromptReplacesTheOneBefore) {
  const Model model = random_model(Shape(), 12);
  Engine used(model), fresh(model);
  const Prompt prompt = random_prompt(Shape(), 9, 13);
  run(fresh, prompt);
  run(used, random_prompt(Shape(), 20, 14));
  run(used, prompt);
  EXPECT_TRUE(read(used) == read(fresh));
  ASSERT_EQ(nlm_rewind(&used.session, 9), NLM_OK);
  EXPECT_TRUE(read(used) == read(fresh)); // keeping all keeps all
}

TEST(Engine, LaterTokensMatterOnlyWhereBidirectional) {
  for (const uint32_t causal : {0u, 1u}) {
    Shape shape;
    shape.causal = causal;
    const Model model = random_model(shape, 15);
    Prompt prompt = random_prompt(shape, 10, 16);
    Engine engine(model), changed(model);
    run(engine, prompt);
    prompt.tokens[9].piece = static_cast<uint16_t>((prompt.tokens[9].piece + 1u) % shape.pieces);
    run(changed, prompt);
    const uint16_t first = 0, last = 9;
    std::vector<int16_t> a(shape.tag_outputs), b(shape.tag_outputs);
    ASSERT_EQ(nlm_read_tags(&engine.session, &first, 1, a.data()), NLM_OK);
    ASSERT_EQ(nlm_read_tags(&changed.session, &first, 1, b.data()), NLM_OK);
    EXPECT_EQ(a == b, causal == 1u);
    ASSERT_EQ(nlm_read_tags(&engine.session, &last, 1, a.data()), NLM_OK);
    ASSERT_EQ(nlm_read_tags(&changed.session, &last, 1, b.data()), NLM_OK);
    EXPECT_NE(a, b);
  }
}

TEST(Engine, TagsMayBeReadInAnyOrderAndRepeatedly) {
  Engine engine(random_model(Shape(), 17));
  run(engine, random_prompt(Shape(), 12, 18));
  const std::vector<int16_t> all = read(engine).tags;
  const std::vector<uint16_t> positions = {11, 0, 3, 3, 11, 7, 1, 2, 9, 0};
  std::vector<int16_t> tags(positions.size() * 5);
  ASSERT_EQ(nlm_read_tags(&engine.session, positions.data(), positions.size(), tags.data()), NLM_OK);
  for (size_t i = 0; i < tags.size(); i++) {
    EXPECT_EQ(tags[i], all[positions[i / 5] * 5u + i % 5]);
  }
}

TEST(Engine, RewindDropsTheBlockUnderWay) {
  Shape shape;
  shape.causal = 1;
  const Model model = random_model(shape, 19);
  const Prompt prompt = random_prompt(shape, 10, 20);
  Engine engine(model), fresh(model);
  run(fresh, prompt, 0, 4);
  run(engine, prompt, 0, 4);
  ASSERT_EQ(nlm_begin(&engine.session, &prompt.tokens[4], 6, prompt.bytes(), prompt.text.size()), NLM_OK);
  ASSERT_EQ(nlm_advance(&engine.session), NLM_MORE);
  EXPECT_EQ(nlm_rewind(&engine.session, 5), NLM_E_ARGUMENT); // token 4 is not finished
  ASSERT_EQ(nlm_rewind(&engine.session, 4), NLM_OK);
  EXPECT_TRUE(read(engine) == read(fresh));
}

TEST(Engine, TheResultDoesNotDependOnTheArenasContent) {
  const Model model = random_model(Shape(), 21);
  const Prompt prompt = random_prompt(Shape(), 20, 22);
  Engine zeros(model), ones(model);
  std::memset(zeros.arena.data(), 0, zeros.arena.size());
  std::memset(ones.arena.data(), 0xFF, ones.arena.size());
  run(zeros, prompt);
  run(ones, prompt);
  EXPECT_TRUE(read(zeros) == read(ones));
}

} // namespace
