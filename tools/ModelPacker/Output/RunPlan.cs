namespace ModelPacker.Output;

/// <summary>A stage of a run.</summary>
/// <param name="Name">Short, in lower case: "teacher", "distil".</param>
/// <param name="Weight">About how long it takes, in any unit that all stages of the plan share; above 0.</param>
internal sealed record PlannedStage(string Name, double Weight = 1);

/// <summary>Which stage a run is in, and how long it may still take.</summary>
/// <param name="stages">In the order in which they run; any may be left out, as in a run that is taken up again.</param>
/// <param name="time">What the clock is read from.</param>
internal sealed class RunPlan(IReadOnlyList<PlannedStage> stages, TimeProvider time)
{
    private long runStart;
    private long stageStart;
    private double begunWeight;

    /// <summary>Number of stages.</summary>
    public int Count => stages.Count;

    /// <summary>The stage under way, from 0; -1 before the first.</summary>
    public int Current { get; private set; } = -1;

    /// <summary>Name of the stage under way.</summary>
    public string Name => stages[Current].Name;

    /// <summary>Time since the stage under way began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(stageStart);

    /// <summary>Begins a stage.</summary>
    /// <exception cref="ArgumentException">The plan has no such stage after the one under way.</exception>
    public void Begin(string name)
    {
        int next = Current + 1;
        while (next < stages.Count && stages[next].Name != name)
        {
            next++;
        }

        if (next == stages.Count)
        {
            throw new ArgumentException($"the plan has no stage '{name}' after {(Current < 0 ? "its start" : $"'{Name}'")}", nameof(name));
        }

        stageStart = time.GetTimestamp();
        runStart = Current < 0 ? stageStart : runStart;
        Current = next;
        begunWeight += stages[next].Weight;
    }

    /// <summary>
    /// Time left of the whole run, as far as the stages so far tell: they and the rest of this one took so long for their weights.
    /// </summary>
    /// <param name="stageRemaining">Time left of the stage under way.</param>
    public TimeSpan Remaining(TimeSpan stageRemaining)
    {
        double toCome = stages.Skip(Current + 1).Sum(stage => stage.Weight);
        return stageRemaining + (toCome / begunWeight * (time.GetElapsedTime(runStart) + stageRemaining));
    }
}
