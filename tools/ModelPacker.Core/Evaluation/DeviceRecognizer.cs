using System.Text;
using ModelPacker.Core.Image;
using ModelPacker.Core.Schemas;
using NanoLm.Runtime;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace ModelPacker.Core.Evaluation;

/// <summary>A packed image answering lines through the device's own recogniser on the integer kernels.</summary>
public sealed class DeviceRecognizer : IRecognizer
{
    /// <summary>Longest line that the firmware takes, in bytes.</summary>
    public const int MaxLineBytes = 512;

    private readonly HostImage image;
    private readonly Recognizer recognizer;
    private readonly FrameJson json;
    private readonly JsonWriter writer = new(256);

    /// <param name="image">A command model.</param>
    /// <param name="cacheBytes">Budget of the prompt cache; 0: none.</param>
    /// <exception cref="ImageFormatException">The image holds no command model.</exception>
    /// <exception cref="ImageException">Its grammar is damaged.</exception>
    public DeviceRecognizer(HostImage image, int cacheBytes = 0)
    {
        this.image = image;
        image.Select();
        recognizer = new Recognizer(image.Model, MaxLineBytes, cacheBytes);
        Schema = GrammarReader.Read(recognizer.Grammar);
        json = new FrameJson(recognizer.Grammar, instructions: false);
    }

    /// <summary>What the image's grammar lets come out.</summary>
    public Schema Schema { get; }

    /// <summary>Microseconds that the last text took.</summary>
    public int Microseconds => recognizer.Ticks;

    /// <inheritdoc/>
    public Answer Recognize(string text)
    {
        Run(Encoding.UTF8.GetBytes(text));
        return FrameReader.Read(recognizer.Frame, Schema, text, recognizer.Text);
    }

    /// <summary>The line that a device prints for an input line.</summary>
    public string RecognizeLine(byte[] line)
    {
        Run(line);
        json.WriteLine(writer, recognizer.Frame, recognizer.Text, line, recognizer.FromCache, recognizer.Ticks);
        return Encoding.UTF8.GetString(writer.Buffer, 0, writer.Count);
    }

    /// <summary>Intent and slots as a canary has them.</summary>
    public string RecognizeCanary(string text)
    {
        byte[] line = Encoding.UTF8.GetBytes(text);
        Run(line);
        json.WriteAnswer(writer, recognizer.Frame, recognizer.Text, line);
        return Encoding.UTF8.GetString(writer.Buffer, 0, writer.Count);
    }

    private void Run(byte[] line)
    {
        image.Select();
        writer.Clear();
        if (line.Length > MaxLineBytes)
        {
            recognizer.RefuseTooLong();
        }
        else
        {
            recognizer.Recognize(line, line.Length);
        }
    }
}
