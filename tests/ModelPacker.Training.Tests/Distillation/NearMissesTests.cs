using ModelPacker.Core.Corpora;
using ModelPacker.Training.Distillation;

namespace ModelPacker.Training.Tests.Distillation;

public class NearMissesTests
{
    private const int IntentOutputs = 3;

    [Fact]
    public void What_a_model_puts_on_the_wrong_side_comes_in_every_epoch()
    {
        NearMisses mined = Mine(text => text is "the light was expensive" or "turn on the light in the attic");
        Assert.Equal(["the light was expensive", "turn on the light in the attic"], mined.Found.Select(utterance => utterance.Text).Order()); // once each
        Assert.Equal(new[] { -1, 0 }, mined.Found.Select(utterance => utterance.Intent).Order());
        Assert.Equal(302, mined.EpochSize);
        foreach (int epoch in new[] { 0, 5 })
        {
            Utterance[] utterances = [.. mined.Epoch(epoch)];
            Assert.Equal(mined.EpochSize, utterances.Length);
            Assert.Equal(new SmallSchema(300).Epoch(epoch).Concat(mined.Found).Select(utterance => utterance.Text), utterances.Select(utterance => utterance.Text));
        }
    }

    [Fact]
    public void Where_a_model_is_right_there_are_none() => Assert.Empty(Mine(_ => false).Found);

    [Fact]
    public void No_more_are_kept_than_asked_for() => Assert.Equal(2, Mine(_ => true, most: 2).Found.Count);

    // A model that is wrong about some texts.
    private static NearMisses Mine(Predicate<string> isWrong, int most = 10) => NearMisses.Mine(new SmallSchema(300), new Pupil(isWrong), IntentOutputs, epochs: 3, most);

    private sealed class Pupil(Predicate<string> isWrong) : ITeacher
    {
        public IReadOnlyList<SoftTarget?> Teach(IReadOnlyList<string> texts) =>
            [.. texts.Select(text => new SoftTarget(IsCommand(text) != isWrong(text) ? [0, 1, 2] : [2, 1, 0], null))];

        private static bool IsCommand(string text) => text.StartsWith("turn", StringComparison.Ordinal) || text.StartsWith("set", StringComparison.Ordinal);
    }
}
