/* nlm_tag_path on an emulated board against all paths one by one, as this board's compiler makes both. Prints
 * the first difference, or exact <backend> <comparisons> of <distinct margins>. */
#include "board.h"
#include "nanolm.h"
#include "nlm_backend.h"
#include "report.h"

#include <string.h>

enum { TAGS = 7, MOST_STATES = 5, MOST_WORDS = 4, CASES = 300, NEVER = -(1 << 30) };

static int8_t transitions[TAGS * TAGS];
static int16_t logits[MOST_WORDS * TAGS];
static uint16_t tags[MOST_STATES];
static int32_t through[MOST_WORDS][MOST_STATES]; /* best score of a path with a state at a word */
static uint8_t seen[65536];
static uint32_t words, states;

/* The score of a path, or NEVER where it is not legal. */
static int32_t score_of(const uint8_t *path) {
  int32_t score = 0;
  for (uint32_t w = 0; w < words; w++) {
    const uint32_t to = path[w], from = w > 0u ? path[w - 1u] : 0u;
    if (to > 0u && to % 2u == 0u && from != to && from + 1u != to) {
      return NEVER;
    }
    score += logits[w * TAGS + tags[to]] + (w > 0u ? 16 * transitions[tags[from] * TAGS + tags[to]] : 0);
  }
  return score;
}

static void try_all_paths(void) {
  uint8_t path[MOST_WORDS] = {0};
  for (uint32_t w = 0; w < words; w++) {
    for (uint32_t s = 0; s < states; s++) {
      through[w][s] = NEVER;
    }
  }
  for (;;) {
    const int32_t score = score_of(path);
    for (uint32_t w = 0; w < words; w++) {
      through[w][path[w]] = score > through[w][path[w]] ? score : through[w][path[w]];
    }
    uint32_t w = 0;
    while (w < words && ++path[w] == states) {
      path[w++] = 0;
    }
    if (w == words) {
      return;
    }
  }
}

static void fill(uint32_t *seed) {
  const int32_t range = report_random_between(seed, 0, 1) == 0 ? 3 : 32767; /* a small one makes ties */
  words = (uint32_t)report_random_between(seed, 1, MOST_WORDS);
  states = 1u + 2u * (uint32_t)report_random_between(seed, 0, 2);
  for (uint32_t i = 0; i < TAGS * TAGS; i++) {
    transitions[i] = (int8_t)report_random_between(seed, -(range >> 8), range >> 8);
  }
  for (uint32_t i = 0; i < words * TAGS; i++) {
    logits[i] = (int16_t)report_random_between(seed, -range, range);
  }
  const uint32_t skipped = (uint32_t)report_random_between(seed, 0, 1); /* of the first slot's tags */
  for (uint32_t s = 0; s < states; s++) {
    tags[s] = (uint16_t)(s == 0u ? 0u : s + 2u * skipped);
  }
}

/* Comparisons made, 0 when one failed. */
static uint32_t compare(void) {
  static int32_t work[MOST_STATES * (MOST_WORDS + 2)];
  uint8_t path[MOST_WORDS];
  int16_t margins[MOST_WORDS];
  if (nlm_tag_path(transitions, TAGS, logits, words, tags, states, path, margins, work, sizeof work) !=
      NLM_OK) {
    return 0;
  }
  try_all_paths();
  const int32_t score = score_of(path);
  for (uint32_t w = 0; w < words; w++) {
    int32_t best = NEVER, other = NEVER;
    for (uint32_t s = 0; s < states; s++) {
      best = through[w][s] > best ? through[w][s] : best;
      other = s != path[w] && through[w][s] > other ? through[w][s] : other;
    }
    const int32_t margin = best - other > INT16_MAX ? INT16_MAX : best - other;
    if (score != best || margins[w] != margin) {
      return 0;
    }
    seen[(uint16_t)margin] = 1;
  }
  return 2u * words;
}

int main(void) {
  uint32_t seed = 1, comparisons = 0, distinct = 0;
  board_start();
  memset(seen, 0, sizeof seen);
  for (uint32_t i = 0; i < CASES; i++) {
    fill(&seed);
    const uint32_t made = compare();
    if (made == 0u) {
      REPORT(REPORT_TEXT("differs: case"), REPORT_NUMBER(i), REPORT_TEXT("words"), REPORT_NUMBER(words),
             REPORT_TEXT("states"), REPORT_NUMBER(states));
      board_stop(1);
    }
    comparisons += made;
  }
  for (uint32_t i = 0; i < sizeof seen; i++) {
    distinct += seen[i];
  }
  REPORT(REPORT_TEXT("exact"), REPORT_TEXT(NLM_BACKEND_NAME), REPORT_NUMBER(comparisons), REPORT_TEXT("of"),
         REPORT_NUMBER(distinct));
  board_stop(0);
}
