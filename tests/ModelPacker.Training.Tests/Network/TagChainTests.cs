using ModelPacker.Core.Model;
using ModelPacker.Training.Distillation;
using ModelPacker.Training.Layers;
using ModelPacker.Training.LinearAlgebra;
using ModelPacker.Training.Network;

namespace ModelPacker.Training.Tests.Network;

public sealed class TagChainTests
{
    private const int Tags = 5;
    private static readonly ChainWeights Unit = new(1, 1, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Loss_and_marginals_are_those_of_all_legal_paths_one_by_one(int words)
    {
        (TagChain chain, Parameter transitions) = Chain(1);
        Matrix logits = GradientCheck.Random(words, Tags, 2);
        int[] wanted = [.. new[] { 1, 2, 2, 0, 3 }.Take(words)];
        double total = 0, gold = 0;
        var marginals = new double[words * Tags];
        foreach (int[] path in LegalPaths(words))
        {
            double weight = Math.Exp(Score(path, logits, transitions));
            total += weight;
            if (path.SequenceEqual(wanted)) gold = weight;
            for (int word = 0; word < words; word++) marginals[(word * Tags) + path[word]] += weight;
        }

        var gradient = new Matrix(Tags);
        Assert.Equal(-Math.Log(gold / total), chain.Loss(logits, [Example(wanted)], Unit, gradient), 1e-5);

        Matrix computed = Marginals(chain, logits, [words]);
        for (int i = 0; i < marginals.Length; i++) Assert.Equal(marginals[i] / total, computed.Values[i], 1e-6);
    }

    [Fact]
    public void Gradients_of_logits_and_transitions()
    {
        (TagChain chain, Parameter transitions) = Chain(3);
        Matrix logits = GradientCheck.Random(7, Tags, 4);
        TrainingExample[] examples = [Example([1, 2, 3, 4]), Example([]), Example([0, 3]), Example([CrossEntropy.Ignored])];
        var gradient = new Matrix(Tags);
        Loss();
        chain.Backward();
        GradientCheck.Verify("logits", Loss, logits.Values, gradient.Values.ToArray());
        GradientCheck.Verify("transitions", Loss, transitions.Values, transitions.Gradient);
        Assert.Equal(new float[Tags], gradient.Row(6).ToArray());

        double Loss() => chain.Loss(logits, examples, new ChainWeights(0.7f, 0.3f, 0.4f), gradient);
    }

    [Fact]
    public void Gradients_where_a_teacher_has_spoken()
    {
        (TagChain chain, Parameter transitions) = Chain(3);
        Matrix logits = GradientCheck.Random(5, Tags, 4);
        var taught = new SoftTarget([0], GradientCheck.Random(3, Tags, 5).Values.ToArray());
        TrainingExample[] examples = [Example([0, 3, 4]) with { Taught = taught }, Example([]) with { Taught = new SoftTarget([0], []) }, Example([1, 2])];
        var gradient = new Matrix(Tags);
        Loss();
        chain.Backward();
        float[] withTeacher = [.. transitions.Gradient];
        GradientCheck.Verify("logits", Loss, logits.Values, gradient.Values.ToArray());

        transitions.ClearGradient();
        chain.Loss(logits, [examples[0] with { Taught = null }, .. examples[1..]], new ChainWeights(0.3f, 0, 0), gradient);
        chain.Backward();
        Assert.Equal(transitions.Gradient, withTeacher); // a teacher says nothing about moves

        double Loss() => chain.Loss(logits, examples, new ChainWeights(0.3f, 0.3f, 0.4f), gradient);
    }

    [Fact]
    public void The_gradient_of_the_transitions_is_added_once()
    {
        (TagChain chain, Parameter transitions) = Chain(3);
        Matrix logits = GradientCheck.Random(2, Tags, 4);
        chain.Loss(logits, [Example([0, 1])], Unit, new Matrix(Tags));
        chain.Backward();
        float[] once = [.. transitions.Gradient];
        chain.Backward();
        Assert.Equal(once, transitions.Gradient);
    }

    [Fact]
    public void Tags_that_are_no_legal_path_are_not_trained()
    {
        (TagChain chain, Parameter transitions) = Chain(5);
        var gradient = new Matrix(Tags);
        Assert.Equal(0, chain.Loss(GradientCheck.Random(2, Tags, 6), [Example([1, 4])], Unit, gradient));
        chain.Backward();
        Assert.Equal(new float[2 * Tags], gradient.Values.ToArray());
        Assert.Equal(new float[Tags * Tags], transitions.Gradient);
    }

    [Fact]
    public void Logits_far_apart_stay_finite()
    {
        (TagChain chain, _) = Chain(7);
        var logits = new Matrix(Tags, 30);
        for (int i = 0; i < logits.Values.Length; i++) logits.Values[i] = i * 37 % 11 * 20;
        var gradient = new Matrix(Tags);
        double loss = chain.Loss(logits, [Example([.. Enumerable.Repeat(0, 30)])], Unit, gradient);
        Assert.InRange(loss, 100, 10000);
        Assert.All(gradient.Values.ToArray(), value => Assert.True(Math.Abs(value) <= 1, $"{value}"));
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        Matrix logits = GradientCheck.Random(120, Tags, 8);
        TrainingExample[] examples = [.. Enumerable.Repeat(Example([0, 3, 4]), 40)];
        int threads = Parallelism.Threads;
        try
        {
            Parallelism.Threads = 1;
            (double loss, float[] moves, float[] tags) one = Run();
            Parallelism.Threads = 4;
            (double loss, float[] moves, float[] tags) four = Run();
            Assert.Equal(one.loss, four.loss);
            Assert.Equal(one.moves, four.moves);
            Assert.Equal(one.tags, four.tags);
        }
        finally
        {
            Parallelism.Threads = threads;
        }

        (double Loss, float[] Moves, float[] Tags) Run()
        {
            (TagChain chain, Parameter transitions) = Chain(9);
            var gradient = new Matrix(Tags);
            double loss = chain.Loss(logits, examples, Unit, gradient);
            chain.Backward();
            return (loss, transitions.Gradient, gradient.Values.ToArray());
        }
    }

    [Fact]
    public void The_best_path_is_that_of_all_legal_paths_one_by_one()
    {
        (_, Parameter transitions) = Chain(10);
        bool[] allowed = [true, false, false, true, true];
        for (ulong seed = 20; seed < 40; seed++)
        {
            Matrix logits = GradientCheck.Random(4, Tags, seed);
            int[] best = LegalPaths(4).Where(path => path.All(tag => allowed[tag])).MaxBy(path => Score(path, logits, transitions))!;
            Assert.Equal(best, TagPath.Best(logits.Values, transitions.Values, allowed));
            int[] alone = LegalPaths(4).Where(path => path.All(tag => allowed[tag])).MaxBy(path => Score(path, logits, null))!;
            Assert.Equal(alone, TagPath.Best(logits.Values, [], allowed));
        }
    }

    private static (TagChain Chain, Parameter Transitions) Chain(ulong seed)
    {
        var transitions = Parameter.Vector(new WeightTensor("transitions", Tags, Tags));
        GradientCheck.Fill(transitions.Values, seed);
        return (new TagChain(transitions), transitions);
    }

    private static TrainingExample Example(int[] tags) => new(new TokenizedText([1], [], [], [0]), [0], tags);

    private static Matrix Marginals(TagChain chain, Matrix logits, int[] words)
    {
        var batch = new RaggedBatch();
        foreach (int count in words)
        {
            batch.Add(new TokenizedText(new ushort[count + 1], [.. Enumerable.Range(0, count)], [], new int[count + 1]), _ => true);
        }
        var marginals = new Matrix(Tags);
        chain.Marginals(logits, batch, marginals);
        return marginals;
    }

    private static IEnumerable<int[]> LegalPaths(int words)
    {
        for (int number = 0; number < Math.Pow(Tags, words); number++)
        {
            int[] path = [.. Enumerable.Range(0, words).Select(word => number / (int)Math.Pow(Tags, word) % Tags)];
            bool legal = path[0] is not (2 or 4) && path.Zip(path.Skip(1)).All(move => move.Second is not (2 or 4) || move.First == move.Second || move.First == move.Second - 1);
            if (legal) yield return path;
        }
    }

    private static double Score(int[] path, Matrix logits, Parameter? transitions)
    {
        double score = 0;
        for (int word = 0; word < path.Length; word++)
        {
            score += logits.Row(word)[path[word]];
            if (word > 0 && transitions is not null) score += transitions.Values[(path[word - 1] * Tags) + path[word]];
        }
        return score;
    }
}
