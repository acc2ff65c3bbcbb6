using System.Text;
using CsCheck;
using NanoLm.Kernels;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Tests.Inference;

public class RecognizerTests
{
    private const int MaxTextBytes = 200;

    private static readonly byte[] Bidirectional = Samples.Image(causal: false);
    private static readonly byte[] Causal = Samples.Image(causal: true);

    private static readonly Gen<byte[]> Lines = Gen.OneOf(
        Gen.Byte.Array[0, 300],
        Gen.OneOf([.. "set the kitchen light to 40 percent for ten minutes ж %".Split(' ').Select(Gen.Const)])
            .Array[0, 12].Select(words => Samples.Utf8(string.Join(' ', words))));

    [Fact]
    public void Any_bytes_get_an_answer_and_the_same_one_again()
    {
        using var board = Samples.UseBoard(Bidirectional);
        var recognizer = new Recognizer(ModelSlot.Open(0), MaxTextBytes, 4096);
        Lines.Sample(line =>
        {
            var first = Answer(recognizer, line);
            Assert.Equal(first, Answer(recognizer, line));
            Assert.Equal(recognizer.FromCache, recognizer.Text.WordCount > 0 && recognizer.Frame.Refusal != Refusal.TooLong);
            System.Text.Json.JsonDocument.Parse(first);
        }, iter: 300, threads: 1);
        recognizer.Close();
    }

    [Fact]
    public void The_cache_knows_a_prompt_by_its_normalised_text()
    {
        using var board = Samples.UseBoard(Bidirectional);
        var recognizer = new Recognizer(ModelSlot.Open(0), MaxTextBytes, 4096);
        recognizer.Recognize("Set the light"u8.ToArray(), 13);
        Assert.False(recognizer.FromCache);
        recognizer.Recognize("set, the LIGHT!!"u8.ToArray(), 16);
        Assert.True(recognizer.FromCache);
        recognizer.Recognize("set the lights"u8.ToArray(), 14);
        Assert.False(recognizer.FromCache);
    }

    [Fact]
    public void Reused_prefixes_change_no_answer_of_a_causal_model()
    {
        using var board = Samples.UseBoard(Causal);
        using var freshBoard = Samples.UseBoard(Causal);
        Native.Use(board);
        var recognizer = new Recognizer(ModelSlot.Open(0), MaxTextBytes, 0);
        Lines.Sample(line =>
        {
            Native.Use(board);
            var answer = Answer(recognizer, line);
            Native.Use(freshBoard);
            var fresh = new Recognizer(ModelSlot.Open(0), MaxTextBytes, 0);
            Assert.Equal(Answer(fresh, line), answer);
            fresh.Close();
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void A_causal_session_runs_only_what_is_new()
    {
        using var board = Samples.UseBoard(Causal);
        var session = new Session(ModelSlot.Open(0), 64, MaxTextBytes);
        var tokenizer = new NanoLm.Runtime.Tokenization.Tokenizer(ModelPacker.Core.Image.TrieBuilder.Build(Samples.Pieces, 0, 1));
        Assert.Equal(0, Reused("set the light"));
        Assert.Equal(3, Reused("set the light")); // all but the end
        Assert.Equal(3, Reused("set the light ж")); // an unknown word
        Assert.Equal(3, Reused("set the light я")); // another one: same piece, other n-grams
        Assert.Equal(1, Reused("set light"));
        Assert.Equal(0, Reused("the light"));

        int Reused(string text)
        {
            var words = Words.Of(text);
            var tokens = new ushort[90];
            Assert.True(session.Run(tokens, tokenizer.Encode(words, tokens, new ushort[30]), words.Text, words.TextBytes));
            return session.ReusedTokens;
        }
    }

    [Fact]
    public void Too_much_text_is_refused_and_survived()
    {
        using var board = Samples.UseBoard(Bidirectional);
        var recognizer = new Recognizer(ModelSlot.Open(0), MaxTextBytes, 4096);
        var manyWords = string.Concat(Enumerable.Repeat("x ", 65));
        foreach (var line in new[] { new string('x', MaxTextBytes + 1), new string('x', 70), manyWords, new string('y', 70_000) })
        {
            Answer(recognizer, Samples.Utf8(line));
            Assert.Equal(Refusal.TooLong, recognizer.Frame.Refusal);
        }

        Answer(recognizer, Samples.Utf8("set"));
        Assert.NotEqual(Refusal.TooLong, recognizer.Frame.Refusal);
        Answer(recognizer, []);
        Assert.Equal((Refusal.OutOfScope, 0), (recognizer.Frame.Refusal, recognizer.Frame.Confidence));
    }

    [Fact]
    public void Images_that_are_no_sound_command_models_are_refused()
    {
        var image = (byte[])Bidirectional.Clone();
        image[image.Length / 2] ^= 1;
        Assert.Contains("is damaged; transfer it again (status -5)", Refusal(image));
        Assert.Contains("ends too early", Refusal(image[..100]));
        Assert.Contains("not a NanoLm model image", Refusal(new byte[image.Length]));

        static string Refusal(byte[] image)
        {
            using var board = Samples.UseBoard(image);
            return Assert.Throws<EngineException>(() => ModelSlot.Open(0)).Message;
        }
    }

    private static string Answer(Recognizer recognizer, byte[] line)
    {
        recognizer.Recognize(line, line.Length);
        var json = new JsonWriter(0);
        new FrameJson(recognizer.Grammar, false).WriteAnswer(json, recognizer.Frame, recognizer.Text, line);
        return Encoding.UTF8.GetString(json.Buffer, 0, json.Count);
    }
}
