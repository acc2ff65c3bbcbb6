using ModelPacker.Core.Model;
using NanoLm.Kernels;
using NanoLm.Kernels.Boards;

namespace NanoLm.EndToEnd.Tests;

/// <summary>A fixed sequence of calls to <see cref="Native"/>, right and wrong ones, that records every result.</summary>
internal sealed class KernelScript
{
    private const int Tokenizer = 'T' | 'O' << 8 | 'K' << 16 | 'N' << 24;
    private const int Ngrams = 'N' | 'G' << 8 | 'R' << 16 | 'M' << 24; // longer than a frame of the wire
    private const int Layer = 'L' | 'A' << 8 | 'Y' << 16 | 'R' << 24;
    private readonly ModelConfig _config;
    private readonly Random _random = new(11);
    private readonly List<string> _results = [];

    private KernelScript(ModelConfig config) => _config = config;

    /// <summary>Runs the script on a board.</summary>
    /// <param name="sections">Whether sections, which are long, are read too.</param>
    /// <returns>One line for each call.</returns>
    internal static List<string> Run(IBoard board, ModelConfig config, int prompts, bool sections = true)
    {
        Native.Use(board);
        var script = new KernelScript(config);
        script.RunAll(prompts, sections);
        return script._results;
    }

    private void RunAll(int prompts, bool sections)
    {
        Record("self-check", Native.SelfCheck());
        Record("open", Native.ModelOpen(2), Native.ModelOpen(-1), Native.ModelOpen(0));
        if (sections)
        {
            Sections();
        }
        Record("check", Native.ModelCheck(0, 0, 0), Native.ModelCheck(0, 7, 100));
        int cursor = 0;
        do
        {
            cursor = Native.ModelCheck(0, cursor, 1000);
            Record("check", cursor);
        }
        while (cursor > 0);

        Record("session", Native.SessionOpen(3), Native.SessionOpen(0), Native.SessionOpen(0), Native.SessionClose(0), Native.SessionClose(0),
            Native.SessionOpen(0), Native.SessionClose(1), Native.ModelClose(0), Native.SelfCheck());
        Record("early", Native.Advance(0), Native.ReadSentence(0, new short[_config.SentenceOutputs]), Native.Rewind(0, 5), Native.Rewind(0, -1));
        for (int i = 0; i < prompts; i++)
        {
            Prompt(_random.Next(1, _config.MaxTokens + 3), keep: _config.Causal ? _random.Next(0, 4) : 0);
        }
        Record("close", Native.SessionClose(0), Native.Advance(0), Native.ModelClose(0), Native.ModelInfo(0, 0));
    }

    private void Sections()
    {
        for (int key = -1; key <= 11; key++)
        {
            Record($"info {key}", Native.ModelInfo(0, key), Native.ModelInfo(1, key));
        }
        foreach ((int type, int index) in new[] { (Tokenizer, 0), (Ngrams, 0), (Layer, 2), (Layer, 3), (Layer, -1), (0, 0) })
        {
            int bytes = Native.SectionBytes(0, type, index);
            var buffer = new byte[Math.Max(bytes, 8)];
            Record($"section {index}", bytes, Native.SectionRead(0, type, index, 0, buffer, Math.Max(bytes, 0)));
            _results.Add(Convert.ToHexString(buffer));
            Record("beyond", Native.SectionRead(0, type, index, 1, buffer, buffer.Length), Native.SectionRead(0, type, index, -1, buffer, 1),
                Native.SectionRead(0, type, index, 0, buffer, buffer.Length + 1), Native.SectionRead(0, type, index, bytes, buffer, 0));
        }
    }

    private void Prompt(int count, int keep)
    {
        byte[] text = new byte[60];
        _random.NextBytes(text);
        var tokens = new ushort[3 * count];
        for (int i = 0; i < count; i++)
        {
            tokens[3 * i] = (ushort)_random.Next(_random.Next(20) == 0 ? _config.Pieces + 1 : _config.Pieces);
            tokens[3 * i + 1] = (ushort)_random.Next(40);
            tokens[3 * i + 2] = (ushort)_random.Next(_random.Next(20) == 0 ? 24 : 20);
        }
        Record("rewind", Native.Rewind(0, keep));
        int status = Native.Begin(0, tokens, count, text, text.Length);
        Record($"begin {count}", status);
        while (status >= 0 && (status = Native.Advance(0)) > 0)
        {
            Record("advance", status, Native.ReadSentence(0, new short[_config.SentenceOutputs]));
        }

        var sentence = new short[_config.SentenceOutputs];
        ushort[] positions = [.. Enumerable.Range(0, count).Select(position => (ushort)position)];
        var tags = new short[count * _config.TagOutputs];
        var probabilities = new short[sentence.Length];
        Record("heads", status, Native.ReadSentence(0, sentence), Native.ReadSentence(0, new short[1]), Native.ReadTags(0, positions, count, tags),
            Native.ReadTags(0, positions, count, new short[1]), Native.ReadRows(0, 0, positions, count, tags),
            Native.Softmax(sentence, 1, sentence.Length - 1, probabilities), Native.Softmax(sentence, 0, 0, probabilities),
            Native.Softmax(sentence, -1, 2, probabilities));
        _results.Add(string.Join(' ', [.. sentence, .. tags, .. probabilities]));
        TagPath(count, tags);
    }

    private void TagPath(int words, short[] logits)
    {
        ushort[] all = [.. Enumerable.Range(0, _config.TagOutputs).Select(tag => (ushort)tag)];
        var path = new byte[words];
        var margins = new short[words];
        var work = new int[all.Length * (words + 2)];
        Record("path", Native.TagPath(0, words, logits, all, all.Length, path, margins, work), Native.TagPath(1, words, logits, all, all.Length, path, margins, work),
            Native.TagPath(0, words, logits, all, 2, path, margins, work), Native.TagPath(0, 0, logits, all, 1, path, margins, work),
            Native.TagPath(0, words + 1, logits, all, 1, path, margins, work), Native.TagPath(0, words, new short[1], all, 3, path, margins, work));
        _results.Add(string.Join(' ', [.. path.Select(state => (int)state), .. margins]));
    }

    private void Record(string what, params IEnumerable<int> results) => _results.Add($"{what}: {string.Join(' ', results)}");
}
