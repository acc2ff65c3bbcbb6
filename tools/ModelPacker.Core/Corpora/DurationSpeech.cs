using System.Globalization;
using ModelPacker.Core.Sampling;

namespace ModelPacker.Core.Corpora;

/// <summary>Says durations in English: "90 seconds", "an hour and a half", "two hours and ten minutes", "5 min", "half an hour".</summary>
public static class DurationSpeech
{
    private sealed record TimeUnit(int Seconds, string Article, string Name, string[] Short, double Weight, int[] Counts);

    private static readonly TimeUnit Second = new(1, "a", "second", ["s", "sec", "secs"], 3, [1, 2, 3, 5, 10, 15, 20, 30, 40, 45, 60, 90, 120]);
    private static readonly TimeUnit Minute = new(60, "a", "minute", ["m", "min", "mins"], 6, [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 45, 60, 90]);
    private static readonly TimeUnit Hour = new(3600, "an", "hour", ["h", "hr", "hrs"], 4, [1, 2, 3, 4, 5, 6, 8, 10, 12, 24]);
    private static readonly TimeUnit Day = new(86400, "a", "day", [], 0.7, [1, 2, 3, 5, 7]);
    private static readonly TimeUnit Week = new(604800, "a", "week", [], 0.3, [1, 2, 3]);
    private static readonly TimeUnit[] Units = [Second, Minute, Hour, Day, Week];
    private static readonly WeightedChoice UnitChoice = new(Units.Select(unit => unit.Weight).ToArray());
    private static readonly WeightedChoice FormChoice = new([10, 1.2, 1, 1, 2]);

    /// <summary>A random duration in from..to seconds, and a way to say it.</summary>
    /// <param name="after">The word before it: after "every" a bare "minute" is said, too, after "a" something like "ten minute".</param>
    public static (string Text, int Seconds) Sample(int from, int to, string after, Xoshiro256 random)
    {
        for (int attempt = 0; attempt < 64; attempt++)
        {
            TimeUnit unit = Units[UnitChoice.Draw(random)];
            int form = IsArticle(after) ? 0 : FormChoice.Draw(random);
            (string text, long seconds) = form switch
            {
                1 or 2 when unit == Second => Plain(unit, after, random), // half a second is no integer
                0 => Plain(unit, after, random),
                1 => Part(unit, random),
                2 => AndAHalf(unit, random),
                3 => ($"{(random.Chance(0.8) ? "a couple of" : "a couple")} {unit.Name}s", 2L * unit.Seconds),
                _ => Mixed(random),
            };
            if (seconds >= from && seconds <= to)
            {
                return (text, (int)seconds);
            }
        }

        int fallback = random.Between(from, to);
        return ($"{NumberSpeech.Say(fallback, random)} {(fallback == 1 ? "second" : "seconds")}", fallback);
    }

    /// <summary>"ten minutes", "a minute", "10 min", "10m", "ten minute" (as in "a ten minute timer").</summary>
    private static (string Text, long Seconds) Plain(TimeUnit unit, string after, Xoshiro256 random)
    {
        int count = random.Chance(0.75) ? random.Pick(unit.Counts) : random.Between(1, 99);
        long seconds = (long)count * unit.Seconds;
        if (count == 1 && after is "every" or "each" && random.Chance(0.6))
        {
            return (unit.Name, unit.Seconds);
        }

        bool timed = IsArticle(after);
        if (timed && unit == Hour && random.Chance(0.15))
        {
            return ($"half{(random.Chance(0.5) ? ' ' : '-')}hour", 1800);
        }

        if (count == 1 && !timed && random.Chance(0.5))
        {
            return ($"{unit.Article} {unit.Name}", unit.Seconds);
        }

        if (unit.Short.Length > 0 && random.Chance(0.2))
        {
            bool digits = random.Chance(0.8);
            string number = digits ? NumberSpeech.Digits(count, random) : NumberSpeech.Words(count, random);
            string name = random.Pick(unit.Short);
            return ($"{number}{(digits && random.Chance(0.5) ? "" : " ")}{(digits || name.Length > 1 ? name : unit.Short[1])}", seconds);
        }

        bool singular = count == 1 || random.Chance(timed ? 0.85 : 0.04);
        return ($"{NumberSpeech.Say(count, random)}{(singular && random.Chance(0.15) ? '-' : ' ')}{unit.Name}{(singular ? "" : "s")}", seconds);
    }

    /// <summary>Whether a timer or the like follows: "a ten minute timer".</summary>
    private static bool IsArticle(string word) => word is "a" or "an" or "the" or "my" or "another" or "new";

    /// <summary>"half an hour", "quarter of an hour".</summary>
    private static (string Text, long Seconds) Part(TimeUnit unit, Xoshiro256 random)
    {
        string whole = $"{unit.Article} {unit.Name}";
        return random.Next(6) switch
        {
            0 => ($"half a{whole[1..]}", unit.Seconds / 2),
            1 => ($"a half {unit.Name}", unit.Seconds / 2),
            2 => ($"half {unit.Name}", unit.Seconds / 2),
            3 => ($"a quarter of {whole}", unit.Seconds / 4),
            4 => ($"quarter of {whole}", unit.Seconds / 4),
            _ => ($"three quarters of {whole}", 3L * unit.Seconds / 4),
        };
    }

    /// <summary>"an hour and a half", "two and a half minutes", "1.5 hours".</summary>
    private static (string Text, long Seconds) AndAHalf(TimeUnit unit, Xoshiro256 random)
    {
        int count = 1 + random.Next(random.Chance(0.6) ? 2 : 9);
        string number = random.Chance(0.35) ? count.ToString(CultureInfo.InvariantCulture) : NumberSpeech.Words(count, random);
        string text = random.Next(3) switch
        {
            0 => $"{(count == 1 ? $"{unit.Article} {unit.Name}" : $"{number} {unit.Name}s")} and a half",
            1 => $"{number} and a half {unit.Name}s",
            _ => random.Chance(0.7) ? $"{count}.5 {unit.Name}s" : $"{NumberSpeech.Words(count, random)} point five {unit.Name}s",
        };
        return (text, ((2L * count) + 1) * unit.Seconds / 2);
    }

    /// <summary>"two hours and ten minutes", "1 hour 30 minutes", "1h 30m", "1h30", "one minute thirty".</summary>
    private static (string Text, long Seconds) Mixed(Xoshiro256 random)
    {
        (TimeUnit big, TimeUnit small) = random.Chance(0.65) ? (Hour, Minute) : (Minute, Second);
        int bigs = 1 + random.Next(random.Chance(0.7) ? 3 : 12);
        int smalls = random.Chance(0.75) ? 5 * random.Between(1, 11) : random.Between(1, 59);
        long seconds = ((long)bigs * big.Seconds) + ((long)smalls * small.Seconds);
        if (random.Chance(0.15))
        {
            string space = random.Chance(0.5) ? " " : "";
            int form = random.Next(3);
            string joint = form == 0 && random.Chance(0.4) ? "" : " ";
            string end = joint.Length == 0 && random.Chance(0.5) ? "" : space + small.Short[form];
            return ($"{bigs}{space}{big.Short[form]}{joint}{smalls}{end}", seconds);
        }

        bool words = random.Chance(0.6);
        string Number(int value) => words ? NumberSpeech.Words(value, random) : NumberSpeech.Digits(value, random);
        string first = bigs == 1 && random.Chance(0.5) ? $"{big.Article} {big.Name}" : $"{Number(bigs)} {big.Name}{(bigs == 1 ? "" : "s")}";
        if (random.Chance(0.08))
        {
            return ($"{first} {Number(smalls)}", seconds);
        }

        string join = random.Chance(0.6) ? " and " : " ";
        return ($"{first}{join}{Number(smalls)} {small.Name}{(smalls == 1 ? "" : "s")}", seconds);
    }
}
