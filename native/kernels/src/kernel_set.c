#include "nlm_kernel_set.h"

const nlm_kernel_set nlm_backend_kernels = {NLM_FULLY_CONNECTED, NLM_EMBED,     NLM_RMSNORM, NLM_ROPE,
                                            NLM_SOFTMAX_Q15,     NLM_ATTENTION, NLM_SWIGLU};

const nlm_kernel_set nlm_portable_kernels = {
    nlm_fully_connected_portable, nlm_embed_portable,     nlm_rmsnorm_portable, nlm_rope_portable,
    nlm_softmax_q15_portable,     nlm_attention_portable, nlm_swiglu_portable};
