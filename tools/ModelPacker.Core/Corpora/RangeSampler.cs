using System.Globalization;
using ModelPacker.Core.Sampling;
using ModelPacker.Core.Schemas;

namespace ModelPacker.Core.Corpora;

/// <summary>Draws numbers of a range slot as people choose them (round ones often, all sizes) and says them.</summary>
internal sealed class RangeSampler(Slot slot, bool words)
{
    private static readonly string[] PercentWords = ["%", "percent", "per cent", "pct"];
    private static readonly string[] DegreeWords = ["°", "degree", "degrees", "celsius", "c", "centigrade", "fahrenheit", "f"];
    private static readonly string[] PercentForms = ["%", "%", "%", " %", " percent", " percent", " percent", " per cent"];
    private static readonly string[] DegreeForms = ["°", "°", " °", "°c", " degrees", " degrees", " degrees", " degrees celsius", " celsius", " c", "c", " fahrenheit", " degrees fahrenheit", "f"];

    private readonly long size = Math.Max(Math.Abs((long)slot.From), Math.Abs((long)slot.To));

    /// <summary>Appends a number, and offers a unit behind it.</summary>
    /// <param name="index">The slot's index in the schema.</param>
    public void Render(Draft draft, int index, Xoshiro256 random)
    {
        if (slot.Words.Count > 0 && random.Chance(0.15))
        {
            NamedNumber named = random.Pick(slot.Words);
            draft.AppendSlot(index, named.Text, Label(named.Value));
            return;
        }

        int value = Value(random);
        string said = words ? NumberSpeech.Say(value, random) : Label(value);
        draft.AppendSlot(index, said, Label(value));
        if (!random.Chance(0.45))
        {
            return;
        }

        bool digits = char.IsAsciiDigit(said[^1]);
        if (slot.Unit == Unit.Percent)
        {
            draft.OfferUnit(digits ? random.Pick(PercentForms) : " percent", PercentWords);
        }
        else if (slot.Unit == Unit.Degrees)
        {
            string form = value == 1 ? " degree" : random.Pick(DegreeForms);
            draft.OfferUnit(digits || form.Length > 3 ? form : " degrees", DegreeWords);
        }
    }

    /// <summary>A value in the slot's range.</summary>
    public int Value(Xoshiro256 random)
    {
        for (int attempt = 0; attempt < 32; attempt++)
        {
            long value = random.Next(20) switch
            {
                0 => random.Chance(0.5) ? slot.From : slot.To,
                < 11 => Round(random),
                _ when size <= 1000 => random.Between(slot.From, slot.To),
                _ => (long)Math.Floor(Math.Pow(size + 1.0, random.NextDouble())),
            };
            if (slot.From < 0 && random.Chance(0.25))
            {
                value = -Math.Abs(value);
            }

            if (value >= slot.From && value <= slot.To)
            {
                return (int)value;
            }
        }

        return random.Between(slot.From, slot.To);
    }

    /// <summary>A number with one or two leading digits and zeros, of a random size.</summary>
    private long Round(Xoshiro256 random)
    {
        long scale = 1;
        for (int zeros = random.Next(size.ToString(CultureInfo.InvariantCulture).Length); zeros > 0; zeros--)
        {
            scale *= 10;
        }

        return scale == 1 ? 5L * random.Between(1, 20) : random.Chance(0.7) ? scale * random.Between(1, 9) : scale / 2 * random.Between(1, 30);
    }

    private static string Label(int value) => value.ToString(CultureInfo.InvariantCulture);
}
