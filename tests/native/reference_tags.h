// "Tag path" of docs/numerics.md restated for the tests: every path one by one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace reference {

struct TagPath {
  std::vector<uint8_t> path;
  std::vector<int16_t> margins;
};

// transitions: [tag_outputs][tag_outputs], or empty; logits: [words][tag_outputs]; tags: the allowed ones
inline TagPath tag_path(const std::vector<int8_t> &transitions, size_t tag_outputs,
                        const std::vector<int16_t> &logits, const std::vector<uint16_t> &tags) {
  const size_t words = logits.size() / tag_outputs, states = tags.size();
  const int64_t never = INT64_MIN / 2;
  std::vector<std::vector<int64_t>> best_through(words, std::vector<int64_t>(states, never));
  std::vector<uint8_t> path(words), best;
  int64_t best_score = never;
  for (;;) {
    int64_t score = 0;
    bool legal = path[0] == 0 || path[0] % 2 == 1;
    for (size_t w = 0; w < words; w++) {
      score += logits[w * tag_outputs + tags[path[w]]];
      if (w > 0) {
        const int from = path[w - 1], to = path[w];
        legal = legal && (to == 0 || to % 2 == 1 || from == to || from == to - 1);
        score += transitions.empty() ? 0 : 16 * transitions[tags[from] * tag_outputs + tags[to]];
      }
    }
    if (legal) {
      for (size_t w = 0; w < words; w++) {
        best_through[w][path[w]] = std::max(best_through[w][path[w]], score);
      }
      // Of equals, the lower index at the last word where they differ.
      if (best.empty() || score > best_score ||
          (score == best_score &&
           std::lexicographical_compare(path.rbegin(), path.rend(), best.rbegin(), best.rend()))) {
        best = path;
        best_score = score;
      }
    }
    size_t w = 0;
    while (w < words && ++path[w] == states) {
      path[w++] = 0;
    }
    if (w == words) {
      break;
    }
  }
  TagPath result{best, {}};
  for (size_t w = 0; w < words; w++) {
    int64_t other = never;
    for (size_t s = 0; s < states; s++) {
      other = s == best[w] ? other : std::max(other, best_through[w][s]);
    }
    result.margins.push_back(static_cast<int16_t>(std::min<int64_t>(INT16_MAX, best_score - other)));
  }
  return result;
}

} // namespace reference
