// Bad arguments and calls out of turn, for every public function.
#include <gtest/gtest.h>

#include <set>

#include "model_image.h"

namespace {

struct Arguments : ::testing::Test {
  Shape shape;
  Engine engine{random_model(shape, 1)};
  Prompt prompt = random_prompt(shape, 5, 2);
  int16_t logits[64];
  uint16_t zero = 0;

  nlm_status begin(size_t count) {
    return nlm_begin(&engine.session, prompt.tokens.data(), count, prompt.bytes(), prompt.text.size());
  }
  void run() {
    ASSERT_EQ(begin(5), NLM_OK);
    while (nlm_advance(&engine.session) == NLM_MORE) {
    }
  }
};

TEST_F(Arguments, ModelOpen) {
  nlm_model model;
  EXPECT_EQ(nlm_model_open(nullptr, engine.image.data(), engine.image.size()), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_model_open(&model, nullptr, 100), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_model_open(&model, engine.image.data() + 4, engine.image.size() - 4),
            NLM_E_ARGUMENT); // misaligned
  EXPECT_EQ(nlm_model_open(&model, engine.image.data(), 0), NLM_E_TRUNCATED);
  EXPECT_EQ(nlm_arena_bytes(&model), 0u); // a model that was refused
  EXPECT_EQ(nlm_session_open(&engine.session, &model, engine.arena.data(), engine.arena.size()),
            NLM_E_ARGUMENT);
}

TEST_F(Arguments, ModelCheck) {
  uint64_t cursor = 0;
  const nlm_model closed = {};
  EXPECT_EQ(nlm_model_check(nullptr, &cursor, 10), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_model_check(&closed, &cursor, 10), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_model_check(&engine.model, nullptr, 10), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_model_check(&engine.model, &cursor, 0), NLM_E_ARGUMENT);
}

TEST_F(Arguments, Section) {
  const uint8_t *data;
  uint32_t bytes;
  EXPECT_EQ(nlm_section(nullptr, NLM_SECTION_CONFIG, 0, &data, &bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_section(&engine.model, NLM_SECTION_CONFIG, 0, nullptr, &bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_section(&engine.model, NLM_SECTION_CONFIG, 0, &data, nullptr), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_section(&engine.model, NLM_SECTION_CONFIG, 1, &data, &bytes), NLM_E_FORMAT);
}

TEST_F(Arguments, SessionOpen) {
  nlm_session session;
  uint8_t *arena = engine.arena.data();
  const size_t bytes = nlm_arena_bytes(&engine.model);
  EXPECT_EQ(nlm_arena_bytes(nullptr), 0u);
  EXPECT_EQ(nlm_session_open(nullptr, &engine.model, arena, bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_session_open(&session, nullptr, arena, bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_session_open(&session, &engine.model, nullptr, bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_session_open(&session, &engine.model, arena + 8, bytes), NLM_E_ARENA);
  EXPECT_EQ(nlm_session_open(&session, &engine.model, arena, bytes - 1), NLM_E_ARENA);
  EXPECT_EQ(nlm_session_open(&session, &engine.model, arena, bytes), NLM_OK);
}

TEST_F(Arguments, Begin) {
  const nlm_token *tokens = prompt.tokens.data();
  const size_t bytes = prompt.text.size();
  EXPECT_EQ(nlm_begin(nullptr, tokens, 5, prompt.bytes(), bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_begin(&engine.session, nullptr, 5, prompt.bytes(), bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_begin(&engine.session, tokens, 0, prompt.bytes(), bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_begin(&engine.session, tokens, 5, nullptr, bytes), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_begin(&engine.session, tokens, 5, prompt.bytes(), 65536), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_begin(&engine.session, tokens, 5, prompt.bytes(), 3), NLM_E_ARGUMENT); // words past the text
  nlm_token token = {static_cast<uint16_t>(shape.pieces), 0, 0};
  EXPECT_EQ(nlm_begin(&engine.session, &token, 1, prompt.bytes(), bytes), NLM_E_ARGUMENT); // no such piece
  token = {0, 65535, 65535};
  EXPECT_EQ(nlm_begin(&engine.session, &token, 1, prompt.bytes(), bytes), NLM_E_ARGUMENT);
  token = {0, 1, static_cast<uint16_t>(bytes)}; // one byte too far
  EXPECT_EQ(nlm_begin(&engine.session, &token, 1, prompt.bytes(), bytes), NLM_E_ARGUMENT);
  token = {0, 0, 0}; // a token without a word needs no text
  EXPECT_EQ(nlm_begin(&engine.session, &token, 1, nullptr, 0), NLM_OK);
  EXPECT_EQ(begin(5), NLM_E_STATE); // a block is under way
}

TEST_F(Arguments, TooLongLeavesTheSessionAsItIs) {
  for (const uint32_t causal : {0u, 1u}) {
    Shape s;
    s.causal = causal;
    Engine e(random_model(s, 3));
    const Prompt p = random_prompt(s, s.max_tokens + 1, 4);
    EXPECT_EQ(nlm_begin(&e.session, p.tokens.data(), s.max_tokens + 1, p.bytes(), p.text.size()),
              NLM_E_TOO_LONG);
    EXPECT_EQ(e.session.tokens, 0u);
    ASSERT_EQ(nlm_begin(&e.session, p.tokens.data(), s.max_tokens, p.bytes(), p.text.size()), NLM_OK);
    while (nlm_advance(&e.session) == NLM_MORE) {
    }
    EXPECT_EQ(nlm_begin(&e.session, p.tokens.data(), 1, p.bytes(), p.text.size()),
              causal ? NLM_E_TOO_LONG : NLM_OK);
    EXPECT_EQ(e.session.tokens, causal ? s.max_tokens : 1u);
  }
}

TEST_F(Arguments, AdvanceAndRewind) {
  nlm_session closed = {};
  EXPECT_EQ(nlm_advance(nullptr), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_advance(&closed), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_advance(&engine.session), NLM_E_STATE); // nothing begun
  EXPECT_EQ(nlm_rewind(nullptr, 0), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_rewind(&closed, 0), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_rewind(&engine.session, 1), NLM_E_ARGUMENT);
  run();
  EXPECT_EQ(nlm_advance(&engine.session), NLM_E_STATE);      // all done
  EXPECT_EQ(nlm_rewind(&engine.session, 6), NLM_E_ARGUMENT); // more than there are
  EXPECT_EQ(nlm_rewind(&engine.session, 3), NLM_E_ARGUMENT); // bidirectional: all or none
  EXPECT_EQ(nlm_rewind(&engine.session, 5), NLM_OK);
  EXPECT_EQ(nlm_rewind(&engine.session, 0), NLM_OK);
  EXPECT_EQ(nlm_read_sentence(&engine.session, logits), NLM_E_STATE);
}

TEST_F(Arguments, ReadsNeedAFinishedBlock) {
  for (const bool begun : {false, true}) {
    if (begun) {
      ASSERT_EQ(begin(5), NLM_OK);
      ASSERT_EQ(nlm_advance(&engine.session), NLM_MORE);
    }
    EXPECT_EQ(nlm_read_sentence(&engine.session, logits), NLM_E_STATE);
    EXPECT_EQ(nlm_read_tags(&engine.session, &zero, 1, logits), NLM_E_STATE);
    EXPECT_EQ(nlm_read_rows(&engine.session, 0, &zero, 1, logits), NLM_E_STATE);
  }
}

TEST_F(Arguments, Reads) {
  run();
  const uint16_t five = 5, rows = static_cast<uint16_t>(shape.vocabulary_rows);
  EXPECT_EQ(nlm_read_sentence(nullptr, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_sentence(&engine.session, nullptr), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_tags(nullptr, &zero, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_tags(&engine.session, nullptr, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_tags(&engine.session, &zero, 1, nullptr), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_tags(&engine.session, &five, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_tags(&engine.session, &five, 0, logits), NLM_OK);
  EXPECT_EQ(nlm_read_rows(nullptr, 0, &zero, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_rows(&engine.session, 0, nullptr, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_rows(&engine.session, 0, &zero, 1, nullptr), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_rows(&engine.session, 5, &zero, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_rows(&engine.session, 0, &rows, 1, logits), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_read_rows(&engine.session, 0, &rows, 0, logits), NLM_OK);
}

TEST_F(Arguments, ReadsOfAbsentHeads) {
  Shape s;
  s.sentence_outputs = s.tag_outputs = s.vocabulary_rows = 0;
  Engine e(random_model(s, 5));
  ASSERT_EQ(nlm_begin(&e.session, prompt.tokens.data(), 5, prompt.bytes(), prompt.text.size()), NLM_OK);
  while (nlm_advance(&e.session) == NLM_MORE) {
  }
  EXPECT_EQ(nlm_read_sentence(&e.session, logits), NLM_E_FORMAT);
  EXPECT_EQ(nlm_read_tags(&e.session, &zero, 1, logits), NLM_E_FORMAT);
  EXPECT_EQ(nlm_read_rows(&e.session, 0, &zero, 1, logits), NLM_E_FORMAT);
}

TEST(Status, EveryStatusHasItsOwnSentence) {
  std::set<std::string> texts;
  for (int status = NLM_E_STATE; status <= NLM_MORE; status++) {
    texts.insert(nlm_status_text(static_cast<nlm_status>(status)));
  }
  EXPECT_EQ(texts.size(), 12u);
  EXPECT_STREQ(nlm_status_text(static_cast<nlm_status>(-99)), "Unknown status.");
}

} // namespace
