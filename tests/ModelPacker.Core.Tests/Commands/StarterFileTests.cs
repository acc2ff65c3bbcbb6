using ModelPacker.Core.Commands;
using ModelPacker.Core.Corpora;

namespace ModelPacker.Core.Tests.Commands;

public class StarterFileTests
{
    [Fact]
    public void The_starter_file_is_valid_and_free_of_warnings()
    {
        CommandFile file = CommandFile.Parse(StarterFile.Text(), "starter.yaml");

        Assert.Empty(file.Warnings);
        Assert.Equal(7, file.Schema.Intents.Count);
        Assert.Equal(4, file.Schema.Slots.Select(slot => slot.Kind).Distinct().Count());
        Assert.NotEmpty(file.Schema.Actions);
    }

    [Fact]
    public void The_starter_file_generates_every_intent_and_refusals()
    {
        CommandFile file = CommandFile.Parse(StarterFile.Text(), "starter.yaml");
        HashSet<int> intents = new UtteranceGenerator(file, new GeneratorOptions(), 1).Take(2_000).Select(u => u.Intent).ToHashSet();

        Assert.Equal(Enumerable.Range(-1, 8), intents.Order());
    }
}
