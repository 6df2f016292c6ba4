using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Questions that reach beyond a body.</summary>
public sealed class SourcesTests
{
    [Theory]
    [InlineData("class C { public int Wanted() => Number(); }")]
    [InlineData("class C { public int Wanted() { return Number(); } }")]
    [InlineData("class C { public int Wanted => Number(); }")]
    [InlineData("class C { public int Wanted { get { return Number(); } set { Take(value); } } }")]
    [InlineData("class C { public int Wanted { set { Take(value); } get => Number(); } }")]
    [InlineData("class C { public void M() { Wanted(); int Wanted() { return Number(); } } }")]
    [InlineData("partial class C { public partial int Wanted(); public partial int Wanted() => Number(); }")]
    [InlineData("partial class C { public partial int Wanted() => Number(); } partial class C { public partial int Wanted(); }")]
    [InlineData("class C<T> { public int Wanted() => Number(); }")]
    [InlineData("class C { public async Task<int> Wanted() { await OtherAsync(); return Number(); } }")]
    public void The_body_and_what_it_returns_are_found(string code)
    {
        var snippet = Snippet.File(code);
        var symbol = snippet.Symbol("Wanted");
        Assert.NotNull(snippet.Sources.BodyOf(symbol));
        Assert.Equal(["Number()"], snippet.Sources.ReturnedBy(symbol).Select(value => value.Syntax.ToString()));
    }

    [Theory]
    [InlineData("abstract class C { public abstract int Wanted(); }")]
    [InlineData("interface I { int Wanted(); }")]
    [InlineData("class C { public int Wanted { get; set; } }")]
    [InlineData("class C { public int Wanted { set { Take(value); } } }")]
    [InlineData("class C { public IEnumerable<int> Wanted() { yield return Number(); } }")]
    [InlineData("class C { public void Wanted() { Run(() => { return; }); Func<int> f = () => 1; } }")]
    public void Nothing_that_can_be_seen_is_returned(string code)
    {
        var snippet = Snippet.File(code);
        Assert.Empty(snippet.Sources.ReturnedBy(snippet.Symbol("Wanted")));
    }

    [Fact]
    public void A_local_function_s_returns_are_not_its_owner_s()
    {
        var snippet = Snippet.Members("int Wanted() { int Local() { return 2; } return Number(); }");
        Assert.Equal(["Number()"], snippet.Sources.ReturnedBy(snippet.Symbol("Wanted")).Select(value => value.Syntax.ToString()));
        Assert.Equal(["2"], snippet.Sources.ReturnedBy(snippet.Symbol("Local")).Select(value => value.Syntax.ToString()));
    }

    [Fact]
    public void Mentions_of_a_field_are_found_in_all_parts_and_nested_types()
    {
        var snippet = Snippet.File("""
            partial class C { int _f = 1; void M() { _f = 2; this._f++; } }
            partial class C { void N(C other) { Take(other._f); Take(nameof(_f)); } class Inner { void P(C c) => c._f = 3; } }
            class Other { int _f; void M() => _f = 4; }
            """);
        var mentions = snippet.Sources.MentionsOf(snippet.Symbol("_f"));
        Assert.Equal(6, mentions.Length);
        Assert.Equal(["2", "3", "1"], Writes.Among(mentions).Select(write => write.Value?.Syntax.ToString()).Where(text => text is not null));
    }

    [Fact]
    public void References_to_a_private_method_include_calls_and_groups()
    {
        var snippet = Snippet.File("""
            class C { void M() { Wanted(); this.Wanted(); Run(Wanted); Action a = this.Wanted; } private void Wanted() { } void Wanted(int i) => Wanted(2); }
            class D { void Wanted() { Wanted(); } }
            """);
        Assert.Equal(4, snippet.Sources.ReferencesTo((IMethodSymbol)snippet.Symbol("Wanted"), default).Count());
    }

    [Fact]
    public void References_to_a_public_method_are_found_anywhere()
    {
        var snippet = Snippet.File("""
            class D { void M(C<int> c) { c.Wanted(); c?.Wanted(); } }
            class C<T> { public void Wanted() { } void M() => Wanted(); }
            """);
        Assert.Equal(3, snippet.Sources.ReferencesTo((IMethodSymbol)snippet.Symbol("Wanted"), default).Count());
    }

    [Fact]
    public void References_to_an_extension_method_are_found()
    {
        var snippet = Snippet.File("static class E { public static void Wanted(this Thing t) { } static void M(Thing t) { t.Wanted(); E.Wanted(t); t?.Wanted(); } }");
        Assert.Equal(3, snippet.Sources.ReferencesTo((IMethodSymbol)snippet.Symbol("Wanted"), default).Count());
    }

    [Fact]
    public void References_to_a_generic_method_are_found()
    {
        var snippet = Snippet.Members("void Wanted<T>(T t) { } void M() { Wanted(1); Wanted<string>(\"\"); this.Wanted<long>(2); }");
        Assert.Equal(3, snippet.Sources.ReferencesTo((IMethodSymbol)snippet.Symbol("Wanted"), default).Count());
    }

    [Fact]
    public void The_search_of_the_compilation_honours_cancellation()
    {
        var snippet = Snippet.Members("public void Wanted() { }");
        using var cancelled = new System.Threading.CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<System.OperationCanceledException>(() => snippet.Sources.NamesAnywhere("Wanted", cancelled.Token).Any());
    }

    [Fact]
    public void A_name_is_mentioned_or_not()
    {
        var snippet = Snippet.Members("void M() => Other();");
        var tree = snippet.Call("Other").Syntax.SyntaxTree;
        Assert.True(snippet.Sources.IsMentioned(tree, "Other"));
        Assert.False(snippet.Sources.IsMentioned(tree, "Missing"));
    }
}
