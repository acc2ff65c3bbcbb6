using ModelPacker.Core.Model;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Training.Distillation;

/// <summary>Opens whatever file a user names as teacher.</summary>
public static class TeacherFile
{
    /// <summary>
    /// A file of logits (.jsonl), an ONNX model (.onnx; its vocabulary, if there is one, has the same name and ends in .txt), or a checkpoint.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">What the student shall learn.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or does not go with the schema.</exception>
    /// <exception cref="Core.Commands.InputException">A file of logits has mistakes.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ITeacher Open(string path, Schema schema)
    {
        string vocabulary = Path.ChangeExtension(path, ".txt");
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jsonl" => new LogitFileTeacher(path, schema),
            ".onnx" => new OnnxTeacher(path, schema, File.Exists(vocabulary) ? vocabulary : null),
            _ => new CheckpointTeacher(CheckpointFile.Load(path), schema),
        };
    }
}
