/* The seam between the kernels and their backends. A backend is one file per kernel and instruction set,
 * src/<set>/<kernel>.c, chosen at compile time below; it gives the portable kernel's results to the bit
 * (docs/numerics.md). The portable kernel is always compiled: it is the truth, and what backends are tested
 * against. */
#ifndef NLM_BACKEND_H
#define NLM_BACKEND_H

#include "nlm_kernels.h"

/* What becomes of a fully connected kernel's requantised results. y: [tokens][m->rows] */
typedef enum {
  NLM_STORE_S8,  /* saturated to s8; y is s8 */
  NLM_STORE_S16, /* saturated to s16; y is s16 */
  NLM_ADD_S16    /* saturated to s16 and added to s16 y with saturation */
} nlm_store;

/* Fully connected, the one function that a backend supplies for the three forms of nlm_kernels.h.
 * m:      [outputs][inputs], rows 1.., columns 1..16384; the whole range of nlm_matrix, positive shifts
 *         included, must work, but only negative shifts need to be fast
 * x:      s8 [tokens][m->columns]
 * tokens: 1.., not limited to NLM_TILE
 * y:      [tokens][m->rows] as `store` says, aligned for its type, overlapping nothing else
 * Neither x nor a row of weights is aligned in general; an image's matrices start at multiples of 16, and
 * their columns and the session's x are multiples of 4 bytes, so that this case is the one to make fast.
 * Nothing outside of the arrays is read. Working memory is the stack: at most 2 KB. */
typedef void nlm_fully_connected_kernel(const nlm_matrix *m, const int8_t *x, uint32_t tokens,
                                        nlm_store store, void *y);

nlm_fully_connected_kernel nlm_fully_connected_portable;

/* The backend of this build. */
#if defined(__ARM_FEATURE_MVE)
#define NLM_BACKEND_NAME "mve"
#define NLM_FULLY_CONNECTED nlm_fully_connected_mve
nlm_fully_connected_kernel nlm_fully_connected_mve;
#elif defined(__ARM_FEATURE_DSP)
#define NLM_BACKEND_NAME "dsp"
#define NLM_FULLY_CONNECTED nlm_fully_connected_dsp
nlm_fully_connected_kernel nlm_fully_connected_dsp;
#else
#define NLM_BACKEND_NAME "portable"
#define NLM_FULLY_CONNECTED nlm_fully_connected_portable
#endif

#endif
