/* The arena of a session and one layer's run over it. */
#ifndef NLM_SESSION_H
#define NLM_SESSION_H

#include "nanolm.h"
#include "nlm_kernel_set.h"

/* Where everything lies in the arena, in bytes from its start. The working memory of attention, feed-forward
 * and the sentence head is never needed at the same time and shares its place. */
typedef struct {
  size_t residual;     /* s16 [max_tokens][dim] */
  size_t keys, values; /* s8 [layers, or 1 where bidirectional][max_tokens][kv_heads * head_dim] */
  size_t normed;       /* s8 [tile][dim]: norm output */

  size_t unrotated;     /* s16 [tile][heads * head_dim]: q or k before rotation; then s8: attention output */
  size_t query;         /* s8 [tile][heads * head_dim] */
  size_t scores;        /* s32 [max_tokens]; once they are probabilities, s32 [head_dim]: values' sum */
  size_t probabilities; /* s16 [max_tokens] */

  size_t gate, up; /* s8 [tile][hidden] each */

  size_t pool; /* s32 [dim]: sums over tokens */

  size_t total;
} nlm_layout;

/* The layout for a model; a tile is min(NLM_TILE, max_tokens). */
nlm_layout nlm_layout_of(const nlm_model *model);

/* Runs layer session->layer over tokens session->first..session->tokens-1. */
void nlm_run_layer(const nlm_session *session);

#endif
