using System.Numerics.Tensors;
using ModelPacker.Core.Model;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.QuantizationAware;

namespace ModelPacker.Training.Network;

/// <summary>
/// One layer, with its activations: x += dropout(O(attention(rope(norm(x))))), then x += dropout(down(silu(gate(norm(x))) * up(norm(x)))).
/// </summary>
internal sealed class TransformerLayer
{
    private readonly int _index;
    private readonly RmsNorm _attentionNorm, _ffnNorm;
    private readonly Linear _query, _key, _value, _output, _gate, _up, _down;
    private readonly Rope _rope;
    private readonly Attention _attention;
    private readonly SwiGlu _swiGlu;
    private readonly Dropout _attentionDropout, _ffnDropout;
    private readonly Activations _forward;
    private readonly Activations _gradients;
    private readonly FakeLayer? _fake;

    /// <summary>A layer; <paramref name="gradients"/> is scratch that all layers share, and <paramref name="fake"/>, if given, rounds as the engine does.</summary>
    public TransformerLayer(
        int index, ModelConfig config, LayerWeights weights, Rope rope, float dropout, Activations gradients, List<Parameter> parameters, FakeLayer? fake)
    {
        _fake = fake;
        _index = index;
        _rope = rope;
        _gradients = gradients;
        _forward = new Activations(config);
        _attentionNorm = new RmsNorm(Vector(weights.AttentionNorm), fake?.AttentionNorm);
        _query = new Linear(Matrix(weights.Query), null, fake?.Query);
        _key = new Linear(Matrix(weights.Key), null, fake?.Key);
        _value = new Linear(Matrix(weights.Value), null, fake?.Value);
        _output = new Linear(Matrix(weights.Output), null, fake?.Output);
        _ffnNorm = new RmsNorm(Vector(weights.FfnNorm), fake?.FfnNorm);
        _gate = new Linear(Matrix(weights.Gate), null, fake?.Gate);
        _up = new Linear(Matrix(weights.Up), null, fake?.Up);
        _down = new Linear(Matrix(weights.Down), null, fake?.Down);
        _attention = new Attention(config.Heads, config.KvHeads, config.HeadDim, config.Causal, fake?.Attention);
        _swiGlu = new SwiGlu(config.Hidden, fake?.SwiGlu);
        _attentionDropout = new Dropout(dropout, config.Dim);
        _ffnDropout = new Dropout(dropout, config.Dim);

        Parameter Matrix(WeightTensor tensor) => Add(Parameter.Matrix(tensor));
        Parameter Vector(WeightTensor tensor) => Add(Parameter.Vector(tensor));
        Parameter Add(Parameter parameter)
        {
            parameters.Add(parameter);
            return parameter;
        }
    }

    /// <summary>Changes the residual stream x [tokens, dim] in place.</summary>
    public void Forward(RaggedBatch batch, Matrix x, ulong? seed, IActivationObserver? observer)
    {
        Activations a = _forward;
        _attentionNorm.Forward(x, a.AttentionNorm);
        _query.Forward(a.AttentionNorm, a.Query);
        _key.Forward(a.AttentionNorm, a.Key);
        _value.Forward(a.AttentionNorm, a.Value);
        observer?.Observe(ActivationKind.AttentionNorm, _index, a.AttentionNorm.Values);
        observer?.Observe(ActivationKind.Query, _index, a.Query.Values);
        observer?.Observe(ActivationKind.Key, _index, a.Key.Values);
        Rotate(batch);
        _fake?.Value.Round(a.Value);
        observer?.Observe(ActivationKind.RotatedQuery, _index, a.Query.Values);
        observer?.Observe(ActivationKind.RotatedKey, _index, a.Key.Values);
        observer?.Observe(ActivationKind.Value, _index, a.Value.Values);
        _attention.Forward(batch, a.Query, a.Key, a.Value, a.Attention);
        observer?.Observe(ActivationKind.Attention, _index, a.Attention.Values);
        _output.Forward(a.Attention, a.Branch);
        _fake?.Output.Round(a.Branch);
        AddBranch(x, _attentionDropout, seed, 2 * _index, observer);

        _ffnNorm.Forward(x, a.FfnNorm);
        _gate.Forward(a.FfnNorm, a.Gate);
        _up.Forward(a.FfnNorm, a.Up);
        _fake?.Gate.Round(a.Gate);
        _fake?.Up.Round(a.Up);
        _swiGlu.Forward(a.Gate, a.Up, a.Hidden);
        observer?.Observe(ActivationKind.FfnNorm, _index, a.FfnNorm.Values);
        observer?.Observe(ActivationKind.Gate, _index, a.Gate.Values);
        observer?.Observe(ActivationKind.Up, _index, a.Up.Values);
        observer?.Observe(ActivationKind.Hidden, _index, a.Hidden.Values);
        _down.Forward(a.Hidden, a.Branch);
        _fake?.Down.Round(a.Branch);
        AddBranch(x, _ffnDropout, seed, (2 * _index) + 1, observer);
    }

    /// <summary>Turns the gradient of the layer's output into that of its input, in place, and adds to the weights' gradients.</summary>
    public void Backward(RaggedBatch batch, Matrix dx, IActivationObserver? observer)
    {
        Activations a = _forward, d = _gradients;
        CopyBranch(dx, _ffnDropout);
        _down.Backward(a.Hidden, d.Branch, d.Hidden);
        observer?.Observe(ActivationKind.Hidden, _index, d.Hidden.Values);
        if (_fake is not null) FakeRounding.MaskSaturated(d.Hidden, a.Hidden, _fake.Steps.Hidden);
        _swiGlu.Backward(a.Gate, a.Up, d.Hidden, d.Gate, d.Up);
        if (_fake is not null)
        {
            FakeRounding.MaskSaturated(d.Gate, a.Gate, _fake.Steps.Gate);
            FakeRounding.MaskSaturated(d.Up, a.Up, _fake.Steps.Up);
        }
        _gate.Backward(a.FfnNorm, d.Gate, d.FfnNorm);
        _up.Backward(a.FfnNorm, d.Up, d.FfnNorm, accumulate: true);
        if (_fake is not null) FakeRounding.MaskSaturated(d.FfnNorm, a.FfnNorm, _fake.Steps.FfnNorm);
        _ffnNorm.Backward(d.FfnNorm, dx);

        CopyBranch(dx, _attentionDropout);
        _output.Backward(a.Attention, d.Branch, d.Attention);
        observer?.Observe(ActivationKind.Attention, _index, d.Attention.Values);
        if (_fake is not null) FakeRounding.MaskSaturated(d.Attention, a.Attention, _fake.Steps.Attention);
        _attention.Backward(batch, a.Query, a.Key, a.Value, d.Attention, d.Query, d.Key, d.Value);
        if (_fake is not null)
        {
            FakeRounding.MaskSaturated(d.Query, a.Query, _fake.Steps.Query);
            FakeRounding.MaskSaturated(d.Key, a.Key, _fake.Steps.Key);
            FakeRounding.MaskSaturated(d.Value, a.Value, _fake.Steps.Value);
        }
        _rope.Backward(batch, d.Query);
        _rope.Backward(batch, d.Key);
        _query.Backward(a.AttentionNorm, d.Query, d.AttentionNorm);
        _key.Backward(a.AttentionNorm, d.Key, d.AttentionNorm, accumulate: true);
        _value.Backward(a.AttentionNorm, d.Value, d.AttentionNorm, accumulate: true);
        if (_fake is not null) FakeRounding.MaskSaturated(d.AttentionNorm, a.AttentionNorm, _fake.Steps.AttentionNorm);
        _attentionNorm.Backward(d.AttentionNorm, dx);
    }

    private void Rotate(RaggedBatch batch)
    {
        if (_fake is null)
        {
            _rope.Forward(batch, _forward.Query);
            _rope.Forward(batch, _forward.Key);
            return;
        }
        _fake.Rope.Forward(batch, _fake.Query, _forward.Query, _fake.Steps.Query);
        _fake.Rope.Forward(batch, _fake.Key, _forward.Key, _fake.Steps.Key);
    }

    private void AddBranch(Matrix x, Dropout dropout, ulong? seed, int number, IActivationObserver? observer)
    {
        dropout.Forward(_forward.Branch, seed is { } value ? RandomExtensions.Derive(value, (ulong)number) : null);
        TensorPrimitives.Add(x.Values, _forward.Branch.Values, x.Values);
        observer?.Observe(ActivationKind.Residual, _index, x.Values);
    }

    private void CopyBranch(Matrix dx, Dropout dropout)
    {
        dx.Values.CopyTo(_gradients.Branch.Resize(dx.Rows).Values);
        dropout.Backward(_gradients.Branch);
    }

    /// <summary>The activations of a layer, or their gradients.</summary>
    internal sealed class Activations(ModelConfig config)
    {
        public Matrix AttentionNorm { get; } = new(config.Dim);

        public Matrix Query { get; } = new(config.QueryWidth);

        public Matrix Key { get; } = new(config.KvWidth);

        public Matrix Value { get; } = new(config.KvWidth);

        public Matrix Attention { get; } = new(config.QueryWidth);

        public Matrix FfnNorm { get; } = new(config.Dim);

        public Matrix Gate { get; } = new(config.Hidden);

        public Matrix Up { get; } = new(config.Hidden);

        public Matrix Hidden { get; } = new(config.Hidden);

        public Matrix Branch { get; } = new(config.Dim);
    }
}
