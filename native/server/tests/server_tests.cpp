// The kernel server over a wire in memory: framing, resynchronisation, at-most-once calls, bad arguments,
// noise.
#include "nanolm_server.h"

#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace {

using Bytes = std::vector<uint8_t>;

enum Opcode : uint8_t {
  Hello = 0,
  ModelOpen = 1,
  ModelInfo = 4,
  SectionRead = 6,
  Begin = 9,
  Advance = 10,
  ReadTags = 13,
  Softmax = 15,
  Ticks = 16,
  SelfCheck = 18
};
constexpr uint8_t kDamaged = 0xFF;
constexpr size_t kHeader = NLMS_HEADER_BYTES;

uint32_t Crc32(const uint8_t *bytes, size_t count) {
  uint32_t crc = ~0u;
  for (size_t i = 0; i < count; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++)
      crc = crc & 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

void Append32(Bytes &bytes, uint32_t value) {
  for (int i = 0; i < 4; i++)
    bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

Bytes Numbers(std::initializer_list<int32_t> numbers) {
  Bytes payload;
  for (int32_t number : numbers)
    Append32(payload, static_cast<uint32_t>(number));
  return payload;
}

Bytes Frame(uint8_t opcode, uint8_t sequence, const Bytes &payload) {
  Bytes frame = {0xA5,
                 0x4E,
                 opcode,
                 sequence,
                 static_cast<uint8_t>(payload.size()),
                 static_cast<uint8_t>(payload.size() >> 8)};
  Bytes check = Numbers({static_cast<int32_t>(Crc32(frame.data() + 2, 4))});
  frame.insert(frame.end(), {check[0], check[1]});
  frame.insert(frame.end(), payload.begin(), payload.end());
  Append32(frame, Crc32(frame.data() + 2, frame.size() - 2));
  return frame;
}

struct Answer {
  uint8_t opcode, sequence;
  Bytes payload;
  int32_t Status() const {
    int32_t status;
    std::memcpy(&status, payload.data(), sizeof status);
    return status;
  }
};

uint32_t g_ticks;

// Feeds `input` to a fresh server with empty slots and returns its answers; fails the test on an unsound
// frame.
std::vector<Answer> Serve(const Bytes &input) {
  struct Wire {
    std::deque<uint8_t> in;
    Bytes out;
  } wire{{input.begin(), input.end()}, {}};
  alignas(16) static uint8_t arena[1024];
  nlms_port port{};
  port.wire = &wire;
  port.read = [](void *w) {
    auto &in = static_cast<Wire *>(w)->in;
    if (in.empty())
      return -1;
    int byte = in.front();
    in.pop_front();
    return byte;
  };
  port.write = [](void *w, uint8_t byte) { static_cast<Wire *>(w)->out.push_back(byte); };
  port.ticks = [] { return g_ticks += 7; };
  port.arena = arena;
  port.arena_bytes = sizeof arena;
  auto server = std::make_unique<nlms_server>();
  std::memset(server.get(), 0xCC, sizeof *server);
  nlms_serve(server.get(), &port);

  std::vector<Answer> answers;
  const Bytes &out = wire.out;
  for (size_t at = 0; at < out.size();) {
    size_t payload = out[at + 4] | (out[at + 5] << 8);
    Answer answer{out[at + 2], out[at + 3],
                  Bytes(out.begin() + at + kHeader, out.begin() + at + kHeader + payload)};
    Bytes sealed = Frame(answer.opcode, answer.sequence, answer.payload);
    EXPECT_TRUE(std::equal(sealed.begin(), sealed.end(), out.begin() + at)) << "unsound frame at " << at;
    answers.push_back(answer);
    at += sealed.size();
  }
  return answers;
}

Bytes operator+(Bytes left, const Bytes &right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

TEST(Server, SaysHelloWithItsLimits) {
  auto answers = Serve(Frame(Hello, 9, {}));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].opcode, Hello | 0x80);
  EXPECT_EQ(answers[0].sequence, 9);
  EXPECT_EQ(answers[0].payload,
            Numbers({0, NLMS_PROTOCOL_VERSION | (NLM_API_VERSION << 16), NLMS_PAYLOAD_BYTES, 1024}));
}

TEST(Server, SkipsGarbageBeforeAFrame) {
  for (const Bytes &garbage :
       {Bytes{0}, Bytes{0xA5}, Bytes{0xA5, 0xA5}, Bytes{0xA5, 0x4D}, Bytes{'r', 'e', 's', 'e', 't', '\n'}}) {
    auto answers = Serve(garbage + Frame(Hello, 1, {}));
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].opcode, Hello | 0x80);
  }
}

TEST(Server, FindsTheFrameInsideADamagedOne) {
  // A frame of 60 bytes that holds a sound frame, and whose checksum is wrong.
  Bytes outer = Frame(Softmax, 1, Frame(Hello, 2, {}) + Bytes(48, 0x11));
  outer.back() ^= 1;
  auto answers = Serve(outer);
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].opcode, kDamaged);
  EXPECT_EQ(answers[1].opcode, Hello | 0x80);
}

TEST(Server, HearsTheFrameAfterAnyFlippedBit) {
  const Bytes sound = Frame(ModelInfo, 3, Numbers({0, 1}));
  for (size_t bit = 0; bit < sound.size() * 8; bit++) {
    Bytes flipped = sound;
    flipped[bit / 8] ^= static_cast<uint8_t>(1 << (bit % 8));
    auto answers = Serve(flipped + Frame(Hello, 4, {}));
    ASSERT_FALSE(answers.empty()) << "bit " << bit;
    EXPECT_EQ(answers.back().opcode, Hello | 0x80) << "bit " << bit;
    answers.pop_back();
    for (const Answer &answer : answers)
      EXPECT_EQ(answer.opcode, kDamaged) << "bit " << bit;
  }
}

TEST(Server, RefusesFramesLongerThanItsBuffer) {
  auto answers = Serve(Frame(Softmax, 1, Bytes(NLMS_PAYLOAD_BYTES + 1)) + Frame(Hello, 2, {}));
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].opcode, kDamaged);
  EXPECT_EQ(answers[1].opcode, Hello | 0x80);
}

TEST(Server, CarriesACallOutOnce) {
  Bytes softmax = Frame(Softmax, 5, Bytes{0, 1, 0, 1});
  auto answers =
      Serve(Frame(Hello, 4, {}) + softmax + Frame(Ticks, 6, {}) + Frame(Ticks, 6, {}) + Frame(Ticks, 7, {}));
  ASSERT_EQ(answers.size(), 5u);
  EXPECT_EQ(answers[1].Status(), NLM_OK);
  EXPECT_EQ(answers[1].payload.size(), 8u);
  EXPECT_EQ(answers[2].Status(), 2 * 7) << "each call takes one step of the test's counter";
  EXPECT_EQ(answers[3].Status(), 2 * 7) << "repeated, not carried out again";
  EXPECT_EQ(answers[4].Status(), 3 * 7);
}

TEST(Server, RefusesWrongShapesAndHandles) {
  Bytes input;
  uint8_t sequence = 0;
  size_t requests = 0;
  auto add = [&](uint8_t opcode, const Bytes &payload) {
    input = input + Frame(opcode, sequence++, payload);
    requests++;
  };
  for (int opcode = ModelOpen; opcode < 0x7F; opcode++) {
    if (opcode == Ticks || opcode == Softmax || opcode == SelfCheck)
      continue;
    add(static_cast<uint8_t>(opcode), {});
    add(static_cast<uint8_t>(opcode), Bytes(3, 0));
    for (int32_t handle : {-1, 4, INT32_MAX, INT32_MIN})
      add(static_cast<uint8_t>(opcode), Numbers({handle}));
    add(static_cast<uint8_t>(opcode), Numbers({0, -1, -1, -1, -1}));
  }
  add(Softmax, {});
  add(Softmax, Bytes(1, 0));
  add(SectionRead, Numbers({0, 0, 0, INT32_MAX, INT32_MAX}));
  add(Begin, Numbers({0, INT32_MAX}));
  add(ReadTags, Numbers({0, INT32_MAX, 0}));
  auto answers = Serve(input);
  ASSERT_EQ(answers.size(), requests);
  for (const Answer &answer : answers) {
    EXPECT_EQ(answer.Status(), NLM_E_ARGUMENT) << "opcode " << int(answer.opcode & 0x7F);
    EXPECT_EQ(answer.payload.size(), 4u);
  }
}

TEST(Server, SelfChecksInItsArena) {
  const auto answers = Serve(Frame(SelfCheck, 0, Numbers({0})) + Frame(SelfCheck, 1, {}));
  EXPECT_EQ(answers.at(0).Status(), NLM_E_ARGUMENT);
  EXPECT_EQ(answers.at(1).Status(), NLM_E_ARENA); // which is too small here
}

TEST(Server, HasNoImageInAnEmptySlot) {
  auto answers = Serve(Frame(ModelOpen, 0, Numbers({1})) + Frame(ModelOpen, 1, Numbers({2})));
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].Status(), NLM_E_MAGIC);
  EXPECT_EQ(answers[1].Status(), NLM_E_ARGUMENT);
}

TEST(Server, SurvivesNoiseAndAnswersAfterIt) {
  std::mt19937 random(20);
  for (int round = 0; round < 200; round++) {
    Bytes noise(random() % 3000);
    for (uint8_t &byte : noise)
      byte = random() % 4 == 0 ? 0xA5 : random() % 4 == 0 ? 0x4E : static_cast<uint8_t>(random());
    // A phantom header in the noise may claim up to a whole buffer: padding completes it, then hello must be
    // heard.
    auto answers = Serve(noise + Bytes(NLMS_FRAME_BYTES, 0) + Frame(Hello, 77, {}));
    ASSERT_FALSE(answers.empty());
    EXPECT_EQ(answers.back().opcode, Hello | 0x80);
  }
}

} // namespace
