using System.Numerics.Tensors;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Distillation;

/// <summary>
/// Several teachers as one: the weighted mean of their probabilities, group by group and word by word, over those that have a say in it.
/// </summary>
public sealed class TeacherEnsemble : ITeacher
{
    private const float Floor = 1e-30f;
    private readonly IReadOnlyList<(ITeacher Teacher, float Weight)> _members;
    private readonly IReadOnlyList<OutputGroup> _groups;
    private readonly int _sentenceOutputs, _tagOutputs;

    /// <summary>An ensemble for <paramref name="schema"/>.</summary>
    /// <param name="schema">The student's schema.</param>
    /// <param name="members">Teachers and their weights, above 0.</param>
    /// <exception cref="ArgumentException">There is no member, or a weight is not above 0.</exception>
    public TeacherEnsemble(Schema schema, IReadOnlyList<(ITeacher Teacher, float Weight)> members)
    {
        if (members.Count == 0 || members.Any(member => !(member.Weight > 0))) throw new ArgumentException("an ensemble needs teachers with weights above 0");
        _members = members;
        _groups = new OutputLayout(schema).Groups;
        (_sentenceOutputs, _tagOutputs) = (schema.SentenceOutputs, schema.TagOutputs);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts)
    {
        IReadOnlyList<SoftTarget?>[] said = [.. _members.Select(member => member.Teacher.Teach(texts))];
        return [.. Enumerable.Range(0, texts.Count).Select(i => Mean([.. said.Select(targets => targets[i])]))];
    }

    private SoftTarget? Mean(SoftTarget?[] targets)
    {
        if (targets.All(target => target is null)) return null;
        bool slots = targets.Any(target => target?.Sentence.Length == _sentenceOutputs);
        var sentence = new float[slots ? _sentenceOutputs : _groups[0].Count];
        foreach (OutputGroup group in _groups.Where(group => group.First + group.Count <= sentence.Length))
        {
            Mean(targets, target => target.Sentence, group.First, group.Count, sentence);
        }
        if (targets.FirstOrDefault(target => target?.Tags is not null)?.Tags is not { } some) return new SoftTarget(sentence, null);
        var tags = new float[some.Length];
        for (int at = 0; at < tags.Length; at += _tagOutputs) Mean(targets, target => target.Tags, at, _tagOutputs, tags);
        return new SoftTarget(sentence, tags);
    }

    /// <summary>Writes the logarithms of the mean probabilities of one softmax group.</summary>
    private void Mean(SoftTarget?[] targets, Func<SoftTarget, float[]?> part, int first, int count, float[] result)
    {
        Span<float> mean = result.AsSpan(first, count);
        Span<float> probabilities = new float[count];
        float total = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] is not { } target || part(target) is not { } logits || logits.Length < first + count) continue;
            logits.AsSpan(first, count).CopyTo(probabilities);
            VectorMath.SoftMax(probabilities);
            VectorMath.AddScaled(probabilities, _members[i].Weight, mean);
            total += _members[i].Weight;
        }
        TensorPrimitives.Multiply(mean, 1 / total, mean);
        TensorPrimitives.Max(mean, Floor, mean);
        TensorPrimitives.Log(mean, mean);
    }
}
