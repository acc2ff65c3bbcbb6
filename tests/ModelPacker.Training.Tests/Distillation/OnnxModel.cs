using System.Runtime.InteropServices;

namespace ModelPacker.Training.Tests.Distillation;

/// <summary>Writes small ONNX models (field numbers: onnx.proto, IR version 8).</summary>
internal sealed class OnnxModel
{
    private const int Float = 1, Int64 = 7, Text = 8;
    private readonly ProtobufWriter _graph = new ProtobufWriter().Add(2, "test");

    /// <summary>An embedding of words; intents from its mean, tags from each word. Weights are row-major [rows, columns].</summary>
    public static byte[] Tagger(float[] embedding, float[] intents, float[] tags, int width, string intentOutput = "intent") => new OnnxModel()
        .Input("ids", Int64, "batch", "words").Output(intentOutput).Output("tags")
        .Constant("embedding", embedding, width).Constant("intent_weights", intents, intents.Length / width).Constant("tag_weights", tags, tags.Length / width)
        .Node("Gather", ["embedding", "ids"], "words")
        .Node("ReduceMean", ["words"], "mean", Attribute("axes", 7).Add(8, 1), Attribute("keepdims", 2).Add(3, 0))
        .Node("MatMul", ["mean", "intent_weights"], intentOutput)
        .Node("MatMul", ["words", "tag_weights"], "tags")
        .Bytes();

    /// <summary>A number for each known text, 0 for others; intents from it.</summary>
    public static byte[] TextClassifier(string[] texts, float[] numbers, float[] intents) => new OnnxModel()
        .Input("text", Text, "batch").Output("intent")
        .Constant("intent_weights", intents, intents.Length)
        .Constant("shape", [-1L, 1])
        .Node("LabelEncoder", ["text"], "number", "ai.onnx.ml",
            Attribute("keys_strings", 8).AddAll(texts, (message, text) => message.Add(9, text)),
            Attribute("values_floats", 6).AddAll(numbers, (message, number) => message.Add(7, number)),
            Attribute("default_float", 1).Add(2, 0f))
        .Node("Reshape", ["number", "shape"], "column")
        .Node("MatMul", ["column", "intent_weights"], "intent")
        .Bytes();

    private static ProtobufWriter Attribute(string name, int type) => new ProtobufWriter().Add(1, name).Add(20, type);

    private OnnxModel Node(string type, string[] inputs, string output, params ProtobufWriter[] attributes) => Node(type, inputs, output, "", attributes);

    private OnnxModel Node(string type, string[] inputs, string output, string domain, params ProtobufWriter[] attributes)
    {
        ProtobufWriter node = new ProtobufWriter().AddAll(inputs, (message, input) => message.Add(1, input)).Add(2, output).Add(4, type).Add(7, domain);
        _graph.Add(1, node.AddAll(attributes, (message, attribute) => message.Add(5, attribute)));
        return this;
    }

    private OnnxModel Constant(string name, float[] values, int columns) =>
        Constant(name, Float, [values.Length / columns, columns], MemoryMarshal.AsBytes<float>(values).ToArray());

    private OnnxModel Constant(string name, long[] values) => Constant(name, Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray());

    private OnnxModel Constant(string name, int type, int[] shape, byte[] values)
    {
        _graph.Add(5, new ProtobufWriter().AddAll(shape, (message, size) => message.Add(1, size)).Add(2, type).Add(8, name).Add(9, values));
        return this;
    }

    private OnnxModel Input(string name, int type, params string[] sizes)
    {
        ProtobufWriter shape = new ProtobufWriter().AddAll(sizes, (message, size) => message.Add(1, new ProtobufWriter().Add(2, size)));
        ProtobufWriter tensor = new ProtobufWriter().Add(1, type).Add(2, shape);
        _graph.Add(11, new ProtobufWriter().Add(1, name).Add(2, new ProtobufWriter().Add(1, tensor)));
        return this;
    }

    private OnnxModel Output(string name)
    {
        _graph.Add(12, new ProtobufWriter().Add(1, name).Add(2, new ProtobufWriter().Add(1, new ProtobufWriter().Add(1, Float))));
        return this;
    }

    private byte[] Bytes() => new ProtobufWriter().Add(1, 8L).Add(7, _graph)
        .Add(8, new ProtobufWriter().Add(1, "").Add(2, 13)).Add(8, new ProtobufWriter().Add(1, "ai.onnx.ml").Add(2, 2)).Bytes;
}
