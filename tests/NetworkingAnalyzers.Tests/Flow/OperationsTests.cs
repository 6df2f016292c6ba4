using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Walks.</summary>
public sealed class OperationsTests
{
    private static string[] NamesOf(System.Collections.Generic.IEnumerable<IOperation> operations) =>
        [.. operations.OfType<IInvocationOperation>().Select(invocation => invocation.TargetMethod.Name)];

    [Fact]
    public void Below_is_in_source_order()
    {
        var snippet = Snippet.Statements("Start(); Take(Open()); Run(() => Other()); Met();");
        Assert.Equal(["Start", "Take", "Open", "Run", "Other", "Met"], NamesOf(Operations.Below(Body.RootOf(snippet.Call("Start")))));
    }

    [Fact]
    public void Below_in_function_does_not_enter_lambdas()
    {
        var snippet = Snippet.Statements("Start(); Run(() => Other()); void Local() { Met(); }");
        Assert.Equal(["Start", "Run"], NamesOf(Operations.BelowInFunction(Body.RootOf(snippet.Call("Start")))));
    }

    [Fact]
    public void Below_in_function_starts_in_the_lambda_that_it_is_given()
    {
        var snippet = Snippet.Statements("Run(() => { Other(); Run(() => Met()); });");
        Assert.Equal(["Other", "Run"], NamesOf(Operations.BelowInFunction(Body.FunctionOf(snippet.Call("Other")))));
    }

    [Fact]
    public void Evaluated_has_operands_first()
    {
        var snippet = Snippet.Members("int F(int a, int b) => a; int G(int a) => a; int H() => 1; void M() { F(G(H()), Number()); }");
        Assert.Equal(["H", "G", "Number", "F"], NamesOf(Operations.Evaluated(snippet.Call("F"))));
    }

    [Fact]
    public void Above_finds_the_nearest_in_the_same_function()
    {
        var snippet = Snippet.Statements("while (Condition()) { while (Condition()) { Start(); } Run(() => Other()); }");
        var inner = Operations.Above<ILoopOperation>(snippet.Call("Start"));
        Assert.NotNull(inner);
        Assert.NotNull(Operations.Above<ILoopOperation>(inner.Parent!));
        Assert.Null(Operations.Above<ILoopOperation>(snippet.Call("Other")));
        Assert.NotNull(Operations.Above<IInvocationOperation>(snippet.Call("Other")));
    }

    [Fact]
    public void Contains_tells_inside_from_beside()
    {
        var snippet = Snippet.Statements("Take(Open()); Other();");
        Assert.True(Operations.Contains(snippet.Call("Take"), snippet.Call("Open")));
        Assert.True(Operations.Contains(snippet.Call("Take"), snippet.Call("Take")));
        Assert.False(Operations.Contains(snippet.Call("Take"), snippet.Call("Other")));
    }

    [Fact]
    public void Deep_nesting_needs_no_deep_stack()
    {
        var snippet = Snippet.Statements("var x = " + string.Join(" + ", Enumerable.Repeat("Number()", 3000)) + ";");
        var root = Body.RootOf(snippet.Call("Number"));
        Assert.Equal(3000, NamesOf(Operations.Below(root)).Length);
        Assert.Equal(3000, NamesOf(Operations.Evaluated(root)).Length);
    }
}
