// NanoLm.Kernels.Native for nanoCLR: takes the arguments off the managed stack, checks arrays against counts,
// and calls nlm_board.h. A null array throws NullReferenceException; every other fault is a negative
// nlm_status.
//
// Arrays lie in the managed heap, which moves: no pointer outlives its call, and nothing here allocates
// there. The CLR runs nothing else meanwhile, so that a call does a slice of work: a layer, or check_slice
// bytes.
#include <cstddef>
#include <string_view>
#include <tuple>
#include <utility>

// After the standard headers: nanoCLR's define min and max as macros.
#include "NanoLm_Kernels.h"
#include "nlm_board.h"
#include "nlm_port.h"

namespace {

using Bytes = CLR_RT_TypedArray_UINT8;
using Shorts = CLR_RT_TypedArray_INT16;
using UShorts = CLR_RT_TypedArray_UINT16;
using Ints = CLR_RT_TypedArray_INT32;

const int check_slice = 65536; // bytes; a few milliseconds

// The board's handles. Restarting the managed program, as every deployment from the IDE does, leaves native
// memory as it is: handles of the last run are forgotten when the CLR's start time is another.
nlm_board *board() {
  static nlm_board state;
  static CLR_INT64 started = -1;
  if (started != g_CLR_RT_ExecutionEngine.m_startTime) {
    started = g_CLR_RT_ExecutionEngine.m_startTime;
    size_t bytes = 0;
    void *arena = nlm_port_arena(&bytes);
    nlm_board_start(&state, arena, bytes);
  }
  return &state;
}

template <class Array> bool holds(Array &array, int count) {
  return count >= 0 && static_cast<unsigned int>(count) <= array.GetSize();
}

int model_open(int slot) {
  if (slot < 0 || slot > 1)
    return NLM_E_ARGUMENT;
  size_t bytes = 0;
  const void *image = nlm_port_slot(slot, &bytes);
  return nlm_board_model_open(board(), image, bytes);
}

int model_close(int model) {
  return nlm_board_model_close(board(), model);
}

int model_check(int model, int cursor, int bytes) {
  return nlm_board_model_check(board(), model, cursor, bytes < check_slice ? bytes : check_slice);
}

int model_info(int model, int key) {
  return nlm_board_model_info(board(), model, key);
}

int section_bytes(int model, int type, int index) {
  const uint8_t *data;
  return nlm_board_section(board(), model, type, index, &data);
}

int section_read(int model, int type, int index, int offset, Bytes buffer, int count) {
  return holds(buffer, count)
             ? nlm_board_section_read(board(), model, type, index, offset, buffer.GetBuffer(), count)
             : NLM_E_ARGUMENT;
}

int session_open(int model) {
  return nlm_board_session_open(board(), model);
}

int session_close(int session) {
  return nlm_board_session_close(board(), session);
}

// Tokens are triples (piece, word start, word bytes): nlm_token's own layout.
int begin(int session, UShorts tokens, int count, Bytes text, int text_bytes) {
  static_assert(sizeof(nlm_token) == 3 * sizeof(uint16_t) && alignof(nlm_token) == alignof(uint16_t),
                "an array of triples is an array of tokens");
  return count >= 0 && count <= UINT16_MAX && holds(tokens, 3 * count) && holds(text, text_bytes)
             ? nlm_board_begin(board(), session, reinterpret_cast<const nlm_token *>(tokens.GetBuffer()),
                               count, text.GetBuffer(), text_bytes)
             : NLM_E_ARGUMENT;
}

int advance(int session) {
  return nlm_board_advance(board(), session);
}

int rewind(int session, int count) {
  return nlm_board_rewind(board(), session, count);
}

int read_sentence(int session, Shorts logits) {
  return nlm_board_read_sentence(board(), session, logits.GetBuffer(), logits.GetSize());
}

int read_tags(int session, UShorts positions, int count, Shorts logits) {
  return holds(positions, count) ? nlm_board_read_tags(board(), session, positions.GetBuffer(), count,
                                                       logits.GetBuffer(), logits.GetSize())
                                 : NLM_E_ARGUMENT;
}

int read_rows(int session, int position, UShorts rows, int count, Shorts logits) {
  return holds(rows, count) ? nlm_board_read_rows(board(), session, position, rows.GetBuffer(), count,
                                                  logits.GetBuffer(), logits.GetSize())
                            : NLM_E_ARGUMENT;
}

int softmax(Shorts logits, int offset, int count, Shorts probabilities) {
  if (offset < 0 || count < 0 || count > NLM_SOFTMAX_MAX || offset > INT32_MAX - count ||
      !holds(logits, offset + count) || !holds(probabilities, offset + count))
    return NLM_E_ARGUMENT;
  return nlm_softmax(logits.GetBuffer() + offset, static_cast<size_t>(count),
                     probabilities.GetBuffer() + offset);
}

int ticks() {
  return static_cast<int>(nlm_port_microseconds());
}

int tag_path(int model, int words, Shorts logits, UShorts tags, int count, Bytes path, Shorts margins,
             Ints work) {
  return holds(tags, count) && holds(path, words) && holds(margins, words)
             ? nlm_board_tag_path(board(), model, words, logits.GetBuffer(), logits.GetSize(),
                                  tags.GetBuffer(), count, path.GetBuffer(), margins.GetBuffer(),
                                  work.GetBuffer(), sizeof(int32_t) * work.GetSize())
             : NLM_E_ARGUMENT;
}

int self_check() {
  return nlm_board_self_check(board());
}

// Marshalling: the type of a function's parameter chooses how its argument is taken.
HRESULT take(const CLR_RT_StackFrame &stack, unsigned int index, int &argument) {
  return Interop_Marshal_INT32(stack, index, argument);
}
HRESULT take(const CLR_RT_StackFrame &stack, unsigned int index, Bytes &argument) {
  return Interop_Marshal_UINT8_ARRAY(stack, index, argument);
}
HRESULT take(const CLR_RT_StackFrame &stack, unsigned int index, Shorts &argument) {
  return Interop_Marshal_INT16_ARRAY(stack, index, argument);
}
HRESULT take(const CLR_RT_StackFrame &stack, unsigned int index, UShorts &argument) {
  return Interop_Marshal_UINT16_ARRAY(stack, index, argument);
}
HRESULT take(const CLR_RT_StackFrame &stack, unsigned int index, Ints &argument) {
  return Interop_Marshal_INT32_ARRAY(stack, index, argument);
}

template <class... Parameters, size_t... Index>
HRESULT call(CLR_RT_StackFrame &stack, int (*function)(Parameters...), std::index_sequence<Index...>) {
  std::tuple<Parameters...> arguments;
  HRESULT hr = S_OK;
  (void)(SUCCEEDED(hr = take(stack, Index, std::get<Index>(arguments))) && ...);
  if (FAILED(hr))
    return hr;
  SetResult_INT32(stack, function(std::get<Index>(arguments)...));
  return S_OK;
}

HRESULT call(CLR_RT_StackFrame &stack, int (*function)()) {
  SetResult_INT32(stack, function());
  return S_OK;
}

template <class... Parameters> HRESULT call(CLR_RT_StackFrame &stack, int (*function)(Parameters...)) {
  return call(stack, function, std::index_sequence_for<Parameters...>());
}

// The parameters' types as method names tell them, so that a changed signature does not compile with the old
// function behind it.
template <class T> constexpr std::string_view type_name = "";
template <> constexpr std::string_view type_name<int> = "__I4";
template <> constexpr std::string_view type_name<Bytes> = "__SZARRAY_U1";
template <> constexpr std::string_view type_name<Shorts> = "__SZARRAY_I2";
template <> constexpr std::string_view type_name<UShorts> = "__SZARRAY_U2";
template <> constexpr std::string_view type_name<Ints> = "__SZARRAY_I4";

template <class... Parameters> constexpr bool fits(std::string_view method, int (*)(Parameters...)) {
  constexpr std::string_view start = "___STATIC"; // then the types: the result's, and the parameters'
  size_t at = method.find(start) + start.size();
  bool same = true;
  for (std::string_view name : {type_name<int>, type_name<Parameters>...}) {
    same = same && method.substr(at, name.size()) == name;
    at += same ? name.size() : 0;
  }
  return same && at == method.size();
}

} // namespace

#define NATIVE(method, function)                                                                             \
  static_assert(fits(#method, function), "the function's parameters are not the managed method's");          \
  HRESULT Library_NanoLm_Kernels_NanoLm_Kernels_Native::method(CLR_RT_StackFrame &stack) {                   \
    return call(stack, function);                                                                            \
  }

// clang-format off
NATIVE(ModelOpen___STATIC__I4__I4, model_open)
NATIVE(ModelClose___STATIC__I4__I4, model_close)
NATIVE(ModelCheck___STATIC__I4__I4__I4__I4, model_check)
NATIVE(ModelInfo___STATIC__I4__I4__I4, model_info)
NATIVE(SectionBytes___STATIC__I4__I4__I4__I4, section_bytes)
NATIVE(SectionRead___STATIC__I4__I4__I4__I4__I4__SZARRAY_U1__I4, section_read)
NATIVE(SessionOpen___STATIC__I4__I4, session_open)
NATIVE(SessionClose___STATIC__I4__I4, session_close)
NATIVE(Begin___STATIC__I4__I4__SZARRAY_U2__I4__SZARRAY_U1__I4, begin)
NATIVE(Advance___STATIC__I4__I4, advance)
NATIVE(Rewind___STATIC__I4__I4__I4, rewind)
NATIVE(ReadSentence___STATIC__I4__I4__SZARRAY_I2, read_sentence)
NATIVE(ReadTags___STATIC__I4__I4__SZARRAY_U2__I4__SZARRAY_I2, read_tags)
NATIVE(ReadRows___STATIC__I4__I4__I4__SZARRAY_U2__I4__SZARRAY_I2, read_rows)
NATIVE(Softmax___STATIC__I4__SZARRAY_I2__I4__I4__SZARRAY_I2, softmax)
NATIVE(Ticks___STATIC__I4, ticks)
NATIVE(TagPath___STATIC__I4__I4__I4__SZARRAY_I2__SZARRAY_U2__I4__SZARRAY_U1__SZARRAY_I2__SZARRAY_I4, tag_path)
NATIVE(SelfCheck___STATIC__I4, self_check)
// clang-format on
