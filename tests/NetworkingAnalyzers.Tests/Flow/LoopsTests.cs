using System.Linq;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Which loop runs <c>Number()</c> again.</summary>
public sealed class LoopsTests
{
    [Theory]
    [InlineData("while (Condition()) Number();", 1)]
    [InlineData("while (Number() > 0) { }", 1)]
    [InlineData("do { Number(); } while (true);", 1)]
    [InlineData("do { } while (Number() > 0);", 1)]
    [InlineData("for (;;) Number();", 1)]
    [InlineData("for (var i = 0; i < Number(); i++) { }", 1)]
    [InlineData("for (var i = 0; i < 1; i += Number()) { }", 1)]
    [InlineData("foreach (var i in new[] { 1 }) { Number(); }", 1)]
    [InlineData("while (true) for (;;) Number();", 2)]
    [InlineData("while (true) { foreach (var i in new int[Number()]) { } }", 1)]
    [InlineData("for (var i = Number(); i < 1; i++) { }", 0)]
    [InlineData("foreach (var i in new int[Number()]) { }", 0)]
    [InlineData("while (true) { Run(() => Number()); }", 0)]
    [InlineData("while (true) { void Local() { Number(); } }", 0)]
    [InlineData("Run(() => { while (true) { Number(); } });", 1)]
    [InlineData("Number(); while (true) { }", 0)]
    public void Loops_around(string code, int count)
    {
        var snippet = Snippet.Statements(code);
        Assert.Equal(count, Loops.AllAround(snippet.Call("Number")).Count());
        Assert.Equal(count > 0, Loops.Around(snippet.Call("Number")) is not null);
    }

    [Fact]
    public void The_innermost_comes_first()
    {
        var snippet = Snippet.Statements("while (true) for (;;) Number();");
        Assert.IsType<IForLoopOperation>(Loops.Around(snippet.Call("Number")), exactMatch: false);
    }

    [Theory]
    [InlineData("while (true) Number();", true)]
    [InlineData("while (!false) Number();", true)]
    [InlineData("do Number(); while (true);", true)]
    [InlineData("for (;;) Number();", true)]
    [InlineData("for (;true;) Number();", true)]
    [InlineData("while (Condition()) Number();", false)]
    [InlineData("for (; Condition();) Number();", false)]
    [InlineData("foreach (var i in new[] { 1 }) Number();", false)]
    public void An_endless_loop_is_told(string code, bool expected)
    {
        var snippet = Snippet.Statements(code);
        Assert.Equal(expected, Loops.IsEndless(Loops.Around(snippet.Call("Number"))!));
    }

    [Theory]
    [InlineData("while (Condition()) Number();", true)]
    [InlineData("do Number(); while (Condition());", true)]
    [InlineData("for (; Condition();) Number();", true)]
    [InlineData("for (;;) Number();", false)]
    [InlineData("foreach (var i in new[] { 1 }) Number();", false)]
    public void The_condition_is_found(string code, bool expected)
    {
        var snippet = Snippet.Statements(code);
        Assert.Equal(expected, Loops.ConditionOf(Loops.Around(snippet.Call("Number"))!) is not null);
    }
}
