using System.Linq;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Suppose <c>Number()</c> (or <c>Line()</c>) gave a value: what does the condition of the <c>if</c> with <c>Met()</c> in it say?</summary>
public sealed class AssumptionTests
{
    private const string Declarations = """
        string? Line() => null;
        Task<int> NumberAsync() => Task.FromResult(1);
        bool _flag; int _count;
        static bool Ask(int n) => n > 0;
        static string Text(int n) => "";
        """;

    [Theory]
    [InlineData("n == 0", nameof(Truth.Yes))]
    [InlineData("0 == n", nameof(Truth.Yes))]
    [InlineData("n != 0", nameof(Truth.No))]
    [InlineData("n > 0", nameof(Truth.No))]
    [InlineData("n >= 0", nameof(Truth.Yes))]
    [InlineData("n < 1", nameof(Truth.Yes))]
    [InlineData("n <= 0", nameof(Truth.Yes))]
    [InlineData("n < 0", nameof(Truth.No))]
    [InlineData("n <= -1", nameof(Truth.No))]
    [InlineData("(long)n == 0L", nameof(Truth.Yes))]
    [InlineData("(byte)n == 0", nameof(Truth.Yes))]
    [InlineData("!(n == 0)", nameof(Truth.No))]
    [InlineData("n == 0 && n < 1", nameof(Truth.Yes))]
    [InlineData("n == 0 && n > 1", nameof(Truth.No))]
    [InlineData("n == 0 && _flag", nameof(Truth.Depends))]
    [InlineData("n > 0 && _flag", nameof(Truth.No))]
    [InlineData("_flag && n > 0", nameof(Truth.No))]
    [InlineData("n == 0 || _flag", nameof(Truth.Yes))]
    [InlineData("n > 0 || _flag", nameof(Truth.Depends))]
    [InlineData("n > 0 || n < -1", nameof(Truth.No))]
    [InlineData("_flag & _count > 0", nameof(Truth.Unrelated))]
    [InlineData("_flag", nameof(Truth.Unrelated))]
    [InlineData("_count == 0", nameof(Truth.Unrelated))]
    [InlineData("true", nameof(Truth.Yes))]
    [InlineData("1 > 2", nameof(Truth.No))]
    [InlineData("n is 0", nameof(Truth.Yes))]
    [InlineData("n is not 0", nameof(Truth.No))]
    [InlineData("n is > 0", nameof(Truth.No))]
    [InlineData("n is < 1", nameof(Truth.Yes))]
    [InlineData("n is 0 or 5", nameof(Truth.Yes))]
    [InlineData("n is 4 or 5", nameof(Truth.No))]
    [InlineData("n is >= 0 and < 5", nameof(Truth.Yes))]
    [InlineData("n is > 0 and < 5", nameof(Truth.No))]
    [InlineData("n is var x && x == 1", nameof(Truth.Depends))]
    [InlineData("n + 1 == 0", nameof(Truth.Depends))]
    [InlineData("n == _count", nameof(Truth.Depends))]
    [InlineData("Ask(n)", nameof(Truth.Depends))]
    [InlineData("(n == 0) == _flag", nameof(Truth.Depends))]
    public void Of_a_count_of_0(string condition, string says) => Assert.Equal(says, Of("var n = Number(); if (" + condition + ") { Met(); }", "Number", 0));

    [Theory]
    [InlineData("line == null", nameof(Truth.Yes))]
    [InlineData("line != null", nameof(Truth.No))]
    [InlineData("line is null", nameof(Truth.Yes))]
    [InlineData("line is not null", nameof(Truth.No))]
    [InlineData("line is { }", nameof(Truth.No))]
    [InlineData("line is { Length: > 3 }", nameof(Truth.No))]
    [InlineData("line is string", nameof(Truth.No))]
    [InlineData("line is string other", nameof(Truth.No))]
    [InlineData("line == \"bye\"", nameof(Truth.No))]
    [InlineData("line != \"bye\"", nameof(Truth.Yes))]
    [InlineData("string.IsNullOrEmpty(line)", nameof(Truth.Yes))]
    [InlineData("string.IsNullOrWhiteSpace(line)", nameof(Truth.Yes))]
    [InlineData("!string.IsNullOrEmpty(line)", nameof(Truth.No))]
    [InlineData("string.IsNullOrEmpty(Text(1))", nameof(Truth.Unrelated))]
    [InlineData("line!.Length > 3", nameof(Truth.Depends))]
    [InlineData("line?.Length > 3", nameof(Truth.No))]
    [InlineData("line?.Trim() == null", nameof(Truth.Yes))]
    [InlineData("line?.Trim()[0] == 'a'", nameof(Truth.No))]
    [InlineData("line is ['a', ..]", nameof(Truth.No))]
    public void Of_a_null_line(string condition, string says) => Assert.Equal(says, Of("var line = Line(); if (" + condition + ") { Met(); }", "Line", null));

    [Theory]
    [InlineData("int n; if ((n = Number()) > 0) { Met(); }", nameof(Truth.No))]
    [InlineData("if (Number() > 0) { Met(); }", nameof(Truth.No))]
    [InlineData("int n; n = Number(); if (n == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var n = Number(); var text = Text(n); if (text == \"quit\") { Met(); }", nameof(Truth.No))]
    [InlineData("var n = Number(); var text = Text(n); if (\"quit\" != text) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var n = Number(); var text = Text(n); if (text.Contains(\"quit\")) { Met(); }", nameof(Truth.No))]
    [InlineData("var n = Number(); var text = Text(n); if (text.StartsWith(\"quit\")) { Met(); }", nameof(Truth.No))]
    [InlineData("var n = Number(); var text = Text(n); if (text == \"\") { Met(); }", nameof(Truth.Depends))]
    [InlineData("var n = Number(); var text = Text(n); if (text.Length == 0) { Met(); }", nameof(Truth.Depends))]
    [InlineData("var n = Number(); var text = Text(n); var trimmed = text.Trim(); if (trimmed.Length == 0) { Met(); }", nameof(Truth.Depends))]
    [InlineData("var n = Number(); var text = \"\"; if (text == \"quit\") { Met(); }", nameof(Truth.Unrelated))]
    [InlineData("var n = Number(); var other = 1; if (other == 0) { Met(); }", nameof(Truth.Unrelated))]
    public void Wherever_it_is_kept(string code, string says) => Assert.Equal(says, Of(code, "Number", 0));

    [Theory]
    [InlineData("var n = await NumberAsync(); if (n == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var n = await NumberAsync().ConfigureAwait(false); if (n > 0) { Met(); }", nameof(Truth.No))]
    [InlineData("if (await NumberAsync() == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("if (NumberAsync().Result == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var t = NumberAsync(); var n = await t; if (n == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var t = NumberAsync(); if (await t > 0) { Met(); }", nameof(Truth.No))]
    [InlineData("var t = NumberAsync(); if (await t.ConfigureAwait(false) == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var t = NumberAsync(); t.Wait(); if (t.Result == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var t = NumberAsync(); if (Ask(await t)) { Met(); }", nameof(Truth.Depends))]
    [InlineData("var t = NumberAsync(); if (await Task.WhenAny(t, Task.Delay(1)) != t) { Met(); }", nameof(Truth.Unrelated))]
    [InlineData("var t = NumberAsync(); if (t.IsCompleted) { Met(); }", nameof(Truth.Unrelated))]
    public void A_task_s_result_is_the_value(string code, string says) => Assert.Equal(says, Of(code, "NumberAsync", 0));

    [Theory]
    [InlineData("_count = Number();", "Number", true)]
    [InlineData("var n = Number(); Interlocked.Exchange(ref n, 1);", "Number", true)]
    [InlineData("var n = Number();", "Number", false)]
    [InlineData("var t = NumberAsync(); Take(t);", "NumberAsync", true)]
    [InlineData("var t = NumberAsync(); t.ContinueWith(done => { });", "NumberAsync", true)]
    [InlineData("var t = NumberAsync(); _count = await t;", "NumberAsync", true)]
    [InlineData("var t = NumberAsync(); t.Wait(); await Task.WhenAll(t);", "NumberAsync", false)]
    [InlineData("Task<int> t; t = NumberAsync(); if (t == null) Other(); await t!;", "NumberAsync", false)]
    public void What_goes_out_of_sight_is_lost(string code, string call, bool lost)
    {
        var snippet = Snippet.Members(Declarations + "async Task M() { await Task.Yield(); " + code + " }");
        Assert.Equal(lost, new Assumption(snippet.Call(call), 0).IsLost);
    }

    [Theory]
    [InlineData("var total = 0; total += Number();", "total")]
    [InlineData("var total = 0; var n = Number(); total += n;", "total")]
    [InlineData("var left = 9; var n = Number(); left -= n;", "left")]
    [InlineData("var total = 0; var n = Number(); total = total + n;", "total")]
    [InlineData("var total = 0; var n = Number(); total = n + total;", "total")]
    [InlineData("var n = Number(); _count += n;", "_count")]
    [InlineData("var total = 0; var n = Number(); total = n * 2;", "")]
    [InlineData("var text = \"\"; var n = Number(); text += Text(n);", "")]
    public void Sums(string code, string sums)
    {
        var snippet = Snippet.Members(Declarations + "void M() { " + code + " }");
        Assert.Equal(sums, string.Join(",", new Assumption(snippet.Call("Number"), 0).Sums.Select(sum => sum.Name)));
    }

    [Theory]
    [InlineData("if (count == 0) { Met(); }", nameof(Truth.Yes))]
    [InlineData("var copy = Text(count); if (copy == \"quit\") { Met(); }", nameof(Truth.No))]
    [InlineData("if (_count == 0) { Met(); }", nameof(Truth.Unrelated))]
    public void A_parameter_may_be_given_it(string code, string says)
    {
        var snippet = Snippet.Members(Declarations + "void M(int count) { " + code + " }");
        var met = snippet.Call("Met");
        var assumption = new Assumption((Microsoft.CodeAnalysis.IParameterSymbol)snippet.Symbol("count"), 0, snippet.BodyAround(met));
        Assert.Equal(says, assumption.Of(Operations.Above<IConditionalOperation>(met)!.Condition).ToString());
    }

    [Theory]
    [InlineData("if (Number() == 0 && Number() > 1) { Met(); }", nameof(Truth.No))]
    [InlineData("var n = Number(); if (Number() == n) { Met(); }", nameof(Truth.Yes))]
    public void Several_may_ask_the_same(string code, string says)
    {
        var snippet = Snippet.Members("void M() { " + code + " }");
        Assert.Equal(says, new Assumption(snippet.Calls("Number"), 0).Of(Operations.Above<IConditionalOperation>(snippet.Call("Met"))!.Condition).ToString());
    }

    [Theory]
    [InlineData("var n = Number(); /*here*/Take(n);", false)]
    [InlineData("var n = Number(); Take(/*here*/n);", true)]
    [InlineData("var n = Number(); Take(/*here*/0);", true)]
    [InlineData("var n = Number(); Take(/*here*/1);", false)]
    public void What_is_known_to_be_0(string code, bool known)
    {
        var snippet = Snippet.Statements(code);
        Assert.Equal(known, new Assumption(snippet.Call("Number"), 0).IsKnownToBe(snippet.At("here"), 0));
    }

    private static string Of(string code, string call, object? value)
    {
        var snippet = Snippet.Members(Declarations + "async Task M() { await Task.Yield(); " + code + " }");
        return new Assumption(snippet.Call(call), value).Of(Operations.Above<IConditionalOperation>(snippet.Call("Met"))!.Condition).ToString();
    }
}
