using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ModelPacker.Training.Distillation;

/// <summary>What a teacher thinks of a fixed pool of texts, kept in half precision.</summary>
public sealed class SoftTargets
{
    private const int ChunkSize = 1024;
    private readonly Dictionary<string, (Half[] Sentence, Half[]? Tags)> _targets = new(StringComparer.Ordinal);
    private readonly int _intentOutputs;

    private SoftTargets(int intentOutputs) => _intentOutputs = intentOutputs;

    /// <summary>Texts that have a target.</summary>
    public int Count => _targets.Count;

    /// <summary>Asks a teacher once about each text.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="texts">The pool; the same text may come again.</param>
    /// <param name="intentOutputs">Outputs of the intent group, out of scope included.</param>
    /// <param name="progress">Hears how many texts are done, and of how many.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static SoftTargets Ask(
        ITeacher teacher, IEnumerable<string> texts, int intentOutputs, IProgress<(int Done, int Of)>? progress = null, CancellationToken cancellation = default)
    {
        var result = new SoftTargets(intentOutputs);
        string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
        int done = 0;
        foreach (string[] chunk in distinct.Chunk(ChunkSize))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<SoftTarget?> targets = teacher.Teach(chunk);
            for (int i = 0; i < chunk.Length; i++)
            {
                if (targets[i] is { } target) result.Keep(chunk[i], target);
            }
            progress?.Report((done += chunk.Length, distinct.Length));
        }
        return result;
    }

    /// <summary>The target of a text; null where the teacher has none.</summary>
    public SoftTarget? Of(string text) =>
        _targets.TryGetValue(text, out (Half[] Sentence, Half[]? Tags) kept) ? new SoftTarget(Widen(kept.Sentence), kept.Tags is null ? null : Widen(kept.Tags)) : null;

    /// <summary>Takes all targets into a fingerprint.</summary>
    internal void AddTo(Fingerprint fingerprint)
    {
        foreach ((string text, (Half[] sentence, Half[]? tags)) in _targets) fingerprint.Add(text).Add(MemoryMarshal.AsBytes<Half>(sentence)).Add(MemoryMarshal.AsBytes<Half>(tags));
    }

    // Where the teacher's best intent is out of scope, its slots mean nothing: it was not trained there either.
    private void Keep(string text, SoftTarget target)
    {
        bool refused = TensorPrimitives.IndexOfMax<float>(target.Sentence.AsSpan(0, _intentOutputs)) == 0;
        _targets.Add(text, (
            Narrow(refused ? target.Sentence.AsSpan(0, _intentOutputs) : target.Sentence),
            refused || target.Tags is null ? null : Narrow(target.Tags)));
    }

    private static Half[] Narrow(ReadOnlySpan<float> values)
    {
        var result = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, result);
        return result;
    }

    private static float[] Widen(Half[] values)
    {
        var result = new float[values.Length];
        TensorPrimitives.ConvertToSingle(values, result);
        return result;
    }
}
