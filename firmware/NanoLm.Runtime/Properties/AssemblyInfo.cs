using System.Reflection;

[assembly: AssemblyTitle("NanoLm.Runtime")]
[assembly: AssemblyDescription("Command understanding on the device: text, tokens, prompts, inference")]
[assembly: AssemblyCopyright("Copyright (c) The NanoLm authors")]
[assembly: AssemblyVersion("0.1.0.0")]
