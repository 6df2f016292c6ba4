using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>What waits for the task of <c>F()</c> (or the first of them)?</summary>
public sealed class WaitingTests
{
    private const string Declarations = """
        Task<int> F() => Task.FromResult(1);
        Task? _task; C? _other;
        static Task Pass(Task t) => t;
        bool IsDone(Task t) => t.IsCompleted;
        void Wait(Task t) { }
        """;

    [Theory]
    [InlineData("await F();", "await F()")]
    [InlineData("await (F());", "await (F())")]
    [InlineData("await F().ConfigureAwait(false);", "await F().ConfigureAwait(false)")]
    [InlineData("await (Task)F();", "await (Task)F()")]
    [InlineData("await (_task ?? F());", "await (_task ?? F())")]
    [InlineData("await (Condition() ? F() : Task.FromResult(2));", "await (Condition() ? F() : Task.FromResult(2))")]
    [InlineData("await _other?.F()!;", "await _other?.F()!")]
    [InlineData("await Task.WhenAll(F(), Task.CompletedTask);", "await Task.WhenAll(F(), Task.CompletedTask)")]
    [InlineData("await Task.WhenAll(new Task[] { F() });", "await Task.WhenAll(new Task[] { F() })")]
    [InlineData("await Task.WhenAll([F(), Task.CompletedTask]);", "await Task.WhenAll([F(), Task.CompletedTask])")]
    [InlineData("Task[] all = [F()]; await Task.WhenAll(all);", "await Task.WhenAll(all)")]
    [InlineData("List<Task> all = [F()]; Task.WaitAll(all);", "Task.WaitAll(all)")]
    [InlineData("await F().ContinueWith(t => { });", "await F().ContinueWith(t => { })")]
    [InlineData("await F().WaitAsync(TimeSpan.Zero);", "await F().WaitAsync(TimeSpan.Zero)")]
    [InlineData("F().Wait();", "F().Wait()")]
    [InlineData("F().ConfigureAwait(false).GetAwaiter().GetResult();", "F().ConfigureAwait(false).GetAwaiter().GetResult()")]
    [InlineData("F().RunSynchronously();", "F().RunSynchronously()")]
    [InlineData("var n = F().Result;", "F().Result")]
    [InlineData("Task.WaitAll(F());", "Task.WaitAll(F())")]
    [InlineData("var t = F(); Other(); await t;", "await t")]
    [InlineData("Task t; t = F(); t.Wait();", "t.Wait()")]
    [InlineData("var t = F(); var u = t; var v = u; await v;", "await v")]
    public void It_is_waited_for(string code, string by) => Assert.Equal(by, WaitFor(code));

    [Theory]
    [InlineData("_ = F();")]
    [InlineData("F();")]
    [InlineData("var t = F();")]
    [InlineData("_task = F();")]
    [InlineData("Take(F());")]
    [InlineData("Wait(F());")]
    [InlineData("await Pass(F());")]
    [InlineData("await Task.WhenAny(F(), Task.Delay(1));")]
    [InlineData("F().ContinueWith(t => { });")]
    [InlineData("var s = F().Status;")]
    [InlineData("var s = F().ToString();")]
    [InlineData("await (IsDone(F()) ? Task.CompletedTask : Task.Delay(1));")]
    [InlineData("var t = F(); Func<Task> later = async () => await t;")]
    [InlineData("var t = F(); var u = t; var v = u; var w = v; await w;")]
    [InlineData("await Task.CompletedTask.WaitAsync(TimeSpan.FromSeconds(F().Id));")]
    public void It_is_not(string code) => Assert.Null(WaitFor(code));

    [Fact]
    public void Locals_that_hold_each_other_end_the_search() => Assert.Null(WaitFor("Task t = F(); Task u = t; t = u; u = t;"));

    private static string? WaitFor(string code) =>
        Waiting.For(Snippet.Members(Declarations + "async Task M() { " + code + " await Task.Yield(); }").Call("F"))?.Syntax.ToString();
}
