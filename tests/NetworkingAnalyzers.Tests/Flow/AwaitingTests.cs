using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Must whoever wants the result of <c>/*here*/</c> wait?</summary>
public sealed class AwaitingTests
{
    private const string F = "async Task<int> F() { await Task.Yield(); return 1; }\n";

    [Theory]
    [InlineData("int M() => (/*here*/F()).Result;")]
    [InlineData("int M() => (/*here*/F().ConfigureAwait(false).GetAwaiter()).GetResult();")]
    [InlineData("int M() { var t = F(); Other(); return /*here*/t.Result; }")]
    [InlineData("int M() { Task<int> t; t = F(); return /*here*/t.Result; }")]
    [InlineData("int M() { while (true) { var t = F(); return /*here*/t.Result; } }")]
    [InlineData("async Task<int> M() { var t = F(); var n = /*here*/t.Result; await t; return n; }")]
    [InlineData("void M() { (/*here*/Task.Delay(1)).Wait(); }")]
    [InlineData("int M() { Func<int> f = () => { var t = F(); return /*here*/t.Result; }; return f(); }")]
    public void A_task_started_here_that_nobody_looked_at(string code) => Assert.True(IsSurelyPending(code));

    [Theory]
    [InlineData("int M(Task<int> t) => /*here*/t.Result;")]
    [InlineData("Task<int> _t = Task.FromResult(1); int M() => /*here*/_t.Result;")]
    [InlineData("int M() => (/*here*/Task.FromResult(1)).Result;")]
    [InlineData("void M() { (/*here*/Task.CompletedTask).Wait(); }")]
    [InlineData("int M() => (/*here*/Task.FromException<int>(new Exception())).Result;")]
    [InlineData("int M() => (/*here*/Task.FromCanceled<int>(default)).Result;")]
    [InlineData("async Task<int> M() { var t = F(); await t; return /*here*/t.Result; }")]
    [InlineData("async Task<int> M() { var t = F(); await Task.WhenAll(t); return /*here*/t.Result; }")]
    [InlineData("int M() { var t = F(); if (t.IsCompleted) return /*here*/t.Result; return 0; }")]
    [InlineData("async Task<int> M() => (/*here*/await Task.WhenAny(F(), F())).Result;")]
    [InlineData("int M() { var t = F(); t = F(); return /*here*/t.Result; }")]
    [InlineData("int M() { var t = Task.FromResult(1); return /*here*/t.Result; }")]
    [InlineData("int M() { var t = F(); Func<int> f = () => /*here*/t.Result; return f(); }")]
    [InlineData("int M() { var t = F(); while (true) { return /*here*/t.Result; } }")]
    [InlineData("int M() { foreach (var t in new[] { F() }) return /*here*/t.Result; return 0; }")]
    public void A_task_that_may_be_complete(string code) => Assert.False(IsSurelyPending(code));

    [Fact]
    public void A_task_made_of_itself_ends_the_search()
    {
        var snippet = Snippet.Members("void M() { Task t = null!; t = t.WaitAsync(TimeSpan.Zero); /*here*/t.Wait(); }");
        Assert.False(IsSurelyPending(snippet));
    }

    private static bool IsSurelyPending(string code) => IsSurelyPending(Snippet.Members(F + code));

    private static bool IsSurelyPending(Snippet snippet)
    {
        // The largest expression at the mark may include the access; the task is its receiver.
        var task = snippet.At("here");
        task = task switch
        {
            IPropertyReferenceOperation { Property.Name: "Result", Instance: { } instance } => instance,
            IInvocationOperation { TargetMethod.Name: "Wait" or "GetResult", Instance: { } instance } => instance,
            _ => task,
        };
        return Awaiting.IsSurelyPending(task, Body.Around(task));
    }
}
