using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelPacker.Core.Calibration;
using ModelPacker.Core.Corpora;
using ModelPacker.Core.Evaluation;
using ModelPacker.Core.Image;
using ModelPacker.Core.Model;
using ModelPacker.Core.Quantization;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Pipeline;

/// <summary>How to pack.</summary>
/// <param name="Header">What the image says of itself.</param>
/// <param name="Precision">Share of the answers given that must be right, 0..1; null: as many texts as possible are dealt with
/// rightly.</param>
/// <param name="Format">What the weights become; null: what the checkpoint was trained for, else 8 bits.</param>
/// <param name="Order">The order of the matrices' weights.</param>
public sealed record PackOptions(ImageHeader Header, double? Precision = null, WeightFormat? Format = null, WeightOrder Order = WeightOrder.Rows);

/// <summary>A packed model.</summary>
/// <param name="Image">The image's bytes.</param>
/// <param name="ArenaBytes">RAM that a session takes.</param>
/// <param name="Temperature">What the sentence logits were divided by.</param>
/// <param name="Threshold">Percent below which commands are refused.</param>
/// <param name="Canaries">Number of canary prompts.</param>
/// <param name="Report">The image on the samples that it was calibrated on.</param>
public sealed record PackResult(byte[] Image, int ArenaBytes, double Temperature, int Threshold, int Canaries, EvaluationReport Report);

/// <summary>
/// Turns a checkpoint into an image: quantise, calibrate on the integer kernels, choose canaries. The same checkpoint gives the same bytes.
/// </summary>
public sealed class CheckpointPacker
{
    private readonly Checkpoint checkpoint;
    private readonly QuantizationPlan plan;
    private readonly IReadOnlyList<Utterance> samples;
    private readonly PackOptions options;
    private readonly byte[] tokenizer;

    private CheckpointPacker(Checkpoint checkpoint, IReadOnlyList<Utterance> samples, PackOptions options)
    {
        this.checkpoint = checkpoint;
        this.samples = samples;
        this.options = options;
        tokenizer = TrieBuilder.Build(checkpoint.Pieces, Checkpoint.UnknownPiece, Checkpoint.EndPiece);
        plan = checkpoint.Plan is { } own && own.Format == (options.Format ?? own.Format) ? own : PlanBuilder.Build(
            checkpoint.Weights, RangeSampling.Observe(checkpoint, [.. samples.Select(sample => sample.Text)]), options.Format);
    }

    /// <summary>Packs the checkpoint.</summary>
    /// <param name="checkpoint">The model; without a plan of its own for the format the samples show the ranges of its activations.</param>
    /// <param name="options">How to pack.</param>
    /// <param name="samples">Labelled texts to calibrate on; null: those that the checkpoint keeps.</param>
    /// <exception cref="InvalidDataException">There are no samples.</exception>
    /// <exception cref="QuantizationException">The weights are beyond the engine's ranges.</exception>
    /// <exception cref="ImageException">The model is beyond what an image holds.</exception>
    public static PackResult Pack(Checkpoint checkpoint, PackOptions options, IReadOnlyList<Utterance>? samples = null)
    {
        samples ??= checkpoint.Samples;
        if (samples.Count == 0)
        {
            throw new InvalidDataException("the checkpoint keeps no samples to calibrate on: give labelled utterances with --data");
        }

        return new CheckpointPacker(checkpoint, samples, options).Pack();
    }

    private PackResult Pack()
    {
        double temperature;
        using (var image = new HostImage(Write(1, CalibrationSection.Identity, [], "")))
        {
            temperature = ConfidenceFit.Temperature(checkpoint.Schema, new IntegerModel(image), samples);
        }

        CalibrationSection calibration;
        using (var image = new HostImage(Write(temperature, CalibrationSection.Identity, [], "")))
        {
            calibration = ConfidenceFit.Run(checkpoint.Schema, new IntegerModel(image), samples, options.Precision);
        }

        IReadOnlyList<Canary> canaries;
        EvaluationReport report;
        using (var image = new HostImage(Write(temperature, calibration, [], "")))
        {
            canaries = CanaryChoice.Choose(new DeviceRecognizer(image), samples);
            report = ImageEvaluation.Run(image, samples);
        }

        byte[] bytes = Write(temperature, calibration, canaries, Provenance(temperature, report));
        using var packed = new HostImage(bytes);
        return new PackResult(bytes, packed.ArenaBytes, temperature, calibration.Threshold, canaries.Count, report);
    }

    private byte[] Write(double temperature, CalibrationSection calibration, IReadOnlyList<Canary> canaries, string provenance) =>
        new ModelImage(
            options.Header, Quantizer.Quantize(checkpoint.Weights, plan, temperature), tokenizer, checkpoint.Schema, calibration,
                canaries, provenance)
        { Order = options.Order }.Write();

    private string Provenance(double temperature, EvaluationReport report)
    {
        Version version = Assembly.GetExecutingAssembly().GetName().Version!;
        var facts = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["tool"] = $"modelpacker {version.ToString(3)}",
            ["training"] = new SortedDictionary<string, string>(checkpoint.Provenance.ToDictionary(), StringComparer.Ordinal),
            ["temperature"] = Math.Round(temperature, 4),
            ["samples"] = samples.Count,
            ["samples_right"] = report.Overall.Right,
        };
        return JsonSerializer.Serialize(facts, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
