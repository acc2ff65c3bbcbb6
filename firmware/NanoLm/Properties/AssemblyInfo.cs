using System.Reflection;

[assembly: AssemblyTitle("NanoLm")]
[assembly: AssemblyDescription("The application that is flashed: console and actions")]
[assembly: AssemblyCopyright("Copyright (c) The NanoLm authors")]
[assembly: AssemblyVersion("0.1.0.0")]
