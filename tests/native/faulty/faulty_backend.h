/* A backend for tests: the portable kernels, one of which gets its first result wrong. */
#define NLM_BACKEND_NAME "faulty"
#define NLM_BACKEND_ORDER NLM_ORDER_DSP
#define NLM_FULLY_CONNECTED faulty_fully_connected
#define NLM_EMBED faulty_embed
#define NLM_RMSNORM faulty_rmsnorm
#define NLM_ROPE faulty_rope
#define NLM_SOFTMAX_Q15 faulty_softmax_q15
#define NLM_ATTENTION faulty_attention
#define NLM_SWIGLU faulty_swiglu
nlm_fully_connected_kernel faulty_fully_connected;
nlm_embed_kernel faulty_embed;
nlm_rmsnorm_kernel faulty_rmsnorm;
nlm_rope_kernel faulty_rope;
nlm_softmax_q15_kernel faulty_softmax_q15;
nlm_attention_kernel faulty_attention;
nlm_swiglu_kernel faulty_swiglu;

/* Which, NLM_KERNEL_*; 0: none. */
extern int faulty_kernel;
