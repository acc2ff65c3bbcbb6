// CMSIS-NN's published vectors, read from their header files where those are at hand: NANOLM_SHARED, or
// ../shared beside the repository. The kernels know no zero points: the input's folds into the bias, the
// output's is added afterwards. INT4 weights run as one group of all columns with a scale of 1; a zero point
// of weights would not fold and is not there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "packed_matrix.h"

extern "C" {
#include "nlm_kernels.h"
}

namespace {

namespace fs = std::filesystem;

fs::path vectors_folder() {
  const char *shared = std::getenv("NANOLM_SHARED");
  return fs::path(shared != nullptr ? shared : NLM_SHARED) / "data" / "cmsis_nn";
}

// The arrays and numbers of one folder, their names without the folder's.
struct VectorSet {
  std::map<std::string, std::vector<int64_t>> arrays;
  std::map<std::string, int64_t> numbers;

  explicit VectorSet(const std::string &folder) : folder_(folder) { read("test_data.h"); }

  // The array that goes by one of these names; older and newer generators differ.
  const std::vector<int64_t> &array(std::initializer_list<const char *> names) const {
    for (const char *name : names) {
      const auto found = arrays.find(name);
      if (found != arrays.end()) {
        return found->second;
      }
    }
    throw std::runtime_error(std::string("no array ") + *names.begin());
  }

private:
  // Takes in a header and those that it includes: "#define NAME 1", "const T name[N] = {1, 2};". All else is
  // passed over.
  void read(const std::string &header) {
    std::ifstream file(vectors_folder() / folder_ / header);
    if (!file) {
      throw std::runtime_error("cannot read " + folder_ + "/" + header);
    }
    for (std::string word, name, value; file >> word;) {
      if (word == "#include" && file >> name && name[0] == '"') {
        read(name.substr(1, name.size() - 2));
      } else if (word == "#define" && file >> name >> value) {
        numbers[own(name)] = std::strtoll(value.c_str(), nullptr, 10); // 0 for words, which nothing asks for
      } else if (word.find('[') != std::string::npos && std::getline(file, value, '{')) {
        std::vector<int64_t> &values = arrays[own(word.substr(0, word.find('[')))];
        std::getline(file, value, '}');
        std::istringstream body(value);
        for (std::string item; std::getline(body, item, ',');) {
          values.push_back(std::stoll(item));
        }
        EXPECT_EQ(values.size(), std::stoul(word.substr(word.find('[') + 1))) << word;
      }
    }
  }

  std::string own(const std::string &name) const { return name.substr(folder_.size() + 1); }

  std::string folder_;
};

template <typename T> std::vector<T> as(const std::vector<int64_t> &values) {
  return std::vector<T>(values.begin(), values.end());
}

// Two weights to a byte, the first in the low half.
std::vector<int8_t> unpacked_int4(const std::vector<int64_t> &bytes) {
  std::vector<int8_t> weights;
  for (const int64_t byte : bytes) {
    weights.push_back(static_cast<int8_t>((byte & 15) - ((byte & 8) << 1)));
    weights.push_back(static_cast<int8_t>((byte >> 4 & 15) - ((byte >> 4 & 8) << 1)));
  }
  return weights;
}

class FullyConnectedVectors : public ::testing::TestWithParam<const char *> {};

TEST_P(FullyConnectedVectors, AreReproduced) {
  if (!fs::exists(vectors_folder() / GetParam())) {
    GTEST_SKIP() << "no CMSIS-NN vectors at " << vectors_folder() << "; set NANOLM_SHARED";
  }
  const VectorSet set(GetParam());
  ASSERT_EQ(set.numbers.count("FILTER_OFFSET") ? set.numbers.at("FILTER_OFFSET") : 0, 0)
      << "weights with a zero point";
  const auto rows = static_cast<uint32_t>(set.numbers.at("OUT_CH"));
  const auto columns = static_cast<uint32_t>(set.numbers.at("ACCUMULATION_DEPTH"));
  const auto tokens = static_cast<uint32_t>(set.numbers.at("INPUT_BATCHES"));
  const auto packed = set.array({"weights", "input_weights"});
  const bool int4 = std::string(GetParam()).find("int4") != std::string::npos;
  const std::vector<int8_t> weights = int4 ? unpacked_int4(packed) : as<int8_t>(packed);
  ASSERT_EQ(weights.size(), static_cast<size_t>(rows) * columns);

  std::vector<int32_t> bias = as<int32_t>(set.array({"biases", "bias", "input_bias"}));
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < columns; i++) {
      bias[row] += static_cast<int32_t>(set.numbers.at("INPUT_OFFSET")) * weights[row * columns + i];
    }
  }
  const bool per_channel = set.numbers.count("OUTPUT_MULTIPLIER") == 0;
  const auto multipliers =
      per_channel ? as<int32_t>(set.array({"output_multiplier"}))
                  : std::vector<int32_t>(rows, static_cast<int32_t>(set.numbers.at("OUTPUT_MULTIPLIER")));
  const auto shifts = per_channel
                          ? as<int8_t>(set.array({"output_shift"}))
                          : std::vector<int8_t>(rows, static_cast<int8_t>(set.numbers.at("OUTPUT_SHIFT")));
  reference::Matrix m = {rows, columns, weights, bias, multipliers, shifts};
  if (int4) {
    m.bits = 4;
    m.group = (columns + 15) / 16 * 16;
    m.scales.assign(rows, 1);
  }
  const PackedMatrix matrix(m);
  std::vector<int16_t> y(static_cast<size_t>(tokens) * rows);
  nlm_fully_connected_s16(matrix.view(), as<int8_t>(set.array({"input"})).data(), tokens, y.data());

  std::vector<int64_t> actual;
  for (const int16_t v : y) {
    actual.push_back(reference::clamp(v + set.numbers.at("OUTPUT_OFFSET"),
                                      set.numbers.at("OUT_ACTIVATION_MIN"),
                                      set.numbers.at("OUT_ACTIVATION_MAX")));
  }
  EXPECT_EQ(actual, set.array({"output_ref", "output"}));
}

INSTANTIATE_TEST_SUITE_P(CmsisNn, FullyConnectedVectors,
                         ::testing::Values("fc_per_ch", "fully_connected", "fully_connected_mve_0",
                                           "fully_connected_null_bias_0", "fully_connected_out_activation",
                                           "fully_connected_int4", "fully_connected_int4_2"),
                         [](const auto &info) { return std::string(info.param); });

class SoftmaxVectors : public ::testing::TestWithParam<const char *> {};

TEST_P(SoftmaxVectors, AreReproduced) {
  if (!fs::exists(vectors_folder() / GetParam())) {
    GTEST_SKIP() << "no CMSIS-NN vectors at " << vectors_folder() << "; set NANOLM_SHARED";
  }
  const VectorSet set(GetParam());
  const nlm_softmax_scale scale = {static_cast<int32_t>(set.numbers.at("INPUT_MULT")),
                                   static_cast<uint32_t>(set.numbers.at("INPUT_LEFT_SHIFT")),
                                   static_cast<int32_t>(set.numbers.at("DIFF_MIN"))};
  const auto count = static_cast<uint32_t>(set.numbers.at("ROW_SIZE"));
  const std::vector<int8_t> x = as<int8_t>(set.array({"input"}));
  std::vector<int64_t> actual;
  for (size_t row = 0; row < x.size(); row += count) {
    if (std::string(GetParam()) == "softmax") {
      std::vector<int8_t> y(count);
      nlm_softmax_s8(&x[row], count, &scale, y.data());
      actual.insert(actual.end(), y.begin(), y.end());
    } else {
      std::vector<int16_t> y(count);
      nlm_softmax_s8_s16(&x[row], count, &scale, y.data());
      actual.insert(actual.end(), y.begin(), y.end());
    }
  }
  EXPECT_EQ(actual, set.array({"output_ref"}));
}

INSTANTIATE_TEST_SUITE_P(CmsisNn, SoftmaxVectors, ::testing::Values("softmax", "softmax_s8_s16"),
                         [](const auto &info) { return std::string(info.param); });

} // namespace
