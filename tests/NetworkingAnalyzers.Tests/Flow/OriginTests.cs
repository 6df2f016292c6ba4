using System.Linq;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Where the value after <c>/*here*/</c> comes from.</summary>
public sealed class OriginTests
{
    [Theory]
    [InlineData("Take(/*here*/Open());", "Open()")]
    [InlineData("var t = Open(); Take(/*here*/t);", "Open()")]
    [InlineData("object t = Open(); Take(/*here*/(Thing)t);", "Open()")]
    [InlineData("var a = Open(); var b = a; Take(/*here*/b);", "Open()")]
    [InlineData("Thing a; var b = a = Open(); Take(/*here*/b);", "Open()")]
    [InlineData("var t = Condition() ? Open() : new Thing(); Take(/*here*/t);", "Open(), new Thing()")]
    [InlineData("Thing? n = null; var t = n ?? Open(); Take(/*here*/t);", "Open(), null")]
    [InlineData("Thing? t = null; t ??= Open(); Take(/*here*/t);", "Open(), null")]
    [InlineData("var t = Number() switch { 1 => Open(), _ => new Thing() }; Take(/*here*/t);", "Open(), new Thing()")]
    [InlineData("var t = Open(); t = new Thing(); Take(/*here*/t);", "Open(), new Thing()")]
    [InlineData("Thing t; int n; (n, t) = (1, Open()); Take(/*here*/t);", "Open()")]
    [InlineData("var (n, t) = (1, Open()); Take(/*here*/t);", "Open()")]
    [InlineData("Thing? t = null; Take(/*here*/t?.Tag!);", ".Tag")]
    [InlineData("foreach (var t in new Thing[1]) Take(/*here*/t);", "var")]
    [InlineData("int.TryParse(\"\", out var t); Take(/*here*/t);", "t")]
    [InlineData("if (Open() is { } t) Take(/*here*/t);", "Open()")]
    [InlineData("if ((object)Open() is Thing t) Take(/*here*/t);", "Open()")]
    [InlineData("var t = Open(); Run(() => Take(/*here*/t));", "Open()")]
    [InlineData("var a = Open(); var b = a; a = b; Take(/*here*/b);", "Open()")]
    [InlineData("Take(/*here*/_field);", "new Thing()")]
    [InlineData("Take(/*here*/_set);", "Open()")]
    [InlineData("Take(/*here*/Exchanged);", "Open()")]
    [InlineData("Take(/*here*/Property);", "Open()")]
    [InlineData("Take(/*here*/Auto);", "new Thing()")]
    [InlineData("Take(/*here*/Make());", "Open()")]
    [InlineData("Take(/*here*/Two());", "Open(), new Thing()")]
    [InlineData("Take(/*here*/Twice());", "Open()")]
    [InlineData("Take(/*here*/Again(1));", "Open()")]
    [InlineData("Take(/*here*/Local()); Thing Local() => Open();", "Open()")]
    [InlineData("Take(/*here*/_never);", "_never")]
    [InlineData("Take(/*here*/Half());", "Open()")]
    public void Of_a_value(string code, string expected) => Assert.Equal(expected, OriginsIn("void M() { " + code + " }"));

    [Theory]
    [InlineData("async Task M() { var t = await OpenAsync(); Take(/*here*/t); }", "OpenAsync()")]
    [InlineData("async Task M() { var t = await OpenAsync().ConfigureAwait(false); Take(/*here*/t); }", "OpenAsync()")]
    [InlineData("void M() { var t = OpenAsync().Result; Take(/*here*/t); }", "OpenAsync()")]
    [InlineData("void M() { var t = OpenAsync().GetAwaiter().GetResult(); Take(/*here*/t); }", "OpenAsync()")]
    [InlineData("async Task M() { var t = await MakeAsync(); Take(/*here*/t); } async Task<Thing> MakeAsync() { await OtherAsync(); return Open(); }", "Open()")]
    [InlineData("void M(Thing t) { Take(/*here*/t); }", "t")]
    public void Of_an_awaited_value(string members, string expected) => Assert.Equal(expected, OriginsIn(members));

    [Fact]
    public void A_trail_beyond_the_budget_leads_nowhere()
    {
        var chain = string.Concat(Enumerable.Range(1, 200).Select(i => $"var t{i} = t{i - 1}; "));
        Assert.Equal("", OriginsIn("void M() { var t0 = Open(); " + chain + " Take(/*here*/t200); }"));
    }

    private static string OriginsIn(string members)
    {
        var snippet = Snippet.Members("""
            Thing _field = new Thing();
            Thing? _set;
            Thing? _exchanged;
            Thing? _never;
            C() { _set = Open(); Interlocked.Exchange(ref _exchanged, Open()); }
            Thing? Exchanged => _exchanged;
            Thing Property { get { return Open(); } }
            Thing Auto { get; } = new Thing();
            Thing Make() => Open();
            Thing Two() { if (Condition()) return Open(); return new Thing(); }
            Thing Twice() => Condition() ? Make() : Make();
            Thing Again(int n) => n == 0 ? Open() : Again(n - 1);
            private partial Thing Half();
            private partial Thing Half() => Open();
            """ + members);
        return string.Join(", ", Origin.Of(snippet.At("here"), snippet.Sources).Select(origin => origin.Syntax.ToString()).Distinct().Order(System.StringComparer.Ordinal));
    }
}
