using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelPacker.Core.Reports;
using ModelPacker.Core.Storage;

namespace ModelPacker.Training;

/// <summary>
/// All of an unfinished run that its options and data do not give again. The file, of this machine's byte order because it does not leave it:
/// magic, fingerprint of the job, the fields in order, the tensors, and the SHA-256 of all that.
/// </summary>
internal sealed class TrainerState
{
    private const string Magic = "NLMS1";

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Finished epochs.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps done in the epoch under way.</summary>
    public required int EpochStep { get; init; }

    /// <summary>Sentences trained on.</summary>
    public required long Sentences { get; init; }

    /// <summary>Epochs finished when the best weights were found.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Accuracy of the best weights; null before the first epoch's end.</summary>
    public required Accuracy? Best { get; init; }

    /// <summary>Accuracy at the last epoch's end.</summary>
    public required Accuracy? Last { get; init; }

    /// <summary>The curve so far.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>See <see cref="LearningCurve.Pending"/>.</summary>
    public required (double Sum, int Steps) Pending { get; init; }

    /// <summary>Writes the state and the trainer's tensors.</summary>
    /// <param name="path">The file, replaced as a whole.</param>
    /// <param name="fingerprint">Of the job.</param>
    /// <param name="tensors">Everything that training changes, in an order of the trainer's own.</param>
    public void Save(string path, string fingerprint, IReadOnlyList<float[]> tensors)
    {
        using var stream = new MemoryStream(tensors.Sum(tensor => tensor.Length * sizeof(float)) + 65536);
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(fingerprint);
        writer.Write(Step);
        writer.Write(Epoch);
        writer.Write(EpochStep);
        writer.Write(Sentences);
        writer.Write(BestEpoch);
        Write(writer, Best);
        Write(writer, Last);
        writer.Write(Curve.Count);
        foreach (CurvePoint point in Curve)
        {
            writer.Write(point.Step);
            writer.Write(point.Loss);
            Write(writer, point is { DevelopmentIntent: { } intent, DevelopmentFrame: { } frame } ? new Accuracy(intent, frame) : null);
        }
        writer.Write(Pending.Sum);
        writer.Write(Pending.Steps);
        foreach (float[] tensor in tensors) writer.Write(MemoryMarshal.AsBytes(tensor.AsSpan()));
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        AtomicFile.Write(path, stream.ToArray());
    }

    /// <summary>Reads a state and fills the trainer's tensors; null when there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to another job.</exception>
    public static TrainerState? Load(string path, string fingerprint, IReadOnlyList<float[]> tensors)
    {
        if (!File.Exists(path)) return null;
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < SHA256.HashSizeInBytes || !SHA256.HashData(bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan()[^SHA256.HashSizeInBytes..]))
        {
            throw new InvalidDataException($"{path}: the state of an interrupted run is damaged; delete it to train from the start");
        }
        using var reader = new BinaryReader(new MemoryStream(bytes));
        if (reader.ReadString() != Magic || reader.ReadString() != fingerprint)
        {
            throw new InvalidDataException(
                $"{path}: an interrupted run with other options or data is kept there; repeat its command to go on with it, name another folder, or delete the file to train from the start");
        }
        var state = new TrainerState
        {
            Step = reader.ReadInt32(),
            Epoch = reader.ReadInt32(),
            EpochStep = reader.ReadInt32(),
            Sentences = reader.ReadInt64(),
            BestEpoch = reader.ReadInt32(),
            Best = ReadAccuracy(reader),
            Last = ReadAccuracy(reader),
            Curve = ReadCurve(reader),
            Pending = (reader.ReadDouble(), reader.ReadInt32()),
        };
        foreach (float[] tensor in tensors) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(tensor.AsSpan()));
        return state;
    }

    private static CurvePoint[] ReadCurve(BinaryReader reader)
    {
        var points = new CurvePoint[reader.ReadInt32()];
        for (int i = 0; i < points.Length; i++)
        {
            (int step, double loss) = (reader.ReadInt32(), reader.ReadDouble());
            Accuracy? accuracy = ReadAccuracy(reader);
            points[i] = new CurvePoint(step, loss, accuracy?.Frame, accuracy?.Intent);
        }
        return points;
    }

    private static void Write(BinaryWriter writer, Accuracy? accuracy)
    {
        writer.Write(accuracy is not null);
        if (accuracy is null) return;
        writer.Write(accuracy.Intent);
        writer.Write(accuracy.Frame);
    }

    private static Accuracy? ReadAccuracy(BinaryReader reader) =>
        reader.ReadBoolean() ? new Accuracy(reader.ReadDouble(), reader.ReadDouble()) : null;
}
