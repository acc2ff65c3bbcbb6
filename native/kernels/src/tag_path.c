/* The best path of tags through a sentence and how sure each of its tags is: Viterbi's algorithm forward and
 * backward (docs/numerics.md, "Tag path"). A state is an index into the allowed tags: 0 is O, odd is B, even
 * is its I. */
#include "nanolm.h"

#include "nlm_fixed.h"

enum {
  MOST_WORDS = 1024,
  MOST_STATES = 255,
  TRANSITION_STEPS = 16, /* of 1/256 nat in a transition's 1/16 */
  NEVER = -(1 << 30)     /* far below any path's score: 1024 * (32768 + 16 * 128) < 2^26 */
};

typedef struct {
  const int8_t *transitions; /* NULL: all zero */
  size_t tag_outputs;
  const uint16_t *tags;
  size_t states;
} chain;

static int32_t transition(const chain *c, size_t from, size_t to) {
  return c->transitions == NULL
             ? 0
             : TRANSITION_STEPS * c->transitions[c->tags[from] * c->tag_outputs + c->tags[to]];
}

static int is_inside(size_t state) {
  return state > 0u && state % 2u == 0u;
}

/* The best state before `to`, given the scores of paths up to the word before: I follows its own B or I, all
 * others follow any. */
static size_t best_before(const chain *c, const int32_t *before, size_t to) {
  const size_t first = is_inside(to) ? to - 1u : 0u, end = is_inside(to) ? to + 1u : c->states;
  size_t best = first;
  int32_t score = before[first] + transition(c, first, to);
  for (size_t from = first + 1u; from < end; from++) {
    const int32_t other = before[from] + transition(c, from, to);
    if (other > score) {
      best = from;
      score = other;
    }
  }
  return best;
}

/* Scores of the best paths from the first word to each state of a word, the word included.
 * before: of the word before, or NULL at the first word, which no I begins */
static void step_forward(const chain *c, const int16_t *logits, const int32_t *before, int32_t *scores) {
  for (size_t to = 0; to < c->states; to++) {
    int32_t reached = is_inside(to) ? NEVER : 0;
    if (before != NULL) {
      const size_t from = best_before(c, before, to);
      reached = before[from] + transition(c, from, to);
    }
    scores[to] = reached + logits[c->tags[to]];
  }
}

/* Scores of the best paths behind each state of a word, the word excluded.
 * after: those of the next word, the next word included */
static void step_backward(const chain *c, const int32_t *after, int32_t *scores) {
  for (size_t from = 0; from < c->states; from++) {
    int32_t best = after[0] + transition(c, from, 0);
    for (size_t to = 1; to < c->states; to += 2u) {
      const int32_t begun = after[to] + transition(c, from, to);
      best = begun > best ? begun : best;
    }
    if (from > 0u) {
      const size_t inside = is_inside(from) ? from : from + 1u;
      const int32_t continued = after[inside] + transition(c, from, inside);
      best = continued > best ? continued : best;
    }
    scores[from] = best;
  }
}

/* How far the best path that goes through `state` at a word lies above the best of those that do not. */
static int16_t margin_of(const chain *c, const int32_t *forward, const int32_t *backward, size_t state) {
  int32_t other = NEVER;
  for (size_t s = 0; s < c->states; s++) {
    const int32_t through = forward[s] + backward[s];
    other = s != state && through > other ? through : other;
  }
  return nlm_sat16(forward[state] + backward[state] - other);
}

/* Whether the allowed tags are O and pairs of B and I. */
static int tags_are_pairs(const uint16_t *tags, size_t count, size_t tag_outputs) {
  if (count % 2u == 0u || tags[0] != 0u) {
    return 0;
  }
  for (size_t i = 1; i < count; i += 2u) {
    if (tags[i] % 2u == 0u || tags[i + 1u] != tags[i] + 1u || tags[i + 1u] >= tag_outputs) {
      return 0;
    }
  }
  return 1;
}

nlm_status nlm_tag_path(const int8_t *transitions, size_t tag_outputs, const int16_t *logits, size_t words,
                        const uint16_t *tags, size_t count, uint8_t *path, int16_t *margins, void *work,
                        size_t work_bytes) {
  if (logits == NULL || tags == NULL || path == NULL || margins == NULL || work == NULL || words == 0u ||
      words > MOST_WORDS || count == 0u || count > MOST_STATES || count > tag_outputs ||
      !tags_are_pairs(tags, count, tag_outputs)) {
    return NLM_E_ARGUMENT;
  }
  if ((uintptr_t)work % sizeof(int32_t) != 0u || work_bytes < NLM_TAG_PATH_WORK(words, count)) {
    return NLM_E_ARENA;
  }
  const chain c = {transitions, tag_outputs, tags, count};
  int32_t *forward = work; /* [words][count] */
  int32_t *backward = forward + words * count, *after = backward + count;
  for (size_t w = 0; w < words; w++) {
    step_forward(&c, logits + w * tag_outputs, w == 0u ? NULL : forward + (w - 1u) * count,
                 forward + w * count);
  }
  const int32_t *scores = forward + (words - 1u) * count;
  size_t state = 0;
  for (size_t s = 0; s < count; s++) {
    state = scores[s] > scores[state] ? s : state;
    backward[s] = 0;
  }
  for (size_t w = words;;) {
    w--;
    path[w] = (uint8_t)state;
    margins[w] = margin_of(&c, scores, backward, state);
    if (w == 0u) {
      return NLM_OK;
    }
    for (size_t s = 0; s < count; s++) {
      after[s] = backward[s] + logits[w * tag_outputs + tags[s]];
    }
    step_backward(&c, after, backward);
    scores -= count;
    state = best_before(&c, scores, state);
  }
}
