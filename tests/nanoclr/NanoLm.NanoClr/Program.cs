using System.CommandLine;
using NanoLm.Gate;
using NanoLm.NanoClr;

var nanoclr = new Option<string>("--nanoclr") { Description = "The command that runs nanoCLR with native/interop in it; .pe files follow it, mscorlib's first" };
var mdp = new Option<string>("--mdp") { Description = "The command that runs nanoFramework's metadata processor (the package nanoFramework.Tools.MetadataProcessor.CLI)" };
var references = new Option<string>("--references") { Description = "The folder with nanoFramework's assemblies and their .pe files, such as packages/" };
var model = new Option<string>("--model") { Description = "The image for model slot 0, which NANOLM_SLOT0 names to nanoCLR", DefaultValueFactory = _ => "models/smart-home/model.nlm" };
var command = new RootCommand("Compiles firmware and device unit tests against nanoFramework's own assemblies and runs them on a real nanoCLR.") { nanoclr, mdp, references, model };
command.SetAction(arguments =>
{
    if (arguments.GetValue(nanoclr) is not { Length: > 0 } clr || arguments.GetValue(mdp) is not { Length: > 0 } processor
        || arguments.GetValue(references) is not { Length: > 0 } assemblies)
    {
        Console.WriteLine("nanoclr-test: skipped: it needs a finished nanoCLR, a metadata processor and assemblies: "
            + "make nanoclr-test NANOCLR=command MDP=command REFERENCES=folder (docs/boards.md)");
        return 0;
    }
    try
    {
        string root = NanoCompiler.RepositoryRoot;
        return Proofs.Run(root, clr, new DeviceBuild(assemblies, processor, Path.Combine(root, "build", "nanoclr")), arguments.GetValue(model)!) ? 0 : 1;
    }
    catch (Exception failure) when (failure is ToolException or InvalidDataException or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"nanoclr-test: {failure.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();
