using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>The model of one body.</summary>
public sealed class BodyTests
{
    [Fact]
    public void Uses_are_in_source_order_and_include_lambdas()
    {
        var snippet = Snippet.Statements("Start(); Run(() => Other()); void Local() => Met(); Local();");
        var names = Body.Around(snippet.Call("Start")).Uses.OfType<IInvocationOperation>().Select(use => use.TargetMethod.Name);
        Assert.Equal(["Start", "Run", "Other", "Met", "Local"], names);
    }

    [Theory]
    [InlineData("async void M() { await OtherAsync(); Met(); }", 1)]
    [InlineData("async Task M() { await OtherAsync(); Met(); }", 0)]
    [InlineData("void M() { Met(); }", 0)]
    [InlineData("void M() { Met(); Run(async () => await OtherAsync()); }", 1)]
    [InlineData("void M() { Met(); Run(() => Other()); }", 0)]
    [InlineData("void M() { Met(); Func<Task> a = async () => await OtherAsync(); }", 0)]
    [InlineData("void M() { Met(); Local(); async void Local() => await OtherAsync(); }", 1)]
    [InlineData("void M() { Met(); Local(); async Task Local() => await OtherAsync(); void Plain() { } Plain(); }", 0)]
    [InlineData("async void M() { await OtherAsync(); Met(); Run(async () => { await OtherAsync(); Inner(); async void Inner() => await OtherAsync(); }); }", 3)]
    public void Functions_that_are_async_void_are_known(string members, int count) => Assert.Equal(count, Body.Around(Snippet.Members(members).Call("Met")).AsyncVoids.Length);

    [Fact]
    public void Mentions_are_found_once()
    {
        var snippet = Snippet.Statements("var n = Number(); n++;");
        var body = Body.Around(snippet.Call("Number"));
        Assert.Same(body.MentionsOf(snippet.Symbol("n")), body.MentionsOf(snippet.Symbol("n")));
    }

    [Fact]
    public void One_body_for_all_its_operations()
    {
        var snippet = Snippet.Statements("Start(); Run(() => Other());");
        Assert.Same(Body.Around(snippet.Call("Start")), Body.Around(snippet.Call("Other")));
    }

    [Fact]
    public void The_owner_is_the_member_even_where_a_lambda_asks_first()
    {
        var snippet = Snippet.Statements("Run(() => { Local(); void Local() => Other(); });");
        Assert.Equal("M", Body.Around(snippet.Call("Other")).Owner?.Name);
    }

    [Theory]
    [InlineData("void M() { Start(); }", "M")]
    [InlineData("C() { Start(); }", ".ctor")]
    [InlineData("int P { get { Start(); return 1; } }", "get_P")]
    [InlineData("int P => Number();", "get_P")]
    [InlineData("int _f = Number();", "_f")]
    [InlineData("int P { get; } = Number();", "P")]
    public void The_owner_is_named(string members, string owner)
    {
        var snippet = Snippet.Members(members);
        Assert.Equal(owner, Body.Around(snippet.Calls("Start").Concat(snippet.Calls("Number")).First()).Owner?.Name);
    }

    [Theory]
    [InlineData("void M() { Start(); }")]
    [InlineData("void M() => Start();")]
    [InlineData("C() { Start(); }")]
    [InlineData("C() : this(1) => Start(); C(int i) { }")]
    [InlineData("~C() { Start(); }")]
    [InlineData("int P { get { Start(); return 1; } set { } }")]
    [InlineData("Action _f = () => Start();")]
    [InlineData("Action P { get; } = () => { Start(); };")]
    [InlineData("void M() { Run(() => { Action a = delegate { Start(); }; }); }")]
    [InlineData("void M() { Run(() => { Local(); void Local() { Start(); } }); }")]
    [InlineData("void M() { Local(); void Local() { Run(() => Start()); } }")]
    [InlineData("event Action E { add { Start(); } remove { } }")]
    [InlineData("public static C operator +(C a, C b) { Start(); return a; }")]
    [InlineData("async Task M() { await OtherAsync(); Start(); }")]
    [InlineData("IEnumerable<int> M() { Start(); yield break; }")]
    public void Every_function_has_a_graph_that_holds_its_calls(string members)
    {
        var snippet = Snippet.Members(members);
        var call = snippet.Call("Start");
        var graph = Body.Around(call).GraphOf(call, default);
        Assert.NotNull(graph);
        Assert.Contains(graph.Blocks.SelectMany(Operations.In), operation => operation.Syntax == call.Syntax && operation is IInvocationOperation);
    }

    [Fact]
    public void A_lambda_in_code_that_cannot_be_reached_has_a_graph()
    {
        var snippet = Snippet.Statements("return; Run(() => Start());");
        Assert.NotNull(Body.Around(snippet.Call("Start")).GraphOf(snippet.Call("Start"), default));
    }

    [Fact]
    public void A_graph_is_built_once()
    {
        var snippet = Snippet.Statements("Start(); Other();");
        var body = Body.Around(snippet.Call("Start"));
        Assert.Same(body.GraphOf(snippet.Call("Start"), default), body.GraphOf(snippet.Call("Other"), default));
    }

    [Fact]
    public void The_function_of_an_operation_is_the_innermost()
    {
        var snippet = Snippet.Statements("Start(); Run(() => { Other(); void Local() => Met(); });");
        Assert.Same(Body.RootOf(snippet.Call("Start")), Body.FunctionOf(snippet.Call("Start")));
        Assert.IsType<IAnonymousFunctionOperation>(Body.FunctionOf(snippet.Call("Other")), exactMatch: false);
        Assert.IsType<ILocalFunctionOperation>(Body.FunctionOf(snippet.Call("Met")), exactMatch: false);
    }

    [Theory]
    [InlineData("var thing = Open(); thing.Use(); thing = null;", 3)]
    [InlineData("if (Open() is Thing thing) thing.Use();", 2)]
    [InlineData("if (Open() is { } thing) thing.Use();", 2)]
    [InlineData("if (new[] { 1 } is [1] thing) Take(thing);", 2)]
    [InlineData("foreach (var thing in new[] { Open() }) Run(() => thing.Use());", 2)]
    [InlineData("try { } catch (Exception thing) { Take(thing); }", 2)]
    public void Mentions_include_the_declaration(string code, int count)
    {
        var snippet = Snippet.Statements("Start(); " + code);
        Assert.Equal(count, Body.Around(snippet.Call("Start")).MentionsOf(snippet.Symbol("thing")).Count);
    }

    [Fact]
    public void Fields_and_methods_are_mentioned_too()
    {
        var snippet = Snippet.Members("int _f; void M() { _f = 1; Start(); Take(_f); } ");
        Assert.Equal(2, snippet.BodyOf("M").MentionsOf(snippet.Symbol("_f")).Count);
        Assert.Single(snippet.BodyOf("M").MentionsOf(((IInvocationOperation)snippet.Call("Start")).TargetMethod));
    }
}
