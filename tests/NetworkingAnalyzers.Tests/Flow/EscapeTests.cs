using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>What happens to the object in the variable <c>thing</c>.</summary>
public sealed class EscapeTests
{
    [Theory]
    [InlineData("thing.Use();", "Receiver Use")]
    [InlineData("thing?.Use();", "Receiver Use")]
    [InlineData("thing!.Use();", "Receiver Use")]
    [InlineData("((IDisposable)thing).Dispose();", "Receiver Dispose")]
    [InlineData("(thing as IDisposable)?.Dispose();", "Receiver Dispose")]
    [InlineData("thing?.Self().Use();", "Receiver Self")]
    [InlineData("var n = thing?.Tag?.ToString();", "Receiver Tag")]
    [InlineData("thing.Tag = 1;", "Receiver Tag")]
    [InlineData("thing.Count++;", "Receiver Count")]
    [InlineData("thing.Closed += Other;", "Receiver Closed")]
    [InlineData("if (thing == null) Other();", "Inspected")]
    [InlineData("if (thing is null) Other();", "Inspected")]
    [InlineData("if (thing is { IsOpen: true }) Other();", "Inspected")]
    [InlineData("lock (thing) { }", "Inspected")]
    [InlineData("_ = thing;", "Inspected")]
    [InlineData("var s = $\"{thing}\";", "Inspected")]
    [InlineData("var s = \"\" + thing;", "Inspected")]
    [InlineData("var s = nameof(thing);", "Inspected")]
    [InlineData("using (thing) { }", "Using")]
    [InlineData("using (thing as IDisposable) { }", "Using")]
    [InlineData("using var other = thing;", "Using")]
    [InlineData("using (var other = thing) { }", "Using")]
    [InlineData("Take(thing);", "Passed thing")]
    [InlineData("Take(thing ?? new Thing());", "Passed thing")]
    [InlineData("Take(Condition() ? thing : null!);", "Passed thing")]
    [InlineData("Take(Number() switch { 1 => thing, _ => null! });", "Passed thing")]
    [InlineData("new List<Thing>().Add(thing);", "Passed item")]
    [InlineData("var list = new List<Thing> { thing };", "Passed item")]
    [InlineData("GC.KeepAlive(thing);", "Passed obj")]
    [InlineData("new Dictionary<int, Thing>()[1] = thing;", "Stored this[]")]
    [InlineData("var array = new[] { thing };", "Stored")]
    [InlineData("var pair = (thing, 1);", "Stored")]
    [InlineData("var boxed = new { thing };", "Stored thing")]
    [InlineData("_field = thing;", "Stored _field")]
    [InlineData("Property = thing;", "Stored Property")]
    [InlineData("_field ??= thing;", "Stored _field")]
    [InlineData("var holder = new Thing { Tag = thing };", "Stored Tag")]
    [InlineData("(_field, _) = (thing, 1);", "Stored")]
    [InlineData("var other = thing;", "Aliased other")]
    [InlineData("Thing other; other = thing;", "Aliased other")]
    [InlineData("if (thing is Thing other) Other();", "Aliased other")]
    [InlineData("if (thing is { } other) Other();", "Aliased other")]
    [InlineData("if (thing is object and Thing other) Other();", "Unknown")]
    [InlineData("Thing other; Take(other = thing);", "Aliased other, Passed thing")]
    [InlineData("_field = Property = thing;", "Stored Property, Stored _field")]
    [InlineData("Swap(ref thing);", "PassedByReference t")]
    [InlineData("Run(() => thing.Use());", "Captured")]
    [InlineData("void Local() { thing.Use(); } Local();", "Captured")]
    [InlineData("Run(thing.Use);", "Captured")]
    [InlineData("Action a = thing.Close;", "Captured")]
    [InlineData("thing = new Thing();", "Written")]
    [InlineData("object o = thing; throw (Exception)(object)thing;", "Aliased o, Thrown")]
    [InlineData("dynamic d = 1; d.Take(thing);", "Unknown")]
    public void A_use_is_told(string code, string expected) =>
        Assert.Equal(expected, UsesIn("Thing? _field; Thing? Property { get; set; } void Swap(ref Thing t) { } void M() { var thing = Open(); " + code + " }"));

    [Theory]
    [InlineData("Thing M() { var thing = Open(); return thing; }", "Returned")]
    [InlineData("object M() { var thing = Open(); return Condition() ? thing : 1; }", "Returned")]
    [InlineData("async Task<Thing> M() { var thing = Open(); await OtherAsync(); return thing; }", "Returned")]
    [InlineData("IEnumerable<Thing> M() { var thing = Open(); yield return thing; }", "Yielded")]
    [InlineData("(Thing, int) M() { var thing = Open(); return (thing, 1); }", "Stored")]
    [InlineData("void M(out Thing result) { var thing = Open(); result = thing; }", "PassedByReference result")]
    [InlineData("void M(Thing thing) { thing.Use(); }", "Receiver Use")]
    [InlineData("void M(Thing thing) => Run(() => thing.Use());", "Captured")]
    [InlineData("Action<Thing> _a = thing => thing.Use();", "Receiver Use")]
    [InlineData("Action<Thing> _a = thing => Run(() => thing.Use());", "Captured")]
    [InlineData("void M() { foreach (var thing in new Thing[0]) { thing.Use(); } }", "Receiver Use")]
    [InlineData("void M(object o) { if (o is Thing thing) thing.Use(); }", "Receiver Use")]
    [InlineData("void M() { Make(out var thing); thing.Use(); } static void Make(out Thing thing) => thing = Open();", "Written, Receiver Use")]
    [InlineData("void M() { using var thing = Open(); thing.Use(); }", "Using, Receiver Use")]
    [InlineData("void M() { using (var thing = Open()) { thing.Use(); } }", "Using, Receiver Use")]
    [InlineData("void M() { Thing thing = new Thing { Tag = 1 }; }", "")]
    [InlineData("void M() { thing: var thing = Open(); thing.Use(); if (Condition()) goto thing; }", "Receiver Use")]
    public void A_use_is_told_in_any_function(string members, string expected) => Assert.Equal(expected, UsesIn(members));

    [Theory]
    [InlineData("void Callee(Thing t) { t.Use(); }", true)]
    [InlineData("static void Callee(Thing t) => t.Use();", true)]
    [InlineData("async Task Callee(Thing t) { await OtherAsync(); t.Use(); }", true)]
    [InlineData("void Callee(Thing t) { }", true)]
    [InlineData("void Callee(Thing t) { _field = t; }", false)]
    [InlineData("void Callee(Thing t) { t.Dispose(); }", false)]
    [InlineData("void Callee(Thing t) { Run(() => t.Use()); }", false)]
    [InlineData("void Callee(Thing t) { Take(t); }", false)]
    [InlineData("protected virtual void Callee(Thing t) { t.Use(); }", false)]
    [InlineData("IEnumerable<int> Callee(Thing t) { t.Use(); yield return 1; }", false)]
    [InlineData("IEnumerable<int> Callee(Thing t) { t.Use(); yield break; }", false)]
    [InlineData("IEnumerable<int> Callee(Thing t) { t.Use(); return new int[0]; }", true)]
    [InlineData("async IAsyncEnumerable<int> Callee(Thing t) { await OtherAsync(); t.Use(); yield return 1; }", false)]
    [InlineData("partial void Callee(Thing t); partial void Callee(Thing t) { t.Use(); }", true)]
    [InlineData("void Callee<T>(T t) where T : Thing { t.Use(); }", true)]
    public void A_method_that_only_borrows_is_told(string callee, bool expected)
    {
        var snippet = Snippet.Members("Thing? _field; void M() { var thing = Open(); Callee(thing); } " + callee);
        var use = Escape.UsesOf(snippet.Symbol("thing"), Body.Around(snippet.Call("Callee"))).Single();
        Assert.Equal(UseKind.Passed, use.Kind);
        Assert.Equal(expected, Escape.OnlyBorrows(use.Parameter!, snippet.Sources, u => u.Kind == UseKind.Receiver && u.Member!.Name != "Dispose", default));
    }

    [Theory]
    [InlineData("override", "class D", false)]
    [InlineData("sealed override", "class D", true)]
    [InlineData("override", "sealed class D", true)]
    [InlineData("abstract override", "abstract class D", false)]
    public void A_method_that_others_may_override_is_not_known_to_borrow(string modifiers, string type, bool expected)
    {
        var body = modifiers.StartsWith("abstract", System.StringComparison.Ordinal) ? ";" : " { t.Use(); }";
        var snippet = Snippet.File($$"""
            class B { public virtual void Callee(Thing t) { } }
            {{type}} : B
            {
                public {{modifiers}} void Callee(Thing t){{body}}
                void M() { var thing = Open(); this.Callee(thing); }
            }
            """);
        var use = Escape.UsesOf(snippet.Symbol("thing"), Body.Around(snippet.Call("Open"))).Single();
        Assert.Equal(expected, Escape.OnlyBorrows(use.Parameter!, snippet.Sources, _ => true, default));
    }

    [Theory]
    [InlineData("_field = Open();", "Stored _field")]
    [InlineData("Take(Open());", "Passed thing")]
    [InlineData("var other = Open();", "Aliased other")]
    [InlineData("Open().Use();", "Receiver Use")]
    [InlineData("Open()?.Borrow();", "Passed t")]
    [InlineData("Run(Open()!.Use);", "Captured")]
    [InlineData("Run(Open() is { } t ? t.Use : Other);", "Aliased t")]
    [InlineData("OpenAsync().WaitAsync(TimeSpan.Zero).Result.Use();", "Receiver Use")]
    public void What_happens_to_a_value_is_told(string code, string expected)
    {
        var snippet = Snippet.File("partial class C { Thing? _field; void M() { " + code + " } } static class E { public static void Borrow(this Thing t) { } }");
        Assert.Equal(expected, string.Join(", ", Escape.UsesOf(snippet.Calls("Open").Concat(snippet.Calls("OpenAsync")).First()).Select(Show)));
    }

    [Theory]
    [InlineData("IEnumerable<int> Callee(Thing t) { t.Use(); yield return 1; }", false)]
    [InlineData("IEnumerable<int> Callee(Thing t) { t.Use(); return new int[0]; }", false)]
    [InlineData("int Callee(Thing t) { t.Use(); return 1; }", true)]
    public void Of_a_local_function_the_return_type_is_asked(string local, bool expected)
    {
        var snippet = Snippet.Statements("var thing = Open(); Callee(thing); static " + local);
        var use = Escape.UsesOf(snippet.Symbol("thing"), Body.Around(snippet.Call("Callee"))).Single();
        Assert.Equal(expected, Escape.OnlyBorrows(use.Parameter!, snippet.Sources, u => u.Kind == UseKind.Receiver, default));
    }

    [Fact]
    public void Whoever_no_longer_waits_is_heard()
    {
        var snippet = Snippet.Members("void M() { var thing = Open(); Callee(thing); } void Callee(Thing t) { t.Use(); }");
        var use = Escape.UsesOf(snippet.Symbol("thing"), Body.Around(snippet.Call("Callee"))).Single();
        Assert.Throws<System.OperationCanceledException>(() => Escape.OnlyBorrows(use.Parameter!, snippet.Sources, _ => true, new System.Threading.CancellationToken(true)));
    }

    [Fact]
    public void A_local_function_that_only_borrows_is_told()
    {
        var snippet = Snippet.Statements("var thing = Open(); Callee(thing); static void Callee(Thing t) { t.Use(); }");
        var use = Escape.UsesOf(snippet.Symbol("thing"), Body.Around(snippet.Call("Callee"))).Single();
        Assert.True(Escape.OnlyBorrows(use.Parameter!, snippet.Sources, u => u.Kind == UseKind.Receiver, default));
    }

    [Fact]
    public void A_method_elsewhere_is_not_known_to_borrow()
    {
        var snippet = Snippet.Statements("var thing = Open(); GC.KeepAlive(thing);");
        var use = Escape.UsesOf(snippet.Symbol("thing"), Body.Around(snippet.Call("KeepAlive"))).Single();
        Assert.False(Escape.OnlyBorrows(use.Parameter!, snippet.Sources, _ => true, default));
    }

    private static string UsesIn(string members)
    {
        var snippet = Snippet.Members(members);
        var symbol = snippet.Compilation.SyntaxTrees.Last().GetRoot().DescendantNodes()
            .Select(node => snippet.Compilation.GetSemanticModel(node.SyntaxTree).GetDeclaredSymbol(node))
            .First(s => s is ILocalSymbol or IParameterSymbol && s.Name == "thing")!;
        var body = Body.Around(snippet.Compilation.SyntaxTrees.Last().GetRoot().DescendantNodes()
            .Where(node => symbol.DeclaringSyntaxReferences[0].Span.Start <= node.SpanStart)
            .Select(node => snippet.Compilation.GetSemanticModel(node.SyntaxTree).GetOperation(node))
            .First(operation => operation is not null and not Microsoft.CodeAnalysis.Operations.IParameterInitializerOperation)!);
        return string.Join(", ", Escape.UsesOf(symbol, body).Select(Show));
    }

    private static string Show(Use use) =>
        string.Join(' ', new[] { use.Kind.ToString(), (use.Kind == UseKind.Captured ? null : use.Member?.Name) ?? use.Parameter?.Name ?? use.Into?.Name }.Where(s => s is not null));
}
