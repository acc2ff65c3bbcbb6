namespace ModelPacker.Core.Commands;

/// <summary>Finds what a misspelt name probably meant.</summary>
internal static class Spelling
{
    /// <summary>"; did you mean 'area'?" when a candidate is close, otherwise the candidates, or nothing when there are too many.</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        string[] all = candidates.ToArray();
        (string Name, int Distance) best = all
            .Select(candidate => (candidate, Distance(word, candidate)))
            .DefaultIfEmpty(("", int.MaxValue))
            .MinBy(pair => pair.Item2);
        if (best.Distance <= Math.Max(1, word.Length / 3))
        {
            return $"; did you mean '{best.Name}'?";
        }

        return all.Length is > 0 and <= 12 ? $"; known: {string.Join(", ", all)}" : "";
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
