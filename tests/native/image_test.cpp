// nlm_model_open, nlm_section and nlm_model_check on sound, cut, flipped and disordered images.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "small_image.h"

namespace {

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

// Changes the table of contents or the bytes around it, and puts the checksums right.
nlm_status open_changed(const std::function<void(std::vector<uint8_t> &)> &change) {
  std::vector<uint8_t> image = small_image();
  change(image);
  seal(image);
  return open_exactly(image);
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
