using ModelPacker.Core.Corpora;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;
using ModelPacker.Training.Examples;

namespace ModelPacker.Training.Tests;

/// <summary>A toy command language with a list slot, a range and refusals.</summary>
internal sealed class SmallSchema(int epochSize) : IExampleSource
{
    public const int Area = 0, Level = 1;
    private static readonly string[] Areas = ["kitchen", "attic", "garage"];

    public static readonly Schema Schema = new(
        "small",
        [Slot.List("area", Areas), new Slot("level", SlotKind.Range, Unit.Percent, 0, 100, [], [])],
        [new Intent("light_on", [new SlotUse(Area, false)]), new Intent("light_set", [new SlotUse(Area, false), new SlotUse(Level, true)])],
        []);

    /// <inheritdoc/>
    public int EpochSize => epochSize;

    /// <inheritdoc/>
    public IEnumerable<Utterance> Epoch(int epoch)
    {
        var random = new Xoshiro256((ulong)epoch + 100);
        for (int i = 0; i < epochSize; i++) yield return Draw(random);
    }

    private static Utterance Draw(Xoshiro256 random)
    {
        string area = random.Pick(Areas);
        string place = random.Chance(0.5) ? $" in the {area}" : "";
        LabelledSlot[] slots = place == "" ? [] : [new LabelledSlot(Area, -1, -1, area)];
        switch (random.Next(3))
        {
            case 0:
                return new Utterance($"turn on the light{place}", 0, slots);
            case 1:
                string level = random.Between(0, 100).ToString(System.Globalization.CultureInfo.InvariantCulture);
                string start = $"set the light{place} to ";
                return new Utterance($"{start}{level} percent", 1, [.. slots, new LabelledSlot(Level, start.Length, start.Length + level.Length, level)]);
            default:
                return new Utterance(random.Pick(["the light was expensive", $"i sold the {area}", "what is the capital of france"]), -1, []);
        }
    }
}
