using System.Globalization;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Core.Corpora;

/// <summary>Says integers (up to nine digits) in English as people write or speak them: "45", "forty-five", "a hundred and five", "1,200", "twelve hundred".</summary>
public static class NumberSpeech
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly (int Value, string Name)[] Scales = [(1_000_000, "million"), (1000, "thousand")];

    /// <summary>A random way to say the number.</summary>
    public static string Say(int value, Xoshiro256 random) =>
        random.Chance(Math.Abs((long)value) < 10_000 ? 0.5 : 0.8) ? Digits(value, random) : Words(value, random);

    /// <summary>In digits, from a thousand on with commas now and then.</summary>
    public static string Digits(int value, Xoshiro256 random) =>
        value.ToString(value >= 1000 && random.Chance(0.25) ? "N0" : "D", CultureInfo.InvariantCulture);

    /// <summary>In words.</summary>
    public static string Words(int value, Xoshiro256 random)
    {
        long magnitude = Math.Abs((long)value);
        string words = magnitude is > 1000 and < 10_000 && magnitude % 100 == 0 && magnitude % 1000 != 0 && random.Chance(0.3)
            ? $"{BelowHundred(magnitude / 100, random)} hundred"
            : Words(magnitude, random, alone: true);
        return value >= 0 ? words : $"{(random.Chance(0.7) ? "minus" : "negative")} {words}";
    }

    private static string Words(long value, Xoshiro256 random, bool alone)
    {
        foreach ((int scale, string name) in Scales)
        {
            if (value >= scale)
            {
                string head = $"{OneOf(value / scale, random, alone)} {name}";
                long rest = value % scale;
                string and = rest < 100 && random.Chance(0.5) ? "and " : "";
                return rest == 0 ? head : $"{head} {and}{Words(rest, random, alone: false)}";
            }
        }

        if (value >= 100)
        {
            string head = $"{OneOf(value / 100, random, alone)} hundred";
            string and = random.Chance(0.5) ? "and " : "";
            return value % 100 == 0 ? head : $"{head} {and}{BelowHundred(value % 100, random)}";
        }

        return BelowHundred(value, random);
    }

    /// <summary>"a hundred" and "one hundred" are both said, but only at the front.</summary>
    private static string OneOf(long count, Xoshiro256 random, bool alone) =>
        count == 1 && alone && random.Chance(0.5) ? "a" : Words(count, random, alone: false);

    private static string BelowHundred(long value, Xoshiro256 random) =>
        value < 20 ? Small[value]
        : value % 10 == 0 ? Tens[value / 10]
        : $"{Tens[value / 10]}{(random.Chance(0.25) ? '-' : ' ')}{Small[value % 10]}";
}
