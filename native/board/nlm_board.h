/* NanoLm: the engine behind small numbers. MIT licence.
 *
 * What nanoCLR's glue and the kernel server have in common: models and sessions as handles, sessions' parts
 * of one arena, and ranges checked before nanolm.h is called. All state in one nlm_board; no heap, no I/O.
 * Every call returns a handle, a count or NLM_OK, or a negative nlm_status. Handles are 0 and up; one that
 * names nothing open is NLM_E_ARGUMENT, as is a negative count. Arrays are not kept after a call. */
#ifndef NLM_BOARD_H
#define NLM_BOARD_H

#include "nanolm.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { NLM_BOARD_MODELS = 4, NLM_BOARD_SESSIONS = 4 };

typedef struct {
  nlm_model view;
  uint64_t check_cursor; /* of nlm_model_check */
  int32_t checked;       /* the cursor that callers see: bytes so far */
  uint8_t open;
} nlm_board_model;

typedef struct {
  nlm_session state;
  size_t arena_at, arena_bytes; /* its part of the arena */
  int32_t model;
  uint8_t open;
} nlm_board_session;

typedef struct {
  uint8_t *arena;
  size_t arena_bytes;
  nlm_board_model models[NLM_BOARD_MODELS];
  nlm_board_session sessions[NLM_BOARD_SESSIONS];
  uint8_t portable; /* the self-check found a kernel wrong: sessions run the portable ones */
} nlm_board;

/* Forgets all handles and takes an arena: 16-byte aligned; sessions share it. *board need not be initialised.
 */
void nlm_board_start(nlm_board *board, void *arena, size_t bytes);

/* Opens an image, 16-byte aligned; it must stay where it is until the model is closed. Null: NLM_E_MAGIC.
 * NLM_E_STATE: too many are open. */
int32_t nlm_board_model_open(nlm_board *board, const void *image, size_t bytes);

/* NLM_E_STATE while a session of the model is open. */
int32_t nlm_board_model_close(nlm_board *board, int32_t model);

/* Checks the sections' checksums, at most `bytes` (1..) per call. cursor: 0 to start, then what the last call
 * returned. Returns the next cursor, or 0 when all is read and right. */
int32_t nlm_board_model_check(nlm_board *board, int32_t model, int32_t cursor, int32_t bytes);

/* A dimension, by the keys of docs/architecture.md. */
int32_t nlm_board_model_info(const nlm_board *board, int32_t model, int32_t key);

/* Where a section is. Returns its bytes. */
int32_t nlm_board_section(const nlm_board *board, int32_t model, int32_t type, int32_t index,
                          const uint8_t **data);

/* Copies `count` bytes of a section from `offset` on. Returns the count. */
int32_t nlm_board_section_read(const nlm_board *board, int32_t model, int32_t type, int32_t index,
                               int32_t offset, uint8_t *buffer, int32_t count);

/* NLM_E_ARENA: the arena has no room left; NLM_E_STATE: too many are open. */
int32_t nlm_board_session_open(nlm_board *board, int32_t model);
int32_t nlm_board_session_close(nlm_board *board, int32_t session);

/* An open session, or null. */
const nlm_session *nlm_board_find_session(const nlm_board *board, int32_t session);

/* nlm_begin, nlm_advance, nlm_rewind. */
int32_t nlm_board_begin(nlm_board *board, int32_t session, const nlm_token *tokens, int32_t count,
                        const uint8_t *text, int32_t text_bytes);
int32_t nlm_board_advance(nlm_board *board, int32_t session);
int32_t nlm_board_rewind(nlm_board *board, int32_t session, int32_t count);

/* nlm_read_sentence, nlm_read_tags, nlm_read_rows. capacity: of logits, NLM_E_ARGUMENT where it is too small.
 */
int32_t nlm_board_read_sentence(const nlm_board *board, int32_t session, int16_t *logits, size_t capacity);
int32_t nlm_board_read_tags(const nlm_board *board, int32_t session, const uint16_t *positions, int32_t count,
                            int16_t *logits, size_t capacity);
int32_t nlm_board_read_rows(const nlm_board *board, int32_t session, int32_t position, const uint16_t *rows,
                            int32_t count, int16_t *logits, size_t capacity);

/* nlm_tag_path with the model's transitions. logits: int16[logit_count], at least [words][tag_outputs]. */
int32_t nlm_board_tag_path(const nlm_board *board, int32_t model, int32_t words, const int16_t *logits,
                           size_t logit_count, const uint16_t *tags, int32_t count, uint8_t *path,
                           int16_t *margins, void *work, size_t work_bytes);

/* nlm_self_check in the arena, NLM_E_STATE while a session is open. Returns the sum of the wrong kernels;
 * after one, sessions are opened with the portable kernels. */
int32_t nlm_board_self_check(nlm_board *board);

#ifdef __cplusplus
}
#endif
#endif
