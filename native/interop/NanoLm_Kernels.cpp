// The native method table of the assembly NanoLm.Kernels: a row for each of its methods, in the assembly's
// order. A wrong row would call another method with these arguments; the checksum, over all names and
// signatures, is what the CLR compares with the assembly before it runs it. After a change `make
// interop-check` says what to write here.
#include "NanoLm_Kernels.h"

// clang-format off
static const CLR_RT_MethodHandler method_lookup[] = {
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::ModelOpen___STATIC__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::ModelClose___STATIC__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::ModelCheck___STATIC__I4__I4__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::ModelInfo___STATIC__I4__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::SectionBytes___STATIC__I4__I4__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::SectionRead___STATIC__I4__I4__I4__I4__I4__SZARRAY_U1__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::SessionOpen___STATIC__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::SessionClose___STATIC__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::Begin___STATIC__I4__I4__SZARRAY_U2__I4__SZARRAY_U1__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::Advance___STATIC__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::Rewind___STATIC__I4__I4__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::ReadSentence___STATIC__I4__I4__SZARRAY_I2,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::ReadTags___STATIC__I4__I4__SZARRAY_U2__I4__SZARRAY_I2,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::ReadRows___STATIC__I4__I4__I4__SZARRAY_U2__I4__SZARRAY_I2,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::Softmax___STATIC__I4__SZARRAY_I2__I4__I4__SZARRAY_I2,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::Ticks___STATIC__I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::TagPath___STATIC__I4__I4__I4__SZARRAY_I2__SZARRAY_U2__I4__SZARRAY_U1__SZARRAY_I2__SZARRAY_I4,
    Library_NanoLm_Kernels_NanoLm_Kernels_Native::SelfCheck___STATIC__I4,
};

const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_NanoLm_Kernels =
{
    "NanoLm.Kernels",
    0x63E2E417,
    method_lookup,
    { 1, 0, 0, 0 }
};
// clang-format on
