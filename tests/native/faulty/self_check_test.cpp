// The self-check over a backend with a wrong kernel: it is found, and sessions of the portable kernels answer
// rightly.
#include <gtest/gtest.h>

#include "../model_image.h"

extern "C" {
extern int faulty_kernel;
}

namespace {

constexpr int kKernels[] = {
    NLM_KERNEL_FULLY_CONNECTED, NLM_KERNEL_EMBED,     NLM_KERNEL_RMSNORM, NLM_KERNEL_ROPE,
    NLM_KERNEL_SOFTMAX,         NLM_KERNEL_ATTENTION, NLM_KERNEL_SWIGLU};

// With room for one wrong address.
int32_t check(size_t offset = 0, size_t bytes = NLM_SELF_CHECK_BYTES) {
  const ExactBlock work(NLM_SELF_CHECK_BYTES + offset);
  return nlm_self_check(work.data() + offset, bytes);
}

// Sentence and tag logits of a prompt.
std::vector<int16_t> logits(bool portable) {
  const Shape shape;
  Engine engine(random_model(shape, 5));
  if (portable) {
    EXPECT_EQ(nlm_session_use_portable(&engine.session), NLM_OK);
  }
  const Prompt prompt = random_prompt(shape, 12, 6);
  EXPECT_EQ(nlm_begin(&engine.session, prompt.tokens.data(), 12, prompt.bytes(), prompt.text.size()), NLM_OK);
  while (nlm_advance(&engine.session) == NLM_MORE) {
  }
  const uint16_t positions[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  std::vector<int16_t> all(shape.sentence_outputs + 12 * shape.tag_outputs);
  EXPECT_EQ(nlm_read_sentence(&engine.session, all.data()), NLM_OK);
  EXPECT_EQ(nlm_read_tags(&engine.session, positions, 12, all.data() + shape.sentence_outputs), NLM_OK);
  return all;
}

TEST(SelfCheck, FindsNothingWhereNothingIsWrong) {
  faulty_kernel = 0;
  EXPECT_EQ(check(), 0);
}

TEST(SelfCheck, NamesTheWrongKernelAndNoOther) {
  for (const int kernel : kKernels) {
    faulty_kernel = kernel;
    EXPECT_EQ(check(), kernel);
  }
}

TEST(SelfCheck, PortableSessionsAnswerRightlyWhateverIsWrong) {
  faulty_kernel = 0;
  const std::vector<int16_t> expected = logits(false);
  for (const int kernel : kKernels) {
    faulty_kernel = kernel;
    EXPECT_EQ(logits(true), expected) << kernel;
    if (kernel != NLM_KERNEL_SOFTMAX) { // which the portable attention does not use
      EXPECT_NE(logits(false), expected) << kernel;
    }
  }
}

TEST(SelfCheck, RefusesTooLittleOrMisalignedWorkingMemory) {
  EXPECT_EQ(nlm_self_check(nullptr, NLM_SELF_CHECK_BYTES), NLM_E_ARGUMENT);
  EXPECT_EQ(check(0, NLM_SELF_CHECK_BYTES - 1), NLM_E_ARENA);
  EXPECT_EQ(check(8), NLM_E_ARENA);
  EXPECT_EQ(nlm_session_use_portable(nullptr), NLM_E_ARGUMENT);
}

} // namespace
