using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Reports;
using ModelPacker.Output;

namespace ModelPacker.Commands;

/// <summary>report: an image on labelled utterances, as one HTML file.</summary>
internal static class ReportCommand
{
    private static readonly Option<string> Model = Options.Required<string>("--model", "F.nlm", "an image");
    private static readonly Option<string[]> Data = Options.Required<string[]>("--data", "F.jsonl", "labelled utterances");
    private static readonly Option<string> Out = Options.Required<string>("--out", "F.html", "the report to write");

    public static Command Create()
    {
        var command = new Verb(
            "report",
            "Writes what an image gets right and wrong on labelled utterances as one HTML file, to look at in a browser.",
            "modelpacker report --model model/model.nlm --data test.jsonl --out report.html")
        { Model, Data, Out };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Model);
        string[] data = parsed.GetRequiredValue(Data);
        string target = parsed.GetRequiredValue(Out);
        Files.Demand(data);
        if (Files.IsCheckpoint(Files.Read(path)))
        {
            throw new UsageException($"{path} is a checkpoint: pack it first");
        }

        using HostImage image = Files.OpenImage(path);
        EvaluationReport judged = ImageEvaluation.Run(image, Files.ReadUtterances(data, new DeviceRecognizer(image).Schema));
        Files.Write(target, HtmlReport.Write(new RunReport(judged.Schema.Name, Facts(image, path, data), [Stage(image, judged)], judged, [])));
        Terminal.Note($"{target} is written; open it in a browser");
        return ExitCode.Success;
    }

    private static StageRecord Stage(HostImage image, EvaluationReport judged)
    {
        ModelConfig config = image.Reader.Config;
        return new StageRecord("image", $"{config.Layers} layers of width {config.Dim}, {config.Heads} heads, {config.Pieces} subwords, "
            + $"{config.NgramRows} n-gram rows", new ModelWeights(config).Count, config.MultiplyAccumulates, image.Reader.Bytes, 0,
            judged.Intents.Share, judged.WholeSentences.Share, judged.SlotF1, []);
    }

    private static IReadOnlyList<(string Name, string Value)> Facts(HostImage image, string path, IEnumerable<string> data) =>
    [
        ("image", $"{Path.GetFileName(path)}, {Format.Bytes(image.Reader.Bytes)}"),
        ("SHA-256", Sha256(path)),
        ("RAM on a board", Format.Bytes(image.ArenaBytes)),
        .. data.SelectMany(file => new[] { ("data", Path.GetFileName(file)), ("SHA-256", Sha256(file)) }),
        .. Provenance(image.Reader),
    ];

    // Whatever wrote the image decides what is in there; the report shows it as it is.
    private static IEnumerable<(string Name, string Value)> Provenance(ImageReader image)
    {
        if (image.Find(SectionType.Provenance) is not { } section)
        {
            return [];
        }

        string text = Encoding.UTF8.GetString(section.Span);
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? [.. Flatten("", json.RootElement)] : [("provenance", text)];
        }
        catch (JsonException)
        {
            return [("provenance", text)];
        }
    }

    private static IEnumerable<(string Name, string Value)> Flatten(string prefix, JsonElement element) => element.EnumerateObject().SelectMany(
        member => member.Value.ValueKind == JsonValueKind.Object
            ? Flatten($"{prefix}{member.Name} ", member.Value)
            : [(prefix + member.Name, member.Value.ToString())]);

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(Files.Read(path)));
}
