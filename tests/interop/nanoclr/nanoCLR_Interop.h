// What native/interop uses of nanoCLR's headers, for tests on the desk: the same names and types, and a stack
// frame whose arguments know their types, so that a wrong marshalling call is seen.
#pragma once

#include <cstdint>
#include <vector>

typedef int HRESULT;
#define S_OK ((HRESULT)0)
#define CLR_E_NULL_REFERENCE ((HRESULT)0xA1000000)
#define CLR_E_WRONG_TYPE ((HRESULT)0xA2000000)
#define FAILED(hr) ((hr) < 0)
#define SUCCEEDED(hr) ((hr) >= 0)

template <class T> class CLR_RT_TypedArray {
public:
  CLR_RT_TypedArray() = default;
  CLR_RT_TypedArray(T *data, unsigned int size) : data_(data), size_(size) {}
  T *GetBuffer() { return data_; }
  unsigned int GetSize() { return size_; }

private:
  T *data_ = nullptr;
  unsigned int size_ = 0;
};
typedef CLR_RT_TypedArray<unsigned char> CLR_RT_TypedArray_UINT8;
typedef CLR_RT_TypedArray<signed short> CLR_RT_TypedArray_INT16;
typedef CLR_RT_TypedArray<unsigned short> CLR_RT_TypedArray_UINT16;
typedef CLR_RT_TypedArray<signed int> CLR_RT_TypedArray_INT32;

// A managed argument: a number, null, or an array of `size` elements.
struct Argument {
  enum Type { Number, Null, U1, I2, U2, I4 } type;
  int number;
  void *data;
  unsigned int size;
};

struct CLR_RT_StackFrame {
  std::vector<Argument> arguments;
  int result = 0;
  int results = 0; // how often one was set
};

#define NANOCLR_NATIVE_DECLARE(method) static HRESULT method(CLR_RT_StackFrame &stack)
typedef HRESULT (*CLR_RT_MethodHandler)(CLR_RT_StackFrame &stack);

struct CLR_RECORD_VERSION {
  uint16_t iMajorVersion, iMinorVersion, iBuildNumber, iRevisionNumber;
};

struct CLR_RT_NativeAssemblyData {
  const char *m_szAssemblyName;
  unsigned int m_checkSum;
  const void *m_pNativeMethods;
  CLR_RECORD_VERSION m_Version;
};

inline HRESULT Interop_Marshal_INT32(const CLR_RT_StackFrame &stack, unsigned int index, int &number) {
  number = stack.arguments.at(index).number;
  return stack.arguments[index].type == Argument::Number ? S_OK : CLR_E_WRONG_TYPE;
}

// As the CLR has it: null is a null reference, an array of other elements the wrong type.
template <class T>
HRESULT marshal_array(const CLR_RT_StackFrame &stack, unsigned int index, Argument::Type type,
                      CLR_RT_TypedArray<T> &array) {
  const Argument &given = stack.arguments.at(index);
  if (given.type != type)
    return given.type == Argument::Null ? CLR_E_NULL_REFERENCE : CLR_E_WRONG_TYPE;
  array = CLR_RT_TypedArray<T>(static_cast<T *>(given.data), given.size);
  return S_OK;
}
inline HRESULT Interop_Marshal_UINT8_ARRAY(const CLR_RT_StackFrame &stack, unsigned int index,
                                           CLR_RT_TypedArray_UINT8 &array) {
  return marshal_array(stack, index, Argument::U1, array);
}
inline HRESULT Interop_Marshal_INT16_ARRAY(const CLR_RT_StackFrame &stack, unsigned int index,
                                           CLR_RT_TypedArray_INT16 &array) {
  return marshal_array(stack, index, Argument::I2, array);
}
inline HRESULT Interop_Marshal_UINT16_ARRAY(const CLR_RT_StackFrame &stack, unsigned int index,
                                            CLR_RT_TypedArray_UINT16 &array) {
  return marshal_array(stack, index, Argument::U2, array);
}
inline HRESULT Interop_Marshal_INT32_ARRAY(const CLR_RT_StackFrame &stack, unsigned int index,
                                           CLR_RT_TypedArray_INT32 &array) {
  return marshal_array(stack, index, Argument::I4, array);
}
inline void SetResult_INT32(CLR_RT_StackFrame &stack, int value) {
  stack.result = value;
  stack.results++;
}
