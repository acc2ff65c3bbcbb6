#include "nanolm.h"

const char *nlm_status_text(nlm_status status) {
  switch (status) {
  case NLM_OK:
    return "Done.";
  case NLM_MORE:
    return "Work is left: call again.";
  case NLM_E_ARGUMENT:
    return "An argument is null, out of range or points outside of its array.";
  case NLM_E_TRUNCATED:
    return "The model image ends before what it announces: transfer it again.";
  case NLM_E_MAGIC:
    return "This is not a NanoLm model image.";
  case NLM_E_VERSION:
    return "The model image has a format that this firmware does not know: update the firmware or pack the "
           "model again.";
  case NLM_E_CHECKSUM:
    return "The model image is damaged: transfer it again.";
  case NLM_E_FORMAT:
    return "The model image lacks a section, or has one that is misplaced or inconsistent: pack the model "
           "again.";
  case NLM_E_UNSUPPORTED:
    return "The model image is beyond the limits of this firmware in size, weight order or bits.";
  case NLM_E_ARENA:
    return "The arena is smaller than nlm_arena_bytes says, or not 16-byte aligned.";
  case NLM_E_TOO_LONG:
    return "The text has more tokens than the model has positions: shorten it.";
  case NLM_E_STATE:
    return "Not now: a block of tokens is under way, or nothing has been run.";
  }
  return "Unknown status.";
}
