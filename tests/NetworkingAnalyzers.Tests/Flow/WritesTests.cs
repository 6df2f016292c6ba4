using System.Linq;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Which mentions of <c>x</c> write it.</summary>
public sealed class WritesTests
{
    /// <summary>The values written, in source order: <c>?</c> where it cannot be said.</summary>
    [Theory]
    [InlineData("var x = 1;", "1")]
    [InlineData("int x; x = 2;", "2")]
    [InlineData("int x = 1; x = 2; Take(x);", "1, 2")]
    [InlineData("int x; int y = x = 3;", "3")]
    [InlineData("int x = 1; x += 2;", "1, ?")]
    [InlineData("int x = 1; x++;", "1, ?")]
    [InlineData("int x = 1; --x;", "1, ?")]
    [InlineData("int? x = null; x ??= 4;", "null, 4")]
    [InlineData("int.TryParse(\"\", out var x);", "?")]
    [InlineData("int x; int.TryParse(\"\", out x);", "?")]
    [InlineData("int x = 1; Interlocked.Increment(ref x);", "1, ?")]
    [InlineData("int x = 1; Interlocked.Exchange(ref x, 5);", "1, 5")]
    [InlineData("int x = 1; Volatile.Write(ref x, 5);", "1, 5")]
    [InlineData("int x = 1; Volatile.Read(ref x);", "1")]
    [InlineData("int x = 1; ref var y = ref x; y = 2;", "1, ?")]
    [InlineData("var (x, y) = (1, 2);", "1")]
    [InlineData("(int x, int y) = (1, 2);", "?")]
    [InlineData("int x; (x, _) = (1, 2);", "1")]
    [InlineData("int x, y, z; (y, (x, z)) = (1, (2, 3));", "?")]
    [InlineData("var (y, x) = Pair(); (int, int) Pair() => (1, 2);", "?")]
    [InlineData("int x = 1; int y; (y, _) = (x, 2);", "1")]
    [InlineData("int x = 1; var t = (x, 2);", "1")]
    [InlineData("foreach (var x in new[] { 1 }) { }", "?")]
    [InlineData("foreach (var (x, y) in new[] { (1, 2) }) { }", "?")]
    [InlineData("for (var x = 0; x < 1; x++) { }", "0, ?")]
    [InlineData("try { } catch (Exception x) { Take(x); }", "?")]
    [InlineData("if (Number() is int x) Take(x);", "Number()")]
    [InlineData("if (Open() is { } x) Take(x);", "Open()")]
    [InlineData("if (Open() is { Tag: string x }) Take(x);", "?")]
    [InlineData("switch (Number()) { case int x: break; }", "?")]
    [InlineData("if (new[] { 1 } is [1] x) Take(x);", "?")]
    [InlineData("using var x = Open();", "Open()")]
    [InlineData("using (var x = Open()) { }", "Open()")]
    [InlineData("var x = Open(); x.Tag = 1; x.Use(); Take(x);", "Open()")]
    public void Of_a_local(string code, string expected) => Assert.Equal(expected, WritesIn("void M() { " + code + " }", "M"));

    [Theory]
    [InlineData("int x = 7; void M() { x = 8; this.x = 9; }", "8, 9")]
    [InlineData("int x; static C M() => new C { x = 6 };", "6")]
    [InlineData("void M(int x) { x = 1; }", "1")]
    [InlineData("void M(out int x) { x = 1; }", "1")]
    public void Of_other_variables(string members, string expected) => Assert.Equal(expected, WritesIn(members, "M"));

    [Theory]
    [InlineData("int x = 1; Take(x);", 1)]
    [InlineData("int x = 1; x = 2;", 0)]
    [InlineData("int x = 1; x += 2;", 1)]
    [InlineData("int x = 1; x++;", 1)]
    [InlineData("int? x = null; x ??= 1;", 1)]
    [InlineData("int.TryParse(\"\", out var x);", 0)]
    [InlineData("int x = 1; Interlocked.Increment(ref x);", 1)]
    [InlineData("if (Number() is int x) { }", 0)]
    [InlineData("if (Open() is { } x) { }", 0)]
    [InlineData("if (Open() is { } x) { x.Use(); }", 1)]
    [InlineData("int x = 1; var t = (x, 2);", 1)]
    [InlineData("try { } catch (Exception x) { }", 0)]
    public void Reads(string code, int count)
    {
        var snippet = Snippet.Statements(code);
        Assert.Equal(count, Writes.ReadsAmong(snippet.BodyOf("M").MentionsOf(snippet.Symbol("x"))).Count());
    }

    private static string WritesIn(string members, string method)
    {
        var snippet = Snippet.Members(members);
        return string.Join(", ", Writes.Among(snippet.BodyOf(method).MentionsOf(snippet.Symbol("x"))).Select(write => write.Value?.Syntax.ToString() ?? "?"));
    }
}
