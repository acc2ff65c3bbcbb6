/* The kernels that a session runs: chosen when it is opened, so that a board whose vector kernels fail the
 * self-check can run the portable ones instead. */
#ifndef NLM_KERNEL_SET_H
#define NLM_KERNEL_SET_H

#include "nlm_backend.h"

typedef struct nlm_kernel_set {
  nlm_fully_connected_kernel *fully_connected;
  nlm_embed_kernel *embed;
  nlm_rmsnorm_kernel *rmsnorm;
  nlm_rope_kernel *rope;
  nlm_softmax_q15_kernel *softmax_q15;
  nlm_attention_kernel *attention;
  nlm_swiglu_kernel *swiglu;
} nlm_kernel_set;

/* This build's backend, and the portable kernels alone. */
extern const nlm_kernel_set nlm_backend_kernels, nlm_portable_kernels;

#endif
