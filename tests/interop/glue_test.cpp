// Managed calls as nanoCLR makes them: by row of the table, with arguments on a stack frame. Arrays are
// allocated to the byte and freed right after the call, so that the address sanitizer sees what goes beyond
// or stays.
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <memory>

#include "NanoLm_Kernels.h"
#include "port.h"
#include "small_image.h"

namespace {

enum Row {
  ModelOpen,
  ModelClose,
  ModelCheck,
  ModelInfo,
  SectionBytes,
  SectionRead,
  SessionOpen,
  SessionClose,
  Begin,
  Advance,
  Rewind,
  ReadSentence,
  ReadTags,
  ReadRows,
  Softmax,
  Ticks,
  TagPath,
  SelfCheck
};

constexpr int kMost = std::numeric_limits<int>::max(), kLeast = std::numeric_limits<int>::min();
constexpr int kTransitions = static_cast<int>(NLM_SECTION_TRANSITIONS);

using Bytes = std::vector<unsigned char>;
using Shorts = std::vector<signed short>;
using UShorts = std::vector<unsigned short>;
using Ints = std::vector<signed int>;

// An argument to be: a number, null, or an array.
struct Given {
  Given(int value) : argument{Argument::Number, value, nullptr, 0} {}
  Given(std::nullptr_t) : argument{Argument::Null, 0, nullptr, 0} {}
  Given(Bytes &values) : Given(Argument::U1, values.data(), values.size()) {}
  Given(Shorts &values) : Given(Argument::I2, values.data(), values.size()) {}
  Given(UShorts &values) : Given(Argument::U2, values.data(), values.size()) {}
  Given(Ints &values) : Given(Argument::I4, values.data(), values.size()) {}
  Argument argument;

private:
  Given(Argument::Type type, void *data, size_t size)
      : argument{type, 0, data, static_cast<unsigned int>(size)} {}
};

size_t bytes_of(const Argument &array) {
  return array.size * (array.type == Argument::U1 ? 1u : array.type == Argument::I4 ? 4u : 2u);
}

// What the CLR does for one managed call. Arrays are other memory than the test's, and only until it returns.
HRESULT invoke(Row row, std::initializer_list<Given> given, int *result) {
  CLR_RT_StackFrame frame;
  std::vector<std::unique_ptr<char[]>> heap;
  for (const Given &one : given) {
    heap.emplace_back(new char[bytes_of(one.argument)]);
    frame.arguments.push_back(one.argument);
    if (one.argument.data)
      frame.arguments.back().data = std::memcpy(heap.back().get(), one.argument.data, bytes_of(one.argument));
  }
  const auto *rows =
      static_cast<const CLR_RT_MethodHandler *>(g_CLR_AssemblyNative_NanoLm_Kernels.m_pNativeMethods);
  const HRESULT hr = rows[row](frame);
  EXPECT_EQ(frame.results, SUCCEEDED(hr) ? 1 : 0); // a call that throws leaves no result
  size_t index = 0;
  for (const Given &one : given) {
    if (one.argument.data)
      std::memcpy(one.argument.data, frame.arguments[index].data, bytes_of(one.argument));
    index++;
  }
  *result = frame.result;
  return hr;
}

// The result of a call that does not throw.
int call(Row row, std::initializer_list<Given> given) {
  int result = 0;
  EXPECT_EQ(invoke(row, given, &result), S_OK);
  return result;
}

// What a call throws.
HRESULT thrown(Row row, std::initializer_list<Given> given) {
  int result = 0;
  return invoke(row, given, &result);
}

class Glue : public testing::Test {
protected:
  Glue() : image_(small_image()) {
    port::slots.clear();
    port::slots.emplace_back(image_, image_.size());
    g_CLR_RT_ExecutionEngine.m_startTime++; // a board that has just started
  }

  // Runs a block of two tokens in a new session.
  int run() {
    EXPECT_EQ(call(ModelOpen, {0}), 0);
    const int session = call(SessionOpen, {0});
    EXPECT_EQ(call(Begin, {session, tokens_, 2, text_, 5}), NLM_OK);
    while (call(Advance, {session}) == NLM_MORE) {
    }
    return session;
  }

  std::vector<uint8_t> image_;
  UShorts tokens_ = {1, 0, 2, 2, 3, 2};
  Bytes text_ = {'a', 'b', ' ', 'c', 'd'};
};

TEST_F(Glue, GivesWhatNanolmGives) {
  Engine direct(random_model(small_shape(), 1));
  ASSERT_EQ(
      nlm_begin(&direct.session, reinterpret_cast<const nlm_token *>(tokens_.data()), 2, text_.data(), 5),
      NLM_OK);
  while (nlm_advance(&direct.session) == NLM_MORE) {
  }
  Shorts sentence(3), tags(6), rows(2), expected(6);
  const UShorts positions = {0, 1}, chosen = {2, 0};
  UShorts positions_array = positions, chosen_array = chosen;

  const int session = run();
  EXPECT_EQ(call(ReadSentence, {session, sentence}), NLM_OK);
  ASSERT_EQ(nlm_read_sentence(&direct.session, expected.data()), NLM_OK);
  EXPECT_EQ(sentence, Shorts(expected.begin(), expected.begin() + 3));
  EXPECT_EQ(call(ReadTags, {session, positions_array, 2, tags}), NLM_OK);
  ASSERT_EQ(nlm_read_tags(&direct.session, positions.data(), 2, expected.data()), NLM_OK);
  EXPECT_EQ(tags, expected);
  EXPECT_EQ(call(ReadRows, {session, 1, chosen_array, 2, rows}), NLM_OK);
  ASSERT_EQ(nlm_read_rows(&direct.session, 1, chosen.data(), 2, expected.data()), NLM_OK);
  EXPECT_EQ(rows, Shorts(expected.begin(), expected.begin() + 2));

  UShorts allowed = {0, 1, 2};
  Bytes path(2), direct_path(2);
  Shorts margins(2), direct_margins(2);
  Ints work(3 * 4), direct_work(3 * 4);
  EXPECT_EQ(call(TagPath, {0, 2, tags, allowed, 3, path, margins, work}), NLM_OK);
  const uint8_t *transitions = nullptr;
  uint32_t bytes;
  nlm_section(&direct.model, NLM_SECTION_TRANSITIONS, 0, &transitions, &bytes);
  ASSERT_EQ(nlm_tag_path(reinterpret_cast<const int8_t *>(transitions), 3, tags.data(), 2, allowed.data(), 3,
                         direct_path.data(), direct_margins.data(), direct_work.data(),
                         4 * direct_work.size()),
            NLM_OK);
  EXPECT_EQ(path, direct_path);
  EXPECT_EQ(margins, direct_margins);
}

TEST_F(Glue, ReadsDimensionsAndSections) {
  ASSERT_EQ(call(ModelOpen, {0}), 0);
  EXPECT_EQ(call(ModelInfo, {0, 0}), static_cast<int>(image_.size()));
  EXPECT_EQ(call(ModelInfo, {0, 2}), 8);
  EXPECT_EQ(call(ModelInfo, {0, 10}), 3);
  EXPECT_EQ(call(ModelInfo, {0, 11}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(ModelInfo, {0, -1}), NLM_E_ARGUMENT);
  const int bytes = call(SectionBytes, {0, kTransitions, 0});
  ASSERT_EQ(bytes, 9);
  Bytes all(9), part(4);
  EXPECT_EQ(call(SectionRead, {0, kTransitions, 0, 0, all, 9}), 9);
  EXPECT_EQ(call(SectionRead, {0, kTransitions, 0, 5, part, 4}), 4);
  EXPECT_EQ(part, Bytes(all.begin() + 5, all.end()));
  EXPECT_EQ(call(SectionBytes, {0, kTransitions, 1}), NLM_E_FORMAT);
}

TEST_F(Glue, ChecksAnImageInSlices) {
  ASSERT_EQ(call(ModelOpen, {0}), 0);
  int slices = 0;
  for (int cursor = call(ModelCheck, {0, 0, 64}); cursor != 0; cursor = call(ModelCheck, {0, cursor, 64})) {
    ASSERT_GT(cursor, 0);
    slices++;
  }
  EXPECT_GT(slices, 2);
  EXPECT_EQ(call(ModelCheck, {0, 0, 0}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(ModelCheck, {0, 0, -1}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(ModelCheck, {0, 64, 64}), NLM_E_ARGUMENT);
}

TEST_F(Glue, KeepsASliceOfTheCheckShort) {
  Shape large = small_shape();
  large.pieces = 20000;
  const auto image = write_image(random_model(large, 1));
  ASSERT_GT(image.size(), 2u * 65536u);
  port::slots.emplace_back(image, image.size());
  ASSERT_EQ(call(ModelOpen, {1}), 0);
  EXPECT_EQ(call(ModelCheck, {0, 0, kMost}), 65536);
}

TEST_F(Glue, RefusesSlotsThatAreNotThere) {
  EXPECT_EQ(call(ModelOpen, {-1}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(ModelOpen, {2}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(ModelOpen, {1}), NLM_E_MAGIC); // the board has one
}

TEST_F(Glue, ThrowsOnNullArrays) {
  const int session = run();
  UShorts shorts(3);
  Shorts logits(16);
  Bytes bytes(16);
  Ints work(16);
  EXPECT_EQ(thrown(SectionRead, {0, kTransitions, 0, 0, nullptr, 0}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(Begin, {session, nullptr, 0, bytes, 0}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(Begin, {session, shorts, 1, nullptr, 0}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(ReadSentence, {session, nullptr}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(ReadTags, {session, nullptr, 0, logits}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(ReadTags, {session, shorts, 0, nullptr}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(ReadRows, {session, 0, nullptr, 0, logits}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(ReadRows, {session, 0, shorts, 0, nullptr}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(Softmax, {nullptr, 0, 1, logits}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(Softmax, {logits, 0, 1, nullptr}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(TagPath, {0, 1, nullptr, shorts, 1, bytes, logits, work}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(TagPath, {0, 1, logits, nullptr, 1, bytes, logits, work}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(TagPath, {0, 1, logits, shorts, 1, nullptr, logits, work}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(TagPath, {0, 1, logits, shorts, 1, bytes, nullptr, work}), CLR_E_NULL_REFERENCE);
  EXPECT_EQ(thrown(TagPath, {0, 1, logits, shorts, 1, bytes, logits, nullptr}), CLR_E_NULL_REFERENCE);
}

TEST_F(Glue, ThrowsOnArraysOfOtherElements) {
  const int session = run();
  Bytes bytes(16);
  EXPECT_EQ(thrown(ReadSentence, {session, bytes}), CLR_E_WRONG_TYPE);
}

TEST_F(Glue, RefusesCountsBeyondTheirArrays) {
  const int session = run();
  Bytes buffer(8), path(2), one_byte(1);
  UShorts positions = {0, 1}, tags = {0, 1, 2};
  Shorts three(3), five(5), six(6), margins(2), one(1);
  Ints work(12), little(11);
  for (const int count : {-1, 9, kMost, kLeast}) {
    EXPECT_EQ(call(SectionRead, {0, kTransitions, 0, 0, buffer, count}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(Begin, {session, tokens_, count, text_, 5}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(Begin, {session, tokens_, 2, text_, count}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(Rewind, {session, count}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(ReadTags, {session, positions, count, six}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(ReadRows, {session, 0, positions, count, six}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(ReadRows, {session, count, positions, 2, six}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(Softmax, {six, 0, count, six}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(Softmax, {six, count, 1, six}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(TagPath, {0, count, six, tags, 3, path, margins, work}), NLM_E_ARGUMENT) << count;
    EXPECT_EQ(call(TagPath, {0, 2, six, tags, count, path, margins, work}), NLM_E_ARGUMENT) << count;
  }
  EXPECT_EQ(call(Begin, {session, tokens_, 0x55555556, text_, 5}), NLM_E_ARGUMENT); // three times it is 2
  EXPECT_EQ(call(SectionRead, {0, kTransitions, 0, -1, buffer, 1}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(SectionRead, {0, kTransitions, 0, 2, buffer, 8}), NLM_E_ARGUMENT); // the section has 9 bytes
  EXPECT_EQ(call(ReadTags, {session, positions, 2, five}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(ReadRows, {session, 0, positions, 2, one}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(Softmax, {six, 5, 2, six}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(Softmax, {six, 0, 6, three}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(TagPath, {0, 2, five, tags, 3, path, margins, work}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(TagPath, {0, 2, six, tags, 3, one_byte, margins, work}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(TagPath, {0, 2, six, tags, 3, path, one, work}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(TagPath, {0, 2, six, tags, 3, path, margins, little}), NLM_E_ARENA);
}

TEST_F(Glue, RefusesHandlesThatAreNotOpen) {
  Shorts logits(16);
  UShorts shorts(3);
  Bytes bytes(16);
  Ints work(16);
  ASSERT_EQ(call(ModelOpen, {0}), 0);
  for (const int handle : {-1, 1, 4, kMost, kLeast}) {
    EXPECT_EQ(call(ModelClose, {handle}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(ModelCheck, {handle, 0, 64}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(ModelInfo, {handle, 0}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(SectionBytes, {handle, kTransitions, 0}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(SectionRead, {handle, kTransitions, 0, 0, bytes, 1}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(SessionOpen, {handle}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(SessionClose, {handle}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(Begin, {handle, shorts, 1, bytes, 0}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(Advance, {handle}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(Rewind, {handle, 0}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(ReadSentence, {handle, logits}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(ReadTags, {handle, shorts, 1, logits}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(ReadRows, {handle, 0, shorts, 1, logits}), NLM_E_ARGUMENT);
    EXPECT_EQ(call(TagPath, {handle, 1, logits, shorts, 1, bytes, logits, work}), NLM_E_ARGUMENT);
  }
}

TEST_F(Glue, ClosesWhatIsOpen) {
  const int session = run();
  EXPECT_EQ(call(ModelClose, {0}), NLM_E_STATE);
  EXPECT_EQ(call(SelfCheck, {}), NLM_E_STATE);
  EXPECT_EQ(call(SessionClose, {session}), NLM_OK);
  EXPECT_EQ(call(SelfCheck, {}), 0);
  EXPECT_EQ(call(ModelClose, {0}), NLM_OK);
  EXPECT_EQ(call(SessionOpen, {0}), NLM_E_ARGUMENT);
}

TEST_F(Glue, RunsOutOfHandlesAndOfArena) {
  ASSERT_EQ(call(ModelOpen, {0}), 0);
  for (int handle = 0; handle < 4; handle++)
    EXPECT_EQ(call(SessionOpen, {0}), handle);
  EXPECT_EQ(call(SessionOpen, {0}), NLM_E_STATE);
  for (int handle = 1; handle < 4; handle++)
    EXPECT_EQ(call(ModelOpen, {0}), handle);
  EXPECT_EQ(call(ModelOpen, {0}), NLM_E_STATE);

  ExactBlock small(static_cast<size_t>(call(ModelInfo, {0, 1})));
  std::swap(small, port::arena);
  g_CLR_RT_ExecutionEngine.m_startTime++;
  ASSERT_EQ(call(ModelOpen, {0}), 0);
  EXPECT_EQ(call(SessionOpen, {0}), 0);
  EXPECT_EQ(call(SessionOpen, {0}), NLM_E_ARENA);
  std::swap(small, port::arena);
}

TEST_F(Glue, ForgetsHandlesWhenTheManagedProgramStartsAgain) {
  run();
  g_CLR_RT_ExecutionEngine.m_startTime++;
  EXPECT_EQ(call(SelfCheck, {}), 0);
  EXPECT_EQ(call(Advance, {0}), NLM_E_ARGUMENT);
  EXPECT_EQ(call(ModelOpen, {0}), 0);
}

TEST_F(Glue, TicksWrap) {
  port::microseconds = 0x80000001u;
  EXPECT_EQ(call(Ticks, {}), kLeast + 1);
}

} // namespace
