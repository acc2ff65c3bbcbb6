namespace ModelPacker.Core.Calibration;

/// <summary>Chooses the probability of being out of scope from which on a text is refused.</summary>
public static class OutOfScopeLimit
{
    /// <summary>The share of commands that the limit may cost.</summary>
    public const double MostFalseRefusals = 0.04;

    /// <summary>What the limit must win to be worth having one.</summary>
    public const double LeastGain = 0.05;

    /// <summary>
    /// The limit with the largest gain: the share of the texts out of scope that it refuses less the share of the commands, so that both kinds count alike, however
    /// many samples of each there are. At most <see cref="MostFalseRefusals"/> of the commands are refused. In the middle between two samples.
    /// </summary>
    /// <param name="answered">Of each sample that is answered without a limit, the probability of being out of scope, Q15, and whether it is a command.</param>
    /// <param name="commands">Commands among all samples.</param>
    /// <param name="outOfScope">Texts out of scope among all samples.</param>
    /// <returns>Q15; 0, no limit, where less than <see cref="LeastGain"/> is won.</returns>
    public static int Choose(IReadOnlyList<(int OutOfScope, bool Command)> answered, int commands, int outOfScope)
    {
        (double best, int limit) = (LeastGain, 0);
        (int refused, int caught) = (0, 0);
        (int Probability, int Commands, int Others)[] levels =
        [
            .. answered.GroupBy(sample => sample.OutOfScope, (probability, same) => (probability, same.Count(s => s.Command), same.Count(s => !s.Command)))
                .OrderByDescending(level => level.probability),
        ];
        for (int i = 0; i < levels.Length; i++)
        {
            refused += levels[i].Commands;
            caught += levels[i].Others;
            if (refused > MostFalseRefusals * commands)
            {
                break;
            }

            double gain = Share(caught, outOfScope) - Share(refused, commands);
            if (gain >= best)
            {
                int next = i + 1 < levels.Length ? levels[i + 1].Probability : 0;
                (best, limit) = (gain, Math.Max(1, (levels[i].Probability + next + 1) / 2));
            }
        }

        return limit;
    }

    private static double Share(int part, int all) => all == 0 ? 0 : (double)part / all;
}
