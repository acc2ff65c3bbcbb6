using ModelPacker.Output;

namespace ModelPacker.Tests.Output;

public class RunPlanTests
{
    private readonly ManualTime time = new();
    private readonly RunPlan plan;

    public RunPlanTests() => plan = new RunPlan([new("teacher", 4), new("distil", 2), new("prune", 1), new("pack", 1)], time);

    [Fact]
    public void Stages_to_come_are_reckoned_from_those_before_by_their_weights()
    {
        plan.Begin("teacher");
        time.Pass(30);
        Assert.Equal(TimeSpan.FromSeconds(10 + 40), plan.Remaining(TimeSpan.FromSeconds(10)));
        time.Pass(10);
        plan.Begin("distil");
        time.Pass(5);
        Assert.Equal(TimeSpan.FromSeconds(15 + 20), plan.Remaining(TimeSpan.FromSeconds(15)));
        Assert.Equal(TimeSpan.FromSeconds(5), plan.Elapsed);
    }

    [Fact]
    public void A_run_that_is_taken_up_again_reckons_from_what_it_did_itself()
    {
        plan.Begin("prune");
        time.Pass(3);
        Assert.Equal((2, "prune"), (plan.Current, plan.Name));
        Assert.Equal(TimeSpan.FromSeconds(1 + 4), plan.Remaining(TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("teacher")]
    [InlineData("distil")]
    [InlineData("bake")]
    public void No_stage_comes_twice_or_out_of_order(string next)
    {
        plan.Begin("distil");
        var e = Assert.Throws<ArgumentException>(() => plan.Begin(next));
        Assert.Contains($"no stage '{next}' after 'distil'", e.Message);
    }
}
