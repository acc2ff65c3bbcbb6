using System.CommandLine;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Output;
using NanoLm.Runtime;

namespace ModelPacker.Commands;

/// <summary>verify: whether an image is sound and answers as it should.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Image = new("FILE") { Description = "the image" };

    public static Command Create()
    {
        var command = new Verb(
            "verify",
            "Checks an image: structure, checksums, digest, and that its canary prompts are answered as recorded.",
            "modelpacker verify model/model.nlm")
        { Image };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(Image)));
        return command;
    }

    private static int Run(string path)
    {
        byte[] bytes = Files.Read(path);
        try
        {
            ImageReader reader = ImageReader.Open(bytes);
            Console.Out.WriteLine($"structure  ok, {reader.Sections.Count()} sections, {Format.Bytes(reader.Bytes)}");
            reader.CheckContents();
            Console.Out.WriteLine("checksums  ok");
            Console.Out.WriteLine("digest     ok");
            using var image = new HostImage(bytes);
            Console.Out.WriteLine($"engine     ok, takes {Format.Bytes(image.ArenaBytes)} of RAM");
            return CheckCanaries(image) ? ExitCode.Success : ExitCode.Fault;
        }
        catch (Exception e) when (e is ImageException or EngineException or ImageFormatException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static bool CheckCanaries(HostImage image)
    {
        if (image.Reader.Find(SectionType.Canaries) is not { } section)
        {
            Console.Out.WriteLine("canaries   none");
            return true;
        }

        var recognizer = new DeviceRecognizer(image);
        int wrong = 0;
        IReadOnlyList<Canary> canaries = CanarySection.Read(section.Span);
        foreach (Canary canary in canaries)
        {
            string answer = recognizer.RecognizeCanary(canary.Text);
            if (answer != canary.Answer)
            {
                wrong++;
                Terminal.Error($"'{canary.Text}' is answered {answer}, but {canary.Answer} is recorded");
            }
        }

        Console.Out.WriteLine(
            $"canaries   {(wrong == 0 ? "ok" : "WRONG")}, {canaries.Count - wrong} of {canaries.Count} answered as recorded");
        return wrong == 0;
    }
}
