using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.LinearAlgebra;

namespace ModelPacker.Training.Distillation;

/// <summary>
/// Any classifier, or classifier and tagger, in ONNX, run on the processor by ONNX Runtime. What it takes and gives stands in
/// docs/training.md, "Teachers from elsewhere". Texts of one call have the same number of words, so nothing is padded.
/// </summary>
public sealed class OnnxTeacher : ITeacher, IDisposable
{
    private const string IntentOutput = "intent", TagOutput = "tags";
    private const int BatchSize = 64;
    private readonly string _path;
    private readonly Schema _schema;
    private readonly OnnxInput _input;
    private readonly InferenceSession _session;
    private readonly string[] _outputs;

    /// <summary>Opens a model.</summary>
    /// <param name="path">The .onnx file.</param>
    /// <param name="schema">What its outputs mean.</param>
    /// <param name="vocabulary">The words of a model that takes "ids", one a line, the first standing for all others; null for one that takes "text".</param>
    /// <exception cref="InvalidDataException">The file is no model, or one with other inputs and outputs.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public OnnxTeacher(string path, Schema schema, string? vocabulary = null)
    {
        _path = path;
        _schema = schema;
        byte[] model = File.ReadAllBytes(path);
        try
        {
            // One thread each, as calls run side by side: so sums do not depend on the number of threads.
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            _session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{path}: ONNX Runtime does not take this model ({e.Message})", e);
        }
        try
        {
            _input = new OnnxInput(path, _session.InputMetadata, vocabulary);
            _outputs = [.. new[] { IntentOutput, TagOutput }.Where(_session.OutputMetadata.ContainsKey)];
            if (!_outputs.Contains(IntentOutput)) throw new InvalidDataException($"{path}: the model has no output \"{IntentOutput}\", but {OnnxInput.List(_session.OutputMetadata.Keys)}");
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">An output has another type or shape than the schema needs.</exception>
    public IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts)
    {
        var result = new SoftTarget?[texts.Count];
        ReadText[][] calls =
        [
            .. texts.Select((text, index) => _input.Read(text, index)).OfType<ReadText>()
                .GroupBy(text => text.Ids.Length).SelectMany(group => group.Chunk(BatchSize)),
        ];
        InvalidDataException? refused = null;
        Parallelism.For(calls.Length, call =>
        {
            try
            {
                Run(calls[call], result);
            }
            catch (InvalidDataException e)
            {
                refused = e;
            }
        });
        return refused is null ? result : throw refused;
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _session.Dispose();

    private void Run(ReadText[] texts, SoftTarget?[] result)
    {
        try
        {
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = _session.Run([_input.Tensor(texts)], _outputs);
            int words = texts[0].Ids.Length, intents = _schema.Intents.Count, tags = _schema.TagOutputs;
            Tensor<float> intent = Output(outputs[0], [texts.Length, 1 + intents], [texts.Length, intents], [texts.Length, _schema.SentenceOutputs]);
            float[] logits = [.. intent], tagLogits = outputs.Count > 1 ? [.. Output(outputs[1], [texts.Length, words, tags])] : [];
            int classes = intent.Dimensions[1];
            for (int i = 0; i < texts.Length; i++)
            {
                float[] row = logits[(i * classes)..((i + 1) * classes)];
                result[texts[i].Index] = new SoftTarget(
                    classes == intents ? IntentLogits.WithoutOutOfScope(row) : row,
                    outputs.Count > 1 ? tagLogits[(i * words * tags)..((i + 1) * words * tags)] : null);
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{_path}: the model cannot be run on \"{texts[0].Text}\" ({e.Message})", e);
        }
    }

    // The tensor of an output that must have one of these shapes.
    private Tensor<float> Output(DisposableNamedOnnxValue output, params int[][] shapes)
    {
        if (output.Value is not Tensor<float> tensor) throw new InvalidDataException($"{_path}: output \"{output.Name}\" is no tensor of 32-bit floats");
        int[] shape = tensor.Dimensions.ToArray();
        return Array.Exists(shapes, wanted => wanted.SequenceEqual(shape)) ? tensor : throw new InvalidDataException(
            $"{_path}: output \"{output.Name}\" has the shape [{string.Join(", ", shape)}], but must have {string.Join(" or ", shapes.Select(wanted => $"[{string.Join(", ", wanted)}]"))}");
    }
}
