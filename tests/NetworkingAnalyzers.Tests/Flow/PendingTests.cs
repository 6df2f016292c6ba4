using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Does the function leave the task of <c>F()</c> running?</summary>
public sealed class PendingTests
{
    private const string Declarations = """
        Task<int> F() => Task.FromResult(1);
        int Plain() => 1;
        Task? _task; C? _other;
        static Task Pass(Task t) => t;
        static Task WhenAll(Task t) => t;
        """;

    [Theory]
    [InlineData("await F();")]
    [InlineData("await (F());")]
    [InlineData("await F().ConfigureAwait(false);")]
    [InlineData("await (_task ?? F());")]
    [InlineData("await (Condition() ? F() : Task.FromResult(2));")]
    [InlineData("await _other?.F()!;")]
    [InlineData("F().Wait();")]
    [InlineData("F().GetAwaiter().GetResult();")]
    [InlineData("var n = F().Result;")]
    [InlineData("await Task.WhenAll(F(), Task.CompletedTask);")]
    [InlineData("await Task.WhenAll([F()]);")]
    [InlineData("await Task.WhenAny(F(), Task.CompletedTask);")]
    [InlineData("Task.WaitAll(F());")]
    [InlineData("Task.WaitAny(F());")]
    [InlineData("await F().WaitAsync(TimeSpan.Zero);")]
    [InlineData("var t = F(); await t;")]
    [InlineData("Task t; t = F(); Other(); t.Wait();")]
    [InlineData("var t = F(); var u = t; var v = u; await v;")]
    [InlineData("var t = F(); if (t.IsCompleted) Other(); await t;")]
    public void It_is_waited_for(string code) => Assert.False(IsLeft(code));

    [Theory]
    [InlineData("F();")]
    [InlineData("_ = F();")]
    [InlineData("_task = F();")]
    [InlineData("var t = F();")]
    [InlineData("Task t; t = F();")]
    [InlineData("Take(F());")]
    [InlineData("await Pass(F());")]
    [InlineData("await WhenAll(F());")]
    [InlineData("F().ContinueWith(t => { });")]
    [InlineData("var s = F().Status;")]
    [InlineData("var s = F().ToString();")]
    [InlineData("var t = F(); var u = t; var v = u; var w = v; await w;")]
    [InlineData("if (F() != null) Other();")]
    [InlineData("Task? t = null; t = F() is { } ? null : t; await Task.CompletedTask;")]
    public void It_is_left(string code) => Assert.True(IsLeft(code));

    [Fact]
    public void What_is_no_task_is_not_left_running()
    {
        var snippet = Snippet.Members(Declarations + "void M() { Plain(); }");
        Assert.False(Pending.IsLeft(snippet.Call("Plain"), snippet.BodyAround(snippet.Call("Plain"))));
    }

    [Fact]
    public void Returned_is_left_to_the_caller()
    {
        var snippet = Snippet.Members(Declarations + "Task M() => F();");
        Assert.True(Pending.IsLeft(snippet.Call("F"), snippet.BodyAround(snippet.Call("F"))));
    }

    [Fact]
    public void Locals_that_hold_each_other_end_the_search() => Assert.True(IsLeft("Task t = F(); Task u = t; t = u; u = t;"));

    private static bool IsLeft(string code)
    {
        var snippet = Snippet.Members(Declarations + "async Task M() { await Task.Yield(); " + code + " }");
        return Pending.IsLeft(snippet.Call("F"), snippet.BodyAround(snippet.Call("F")));
    }
}
