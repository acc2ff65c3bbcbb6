using System.Reflection;

[assembly: AssemblyTitle("NFUnitTest")]
[assembly: AssemblyDescription("Unit tests of NanoLm that run on a device")]
[assembly: AssemblyCopyright("Copyright (c) The NanoLm authors")]
[assembly: AssemblyVersion("0.1.0.0")]
