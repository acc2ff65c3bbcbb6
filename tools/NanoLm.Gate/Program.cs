using System.CommandLine;
using NanoLm.Gate;

// What the device's project files call where nanoFramework's project system is not installed (nf.targets).
var name = new Option<string>("--assembly") { Description = "the assembly's name", Required = true };
var output = new Option<FileInfo>("--out") { Description = "where the checked assembly goes", Required = true };
var executable = new Option<bool>("--exe") { Description = "it has a Main" };
var language = new Option<string>("--language") { Description = "version of C#", DefaultValueFactory = _ => "9.0" };
var constants = new Option<string>("--define") { Description = "preprocessor symbols, separated by semicolons", DefaultValueFactory = _ => "" };
var references = new Option<string[]>("--reference")
{
    Description = "an assembly: a file, or the name of one that nanoFramework publishes",
    DefaultValueFactory = _ => [],
};
var sources = new Argument<string[]>("sources") { Description = "C# files", Arity = ArgumentArity.OneOrMore };
var command = new RootCommand("Compiles a nanoFramework assembly against the reference surface and rejects what breaks on a device.")
{
    name, output, executable, language, constants, references, sources,
};

command.SetAction(arguments =>
{
    // What has no surface is there for other packages only: firmware that uses it does not compile.
    var images = arguments.GetValue(references)!
        .Select(r => File.Exists(r) ? File.ReadAllBytes(r) : NanoCompiler.Surface.GetValueOrDefault(r.Split(',')[0])).OfType<byte[]>();
    var project = new NanoProject(arguments.GetValue(name)!, arguments.GetValue(sources)!, [.. images])
    {
        Executable = arguments.GetValue(executable),
        Language = arguments.GetValue(language)!,
        Constants = arguments.GetValue(constants)!.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };
    var (module, image, errors) = NanoCompiler.Compile(project);
    var findings = module is null ? errors : Gate.Check(module);
    foreach (var finding in findings) Console.Error.WriteLine(finding.Message);
    if (findings.Count > 0) return 1;
    var file = arguments.GetValue(output)!;
    file.Directory!.Create();
    File.WriteAllBytes(file.FullName, image);
    return 0;
});
return command.Parse(args).Invoke();
