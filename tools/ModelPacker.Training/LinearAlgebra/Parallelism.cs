namespace ModelPacker.Training.LinearAlgebra;

/// <summary>Divides work over cores in pieces that never depend on the number of cores, so that results do not either.</summary>
public static class Parallelism
{
    private static ParallelOptions s_options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Most threads that one loop uses; the processors of the machine at first.</summary>
    public static int Threads
    {
        get => s_options.MaxDegreeOfParallelism;
        set => s_options = new ParallelOptions { MaxDegreeOfParallelism = value };
    }

    /// <summary>Runs <paramref name="body"/> for 0..count-1 in any order.</summary>
    public static void For(int count, Action<int> body)
    {
        if (count <= 1 || Threads == 1)
        {
            for (int i = 0; i < count; i++) body(i);
            return;
        }
        Parallel.For(0, count, s_options, body);
    }

    /// <summary>Runs <paramref name="body"/>(first, end) over ranges of at most <paramref name="grain"/> rows that cover 0..rows-1.</summary>
    public static void Ranges(int rows, int grain, Action<int, int> body)
    {
        if (rows <= grain)
        {
            body(0, rows);
            return;
        }
        For((rows + grain - 1) / grain, chunk => body(chunk * grain, Math.Min(rows, (chunk + 1) * grain)));
    }
}
