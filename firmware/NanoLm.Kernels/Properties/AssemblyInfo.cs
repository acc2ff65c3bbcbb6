using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: AssemblyTitle("NanoLm.Kernels")]
[assembly: AssemblyDescription("Interop surface of NanoLm's native kernels")]
[assembly: AssemblyCopyright("Copyright (c) The NanoLm authors")]
[assembly: AssemblyVersion("1.0.0.0")]

// That of the native method table: deployment compares them, and the metadata processor insists on one. What the CLR
// compares when it loads the assembly is the table's checksum (docs/interop.md).
[assembly: AssemblyNativeVersion("1.0.0.0")]
