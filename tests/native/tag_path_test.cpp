// The best path of tags against all paths one by one, and what the call refuses.
#include <gtest/gtest.h>

#include "model_image.h"
#include "random.h"
#include "reference_tags.h"

namespace {

// Runs the call with working memory of exactly the announced size, for the address sanitizer.
reference::TagPath computed(const std::vector<int8_t> &transitions, size_t tag_outputs,
                            const std::vector<int16_t> &logits, const std::vector<uint16_t> &tags) {
  const size_t words = logits.size() / tag_outputs;
  reference::TagPath result{std::vector<uint8_t>(words), std::vector<int16_t>(words)};
  const ExactBlock work(NLM_TAG_PATH_WORK(words, tags.size()));
  EXPECT_EQ(nlm_tag_path(transitions.empty() ? nullptr : transitions.data(), tag_outputs, logits.data(),
                         words, tags.data(), tags.size(), result.path.data(), result.margins.data(),
                         work.data(), work.size()),
            NLM_OK);
  return result;
}

TEST(TagPath, IsTheBestOfAllPathsWithExactMargins) {
  Random random(1);
  const std::vector<std::vector<uint16_t>> allowed = {{0}, {0, 3, 4}, {0, 1, 2, 5, 6}, {0, 5, 6, 3, 4}};
  const size_t tag_outputs = 7;
  size_t spans = 0;
  for (size_t trial = 0; trial < 400; trial++) {
    const std::vector<uint16_t> &tags = allowed[trial % allowed.size()];
    const auto words = static_cast<size_t>(random.between(1, 5));
    const int64_t range = trial % 3 == 0 ? 2 : trial % 3 == 1 ? 700 : 32767; // a small one makes ties
    const auto logits = random.vector<int16_t>(words * tag_outputs, -range, range);
    std::vector<int8_t> transitions;
    if (trial % 5 != 0) {
      transitions = random.vector<int8_t>(tag_outputs * tag_outputs, trial % 3 == 0 ? -1 : -127,
                                          trial % 3 == 0 ? 1 : 127);
    }
    const reference::TagPath expected = reference::tag_path(transitions, tag_outputs, logits, tags);
    const reference::TagPath actual = computed(transitions, tag_outputs, logits, tags);
    ASSERT_EQ(actual.path, expected.path) << "trial " << trial;
    ASSERT_EQ(actual.margins, expected.margins) << "trial " << trial;
    spans += std::count(actual.path.begin(), actual.path.end(), 2);
  }
  EXPECT_GT(spans, 50u);
}

TEST(TagPath, SaturatesWhereNoOtherTagIsPossible) {
  EXPECT_EQ(computed({}, 3, {5, 9, 9, -7, 9, 9}, {0}).margins, (std::vector<int16_t>{32767, 32767}));
}

TEST(TagPath, KeepsTheScoresOfLongSentencesApart) {
  const size_t words = 1024, tag_outputs = 255;
  std::vector<uint16_t> tags(tag_outputs);
  for (size_t i = 0; i < tag_outputs; i++) {
    tags[i] = static_cast<uint16_t>(i);
  }
  for (const int extreme : {32767, -32768}) {
    std::vector<int16_t> logits(words * tag_outputs, static_cast<int16_t>(extreme));
    logits[0] = static_cast<int16_t>(extreme > 0 ? extreme : extreme + 1); // O at the first word
    const std::vector<int8_t> transitions(tag_outputs * tag_outputs, static_cast<int8_t>(extreme >> 8));
    const reference::TagPath result = computed(transitions, tag_outputs, logits, tags);
    EXPECT_EQ(result.path, std::vector<uint8_t>(words));
    EXPECT_EQ(result.margins.back(), 0);
  }
}

TEST(TagPath, RefusesBadArguments) {
  const int16_t logits[10] = {};
  const uint16_t tags[] = {0, 1, 2, 3, 4};
  uint8_t path[2];
  int16_t margins[2];
  alignas(4) uint8_t work[NLM_TAG_PATH_WORK(2, 5)];
  const auto call = [&](const uint16_t *allowed, size_t count, size_t words = 2, size_t outputs = 5) {
    return nlm_tag_path(nullptr, outputs, logits, words, allowed, count, path, margins, work, sizeof work);
  };
  EXPECT_EQ(call(tags, 5), NLM_OK);
  EXPECT_EQ(call(tags, 5, 0), NLM_E_ARGUMENT);
  EXPECT_EQ(call(tags, 5, 1025), NLM_E_ARGUMENT);
  EXPECT_EQ(call(tags, 0), NLM_E_ARGUMENT);
  EXPECT_EQ(call(tags, 4), NLM_E_ARGUMENT);   // a B without its I
  EXPECT_EQ(call(tags, 257), NLM_E_ARGUMENT); // more than a path's byte names
  EXPECT_EQ(call(tags, 5, 2, 3), NLM_E_ARGUMENT);
  EXPECT_EQ(call(tags, 3, 2, 2), NLM_E_ARGUMENT);
  EXPECT_EQ(call(tags + 1, 3), NLM_E_ARGUMENT); // no O
  const uint16_t crossed[] = {0, 1, 4}, even[] = {0, 2, 3}, beyond[] = {0, 5, 6}, wrapped[] = {0, 65535, 0};
  for (const uint16_t *wrong : {crossed, even, beyond, wrapped}) {
    EXPECT_EQ(call(wrong, 3), NLM_E_ARGUMENT);
  }
  EXPECT_EQ(nlm_tag_path(nullptr, 5, nullptr, 2, tags, 5, path, margins, work, sizeof work), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_tag_path(nullptr, 5, logits, 2, nullptr, 5, path, margins, work, sizeof work),
            NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_tag_path(nullptr, 5, logits, 2, tags, 5, nullptr, margins, work, sizeof work),
            NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_tag_path(nullptr, 5, logits, 2, tags, 5, path, nullptr, work, sizeof work), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_tag_path(nullptr, 5, logits, 2, tags, 5, path, margins, nullptr, 99), NLM_E_ARGUMENT);
  EXPECT_EQ(nlm_tag_path(nullptr, 5, logits, 2, tags, 5, path, margins, work, sizeof work - 1), NLM_E_ARENA);
  EXPECT_EQ(nlm_tag_path(nullptr, 5, logits, 1, tags, 5, path, margins, work + 2, sizeof work - 2),
            NLM_E_ARENA);
}

} // namespace
