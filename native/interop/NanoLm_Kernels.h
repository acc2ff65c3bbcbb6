// The native methods of the assembly NanoLm.Kernels, named by their signatures as nanoCLR's tools name them.
// `make interop-check` compares this class, the table and its checksum with the compiled assembly.
#ifndef NANOLM_KERNELS_H
#define NANOLM_KERNELS_H

#include <nanoCLR_Interop.h>
#include <nanoCLR_Runtime.h>

struct Library_NanoLm_Kernels_NanoLm_Kernels_Native {
  NANOCLR_NATIVE_DECLARE(ModelOpen___STATIC__I4__I4);
  NANOCLR_NATIVE_DECLARE(ModelClose___STATIC__I4__I4);
  NANOCLR_NATIVE_DECLARE(ModelCheck___STATIC__I4__I4__I4__I4);
  NANOCLR_NATIVE_DECLARE(ModelInfo___STATIC__I4__I4__I4);
  NANOCLR_NATIVE_DECLARE(SectionBytes___STATIC__I4__I4__I4__I4);
  NANOCLR_NATIVE_DECLARE(SectionRead___STATIC__I4__I4__I4__I4__I4__SZARRAY_U1__I4);
  NANOCLR_NATIVE_DECLARE(SessionOpen___STATIC__I4__I4);
  NANOCLR_NATIVE_DECLARE(SessionClose___STATIC__I4__I4);
  NANOCLR_NATIVE_DECLARE(Begin___STATIC__I4__I4__SZARRAY_U2__I4__SZARRAY_U1__I4);
  NANOCLR_NATIVE_DECLARE(Advance___STATIC__I4__I4);
  NANOCLR_NATIVE_DECLARE(Rewind___STATIC__I4__I4__I4);
  NANOCLR_NATIVE_DECLARE(ReadSentence___STATIC__I4__I4__SZARRAY_I2);
  NANOCLR_NATIVE_DECLARE(ReadTags___STATIC__I4__I4__SZARRAY_U2__I4__SZARRAY_I2);
  NANOCLR_NATIVE_DECLARE(ReadRows___STATIC__I4__I4__I4__SZARRAY_U2__I4__SZARRAY_I2);
  NANOCLR_NATIVE_DECLARE(Softmax___STATIC__I4__SZARRAY_I2__I4__I4__SZARRAY_I2);
  NANOCLR_NATIVE_DECLARE(Ticks___STATIC__I4);
  NANOCLR_NATIVE_DECLARE(
      TagPath___STATIC__I4__I4__I4__SZARRAY_I2__SZARRAY_U2__I4__SZARRAY_U1__SZARRAY_I2__SZARRAY_I4);
  NANOCLR_NATIVE_DECLARE(SelfCheck___STATIC__I4);
};

extern const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_NanoLm_Kernels;

#endif
