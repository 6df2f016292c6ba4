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
    public void Names_are_found_in_a_type_and_nowhere_else()
    {
        var snippet = Snippet.File("""
            partial class C { void M() => Other(); class Inner { void N() { Other(); Met(); } } }
            partial class C { void P() => Other(); }
            class D { void M() => Other(); }
            """);
        var type = (INamedTypeSymbol)snippet.Symbol("C");
        Assert.Equal(3, snippet.Sources.NamesIn(type, "Other").Count());
        Assert.Equal(4, snippet.Sources.NamesIn(type, "Other", "Met").Count());
        Assert.Empty(snippet.Sources.NamesIn(type, "Missing"));
        Assert.Equal(["C", "M", "Other", "Inner", "N", "Other", "Met", "C", "P", "Other"], snippet.Sources.NamesIn(type));
        Assert.Equal(4, snippet.Sources.NamesAnywhere("Other", default).Count(name => name.SyntaxTree == snippet.Call("Met").Syntax.SyntaxTree));
    }

    [Fact]
    public void Names_of_files_that_mention_another()
    {
        var snippet = Snippet.Members("void Wanted() => Met();");
        Assert.Contains("Met", snippet.Sources.NamesInFilesThatMention("Met", default));
        Assert.Contains("Closed", snippet.Sources.NamesInFilesThatMention("IAsyncDisposable", default));
        Assert.DoesNotContain("Met", snippet.Sources.NamesInFilesThatMention("IAsyncDisposable", default));
        Assert.Empty(snippet.Sources.NamesInFilesThatMention("Missing", default));
    }

    [Fact]
    public void Files_are_asked_by_a_test_of_their_names()
    {
        var tree = Snippet.Members("void M() => Other();").Call("Other").Syntax.SyntaxTree;
        Assert.True(Sources.IsMentioned(tree, name => name.StartsWith("Oth", System.StringComparison.Ordinal)));
        Assert.False(Sources.IsMentioned(tree, name => name.StartsWith("Miss", System.StringComparison.Ordinal)));
    }

    [Fact]
    public void The_bodies_of_a_type_are_those_of_its_members_and_inner_types()
    {
        var snippet = Snippet.File("""
            partial class C { int _f = 1; C() { } void M() => Other(); int P { get; set; } int Q => 1; class Inner { void N() { } } }
            partial class C { void P2() { } abstract class Empty { public abstract void A(); } }
            """);
        var bodies = snippet.Sources.BodiesIn((INamedTypeSymbol)snippet.Symbol("C")).Select(body => body.Owner!.Name).ToList();
        Assert.Superset(new System.Collections.Generic.HashSet<string> { ".ctor", "M", "N", "P2" }, bodies.ToHashSet());
        Assert.DoesNotContain("A", bodies);
        Assert.DoesNotContain("_f", bodies);
    }

    [Theory]
    [InlineData("class C { public C() { } } class D { C a = new C(); C b = new(); void M() { Take(new C()); Take(new global::C()); } }", 4)]
    [InlineData("class C { public C(int i) { } public C() : this(1) { } } class D { C a = new C(1); C b = new C(); }", 2)]
    [InlineData("class C { public C(int i) { } } class D : C { D() : base(1) { } D(int i) : this() { } C P { get; } = new(2); }", 2)]
    [InlineData("class C(int i) { int I => i; } class D(int i) : C(i) { } class E : C { E() : base(1) { } }", 2)]
    [InlineData("class C<T>(int i) { int I => i; public C() : this(1) { } }", 1)]
    [InlineData("class C<T> { public C() { } } class D { C<int> a = new C<int>(); object b = new C<string>(); }", 2)]
    [InlineData("class C { public C() { } } class D { C? a; C[] b = new C[2]; Type c = typeof(C); }", 0)]
    public void Creations_by_a_constructor_are_found(string code, int count)
    {
        var snippet = Snippet.File(code);
        var constructor = ((INamedTypeSymbol)snippet.Symbol("C")).InstanceConstructors[0];
        Assert.Equal(count, snippet.Sources.CallsOf(constructor, default).Count());
    }

    [Fact]
    public void Calls_are_references_that_call()
    {
        var snippet = Snippet.Members("void M() { Wanted(); Run(Wanted); this.Wanted(); } private void Wanted() { }");
        Assert.Equal(2, snippet.Sources.CallsOf((IMethodSymbol)snippet.Symbol("Wanted"), default).Count());
    }

    [Fact]
    public void References_are_sought_in_files_worth_it()
    {
        var snippet = Snippet.Members("public void Wanted() => Wanted();");
        Assert.Single(snippet.Sources.ReferencesTo((IMethodSymbol)snippet.Symbol("Wanted"), default, _ => true));
        Assert.Empty(snippet.Sources.ReferencesTo((IMethodSymbol)snippet.Symbol("Wanted"), default, _ => false));
    }

    [Theory]
    [InlineData("private Thing? wanted; void M() { wanted = Open(); }", true)]
    [InlineData("internal Thing? wanted; void M() { this.wanted = Open(); }", true)]
    [InlineData("private Thing? wanted { get; set; } void M() { wanted = Open(); }", true)]
    [InlineData("private Thing? wanted = Open();", true)]
    [InlineData("private class Inner { public Thing? wanted; } void M(Inner i) { i.wanted = Open(); }", true)]
    [InlineData("private Thing? wanted; void M() { wanted = Open(); Take(wanted); }", false)]
    [InlineData("private Thing? wanted; void M() { wanted = Open(); wanted.Use(); }", false)]
    [InlineData("private Thing? wanted; void M() { wanted ??= Open(); }", true)]
    [InlineData("private Thing? wanted; bool M() { wanted = Open(); return wanted == null; }", false)]
    public void A_hidden_variable_that_nobody_reads(string members, bool never) =>
        Assert.Equal(never, Snippet.Members(members) is var snippet && snippet.Sources.IsNeverRead(snippet.Symbol("wanted"), default));

    [Theory]
    [InlineData("public class P { public Thing? wanted; void M() { wanted = Open(); } }")]
    [InlineData("public class P { protected Thing? wanted; void M() { wanted = Open(); } }")]
    [InlineData("public class P { void M() { Thing wanted = Open(); } }")]
    [InlineData("public class P { void wanted() { } }")]
    public void What_others_may_see_or_is_no_variable_may_be_read(string code) =>
        Assert.False(Snippet.File(code) is var snippet && snippet.Sources.IsNeverRead(snippet.Symbol("wanted"), default));

    [Fact]
    public void A_local_function_is_found_in_its_owner()
    {
        var snippet = Snippet.Members("void M() { Local(); void Local() { Met(); } void Second() { Other(); } }");
        Assert.IsType<Microsoft.CodeAnalysis.Operations.ILocalFunctionOperation>(snippet.Sources.FunctionOf((IMethodSymbol)snippet.Symbol("Second")), exactMatch: false);
        Assert.Same(Body.FunctionOf(snippet.Call("Other")).Syntax, snippet.Sources.FunctionOf((IMethodSymbol)snippet.Symbol("Second"))?.Syntax);
        Assert.Same(snippet.BodyOf("M").Root, snippet.Sources.FunctionOf((IMethodSymbol)snippet.Symbol("M")));
        Assert.Null(Snippet.File("interface I { void M(); }") is var other ? other.Sources.FunctionOf((IMethodSymbol)other.Symbol("M")) : null);
    }

    [Fact]
    public void The_operation_of_a_name_is_that_of_the_whole_access_or_call()
    {
        var snippet = Snippet.Statements("Thing? thing = Open(); thing.Self().Use(); thing?.Close(); Take(thing.Tag!);");
        var texts = new[] { "Self", "Use", "Close", "Tag" }.Select(name => snippet.Sources.NamesIn((INamedTypeSymbol)snippet.Symbol("C"), name).Single()).Select(name => snippet.Sources.OperationAt(name)!.Syntax.ToString());
        Assert.Equal(["thing.Self()", "thing.Self().Use()", ".Close()", "thing.Tag"], texts);
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
