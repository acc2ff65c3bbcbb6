using CsCheck;
using ModelPacker.Output;
using ModelPacker.Training;

namespace ModelPacker.Tests.Output;

public class ProgressLineTests
{
    private static readonly TrainingProgress Progress =
        new(3, 8, 480, 1000, 0.4123, new Accuracy(0.98, 0.9731), 3880.4, TimeSpan.FromSeconds(65));

    private readonly RunPlan plan = new([new("teacher"), new("distil"), new("pack")], new ManualTime());

    public ProgressLineTests() => plan.Begin("distil");

    [Fact]
    public void A_wide_terminal_shows_all() => Assert.Equal(
        "2/3 distil  ━━━━━━━━━━━━────────────   48 %  epoch 3/8  loss 0.412  accuracy 97.3 %  3880 sentences/s  1:05 left, run 2:10",
        ProgressLine.WithBar(plan, Progress, 200, unicode: true));

    [Fact]
    public void Eighty_columns_show_what_matters() => Assert.Equal(
        "2/3 distil  #####.....   48 %  loss 0.412  accuracy 97.3 %  1:05 left, run 2:10",
        ProgressLine.WithBar(plan, Progress, 79, unicode: false));

    [Fact]
    public void No_line_is_wider_than_the_terminal() => Gen.Select(Gen.Int[0, 140], Gen.Double[0, 1e6], Gen.Int[0, 2_000_000]).Sample(
        (width, loss, step) => ProgressLine.WithBar(plan, Progress with { Loss = loss, Step = step, Steps = 2_000_000 }, width, true).Length <= width);

    [Fact]
    public void Without_a_terminal_the_line_has_no_bar() => Assert.Equal(
        "2/3 distil   48 %  epoch 3/8  loss 0.412  3880 sentences/s  1:00:05 left, run 2:00:10",
        ProgressLine.Plain(plan, Progress with { Development = null, Remaining = new TimeSpan(1, 0, 5) }));

    [Fact]
    public void A_stage_that_is_done_tells_its_last_figures()
    {
        Assert.Equal("2/3 distil  done in 0:00  loss 0.412  accuracy 97.3 %", ProgressLine.Finished(plan, Progress));
        Assert.Equal("2/3 distil  done in 0:00", ProgressLine.Finished(plan, null));
    }
}
