using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("NanoLm.Kernels")]
[assembly: AssemblyDescription("Interop surface of NanoLm's native kernels")]
[assembly: AssemblyCopyright("Copyright (c) The NanoLm authors")]
[assembly: AssemblyVersion("1.0.0.0")]

// Compared with the version in the native method table when the assembly is loaded: change both, or neither.
[assembly: AssemblyNativeVersion("1.0.0.0")]
