/* NanoLm: integer transformers over a flash image. MIT licence.
 *
 * The one native interface: nanoCLR's glue, P/Invoke on the desk and the kernel server of emulated boards use
 * it. No heap, no I/O, no globals; a call runs a bounded slice of work. The numbers are specified in
 * docs/numerics.md, the image in docs/image-format.md. Nothing here is thread safe per object; different
 * objects are independent. */
#ifndef NANOLM_H
#define NANOLM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default) /* a shared library exports this header and nothing else */
#endif

#define NLM_API_VERSION 1

/* Every call returns one of these; negative is an error. Managed code sees the same numbers. */
typedef enum {
  NLM_OK = 0,
  NLM_MORE = 1,           /* work is left: call again */
  NLM_E_ARGUMENT = -1,    /* null pointer, bad count or index */
  NLM_E_TRUNCATED = -2,   /* the image ends before what it announces */
  NLM_E_MAGIC = -3,       /* not a NanoLm image */
  NLM_E_VERSION = -4,     /* a format that this library does not know */
  NLM_E_CHECKSUM = -5,    /* header, table of contents or a section is damaged */
  NLM_E_FORMAT = -6,      /* a section is missing, misplaced or inconsistent */
  NLM_E_UNSUPPORTED = -7, /* well formed, but beyond this build's limits (sizes, weight order, bits) */
  NLM_E_ARENA = -8,       /* the arena is smaller than nlm_arena_bytes, or misaligned */
  NLM_E_TOO_LONG = -9,    /* more tokens than the model's positions */
  NLM_E_STATE = -10       /* not now: work is under way, or nothing has been run */
} nlm_status;

/* Section names, little-endian four letters (docs/image-format.md). */
#define NLM_FOURCC(a, b, c, d)                                                                               \
  ((uint32_t)(a) | ((uint32_t)(b) << 8) | ((uint32_t)(c) << 16) | ((uint32_t)(d) << 24))
#define NLM_SECTION_CONFIG NLM_FOURCC('C', 'O', 'N', 'F')
#define NLM_SECTION_PIECES NLM_FOURCC('P', 'I', 'E', 'C')
#define NLM_SECTION_NGRAMS NLM_FOURCC('N', 'G', 'R', 'M')
#define NLM_SECTION_LAYER NLM_FOURCC('L', 'A', 'Y', 'R')
#define NLM_SECTION_HEAD NLM_FOURCC('H', 'E', 'A', 'D')
#define NLM_SECTION_ROPE NLM_FOURCC('R', 'O', 'P', 'E')
#define NLM_SECTION_TOKENIZER NLM_FOURCC('T', 'O', 'K', 'N')
#define NLM_SECTION_GRAMMAR NLM_FOURCC('G', 'R', 'A', 'M')
#define NLM_SECTION_CALIBRATION NLM_FOURCC('C', 'A', 'L', 'I')
#define NLM_SECTION_TRANSITIONS NLM_FOURCC('T', 'R', 'A', 'N')
#define NLM_SECTION_CANARIES NLM_FOURCC('C', 'A', 'N', 'A')
#define NLM_SECTION_PROVENANCE NLM_FOURCC('P', 'R', 'O', 'V')
#define NLM_SECTION_DIGEST NLM_FOURCC('D', 'G', 'S', 'T')

/* HEAD section indices. */
enum { NLM_HEAD_SENTENCE = 0, NLM_HEAD_TAGS = 1, NLM_HEAD_VOCABULARY = 2 };

/* An opened image: a view, valid while the image's bytes stay where they are. At most 128 bytes on a 32-bit
 * core. */
typedef struct {
  const uint8_t *image;
  uint32_t image_bytes;
  uint32_t section_count;
  uint32_t dim;              /* width of the residual stream, 4..4096, a multiple of 4 */
  uint32_t layers;           /* 1..64 */
  uint32_t heads;            /* query heads */
  uint32_t kv_heads;         /* key/value heads; divides heads */
  uint32_t head_dim;         /* even, at most 256 */
  uint32_t hidden;           /* feed-forward width, a multiple of 4, at most 16384 */
  uint32_t max_tokens;       /* positions, 1..1024 */
  uint32_t causal;           /* 0: every token sees every token; 1: only itself and earlier ones */
  uint32_t pieces;           /* rows of the piece embedding */
  uint32_t ngram_rows;       /* rows of the n-gram embedding; 0: none */
  uint32_t sentence_outputs; /* logits of the sentence head; 0: no such head */
  uint32_t tag_outputs;      /* logits of the tag head; 0: no such head */
  uint32_t vocabulary_rows;  /* rows of the vocabulary head; 0: no such head */
} nlm_model;

/* One token of a prompt. word_bytes = 0: the token starts no word and gets no n-gram rows. */
typedef struct {
  uint16_t piece;      /* row of the piece embedding, below model.pieces */
  uint16_t word_start; /* byte offset of the token's word in the prompt's text */
  uint16_t word_bytes; /* bytes of that word */
} nlm_token;

/* A prompt being run over a model: all mutable state lies in the caller's arena. */
typedef struct {
  const nlm_model *model;
  uint8_t *arena;
  const struct nlm_kernel_set *kernels; /* those of this build, or the portable ones */
  uint32_t tokens; /* tokens whose residuals (and, where causal, keys and values) are valid or under way */
  uint32_t first;  /* first token of the block under way; equals tokens when nothing is */
  uint32_t layer;  /* next layer of the block under way */
} nlm_session;

/* Checks header, table of contents and every section's structure (not the sections' checksums), and fills
 * *model. image: 16-byte aligned, `bytes` readable. Never reads outside of it, whatever the bytes are.
 * Returns NLM_OK or the first fault found; *model is usable only after NLM_OK. */
nlm_status nlm_model_open(nlm_model *model, const void *image, size_t bytes);

/* Checks sections' CRC-32, at most max_bytes (1..) per call. *cursor starts at 0 and is the call's own
 * affair. Returns NLM_MORE until all is read, then NLM_OK with *cursor back at 0; NLM_E_CHECKSUM names
 * damage. */
nlm_status nlm_model_check(const nlm_model *model, uint64_t *cursor, uint32_t max_bytes);

/* The bytes of section `type`, number `index`. NLM_E_FORMAT when the image has none. */
nlm_status nlm_section(const nlm_model *model, uint32_t type, uint32_t index, const uint8_t **data,
                       uint32_t *bytes);

/* Exact number of bytes that a session of this model uses; a multiple of 16. */
size_t nlm_arena_bytes(const nlm_model *model);

/* Starts an empty session. arena: 16-byte aligned, at least nlm_arena_bytes(model); neither cleared nor
 * owned. */
nlm_status nlm_session_open(nlm_session *session, const nlm_model *model, void *arena, size_t bytes);

/* Makes a session run the portable kernels from now on, whatever the build has: the same results, slower. */
nlm_status nlm_session_use_portable(nlm_session *session);

/* Bytes of working memory for nlm_self_check. */
#define NLM_SELF_CHECK_BYTES 4096

/* Kernels that nlm_self_check may find wrong. */
enum {
  NLM_KERNEL_FULLY_CONNECTED = 1,
  NLM_KERNEL_EMBED = 2,
  NLM_KERNEL_RMSNORM = 4,
  NLM_KERNEL_ROPE = 8,
  NLM_KERNEL_SOFTMAX = 16,
  NLM_KERNEL_ATTENTION = 32,
  NLM_KERNEL_SWIGLU = 64
};

/* Runs each kernel of this build's backend and the portable one over built-in vectors, once, in about a
 * million instructions. Returns the sum of those that disagree (NLM_KERNEL_*), 0 when all is well; then
 * sessions are to be opened with nlm_session_use_portable. work: 16-byte aligned, NLM_SELF_CHECK_BYTES;
 * NLM_E_ARENA where it is not. */
int32_t nlm_self_check(void *work, size_t bytes);

/* Embeds `count` tokens (1..) of a prompt as the next block. Causal: they follow the tokens already run.
 * Bidirectional: they replace them, since every token sees all. text: `text_bytes` of normalised text (at
 * most 65535) that the tokens' words point into; neither array is kept after the call. Follow with
 * nlm_advance until it returns NLM_OK. NLM_E_STATE: a block is under way. After any error the session is
 * unchanged. */
nlm_status nlm_begin(nlm_session *session, const nlm_token *tokens, size_t count, const uint8_t *text,
                     size_t text_bytes);

/* Runs one layer of the block. NLM_MORE while layers are left, NLM_OK after the last one; NLM_E_STATE without
 * a block. */
nlm_status nlm_advance(nlm_session *session);

/* Keeps the first `count` tokens and forgets the rest. Causal models: keys and values of the kept prefix are
 * reused by the next nlm_begin. Bidirectional models: only 0 or all. Drops a block under way. */
nlm_status nlm_rewind(nlm_session *session, size_t count);

/* The three reads: NLM_E_STATE before NLM_OK of nlm_advance, NLM_E_FORMAT when the model has no such head.
 * They use the arena's working memory and leave the session as it is. A count of 0 reads nothing. */

/* Sentence head over all tokens. logits: int16[model.sentence_outputs], 1/256 nat. */
nlm_status nlm_read_sentence(const nlm_session *session, int16_t *logits);

/* Tag head at chosen tokens. positions: uint16[count], below session.tokens; logits: int16[count *
 * model.tag_outputs]. */
nlm_status nlm_read_tags(const nlm_session *session, const uint16_t *positions, size_t count,
                         int16_t *logits);

/* Vocabulary head at one token. rows: uint16[count]; logits: int16[count]. */
nlm_status nlm_read_rows(const nlm_session *session, size_t position, const uint16_t *rows, size_t count,
                         int16_t *logits);

/* Most logits of one softmax: their sum must fit its accumulator. */
#define NLM_SOFTMAX_MAX 4095

/* Probabilities (Q15, 32767 = 1) of logits in 1/256 nat. count 1..NLM_SOFTMAX_MAX; the arrays may be the
 * same. */
nlm_status nlm_softmax(const int16_t *logits, size_t count, int16_t *probabilities);

/* Bytes of working memory for nlm_tag_path. */
#define NLM_TAG_PATH_WORK(words, count) (sizeof(int32_t) * (count) * ((words) + 2u))

/* The best path of tags through a sentence, and how sure each of its tags is.
 * transitions: int8[tag_outputs][tag_outputs] of (from, to), 1/16 nat: section TRAN. NULL: all zero
 * tag_outputs: of the model
 * logits:      int16[words][tag_outputs], 1/256 nat, of nlm_read_tags at each word's first token
 * words:       1..1024
 * tags:        uint16[count], the tags that the path may have: 0 (O), then pairs of a slot's B (odd) and I
 * count:       1..255, odd, at most tag_outputs
 * path:        uint8[words], indices into tags. Of equally good paths, that with the lower index at the last
 *              word where they differ
 * margins:     int16[words], 1/256 nat: the path's score less that of the best path with another tag at this
 *              word, never negative, saturated
 * work:        4-byte aligned, NLM_TAG_PATH_WORK(words, count) bytes; NLM_E_ARENA where it is not */
nlm_status nlm_tag_path(const int8_t *transitions, size_t tag_outputs, const int16_t *logits, size_t words,
                        const uint16_t *tags, size_t count, uint8_t *path, int16_t *margins, void *work,
                        size_t work_bytes);

/* One English sentence for a status, for logs and consoles. */
const char *nlm_status_text(nlm_status status);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif
#endif
