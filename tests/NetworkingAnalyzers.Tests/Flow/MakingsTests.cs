using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>What the value after <c>/*here*/</c> is made of.</summary>
public sealed class MakingsTests
{
    [Theory]
    [InlineData("Take(/*here*/a);", "a")]
    [InlineData("var x = a + b; Take(/*here*/x);", "a b x")]
    [InlineData("int x; x = a; x = b; Take(/*here*/x);", "a b x")]
    [InlineData("foreach (var x in list) { Take(/*here*/x); }", "list x")]
    [InlineData("foreach (var (x, y) in pairs) { Take(/*here*/x); }", "pairs x")]
    [InlineData("queue.TryPeek(out var x); Take(/*here*/x);", "queue x")]
    [InlineData("int x; queue.TryPeek(out x); Take(/*here*/x);", "queue x")]
    [InlineData("Take(/*here*/queue.Peek());", "queue")]
    [InlineData("Take(/*here*/_field.Length);", "Length _field")]
    [InlineData("Take(/*here*/Constant);", "")]
    [InlineData("var x = 1; x = x + 1; Take(/*here*/x);", "x")]
    [InlineData("Func<int> x = () => b; Take(/*here*/x);", "x")]
    public void Of_a_value(string body, string expected)
    {
        var snippet = Snippet.Members("""
            const int Constant = 1;
            string _field = "";

            void M(int a, int b, List<int> list, Queue<int> queue, Dictionary<int, int> pairs) { BODY }
            """.Replace("BODY", body));
        var here = snippet.At("here");

        Assert.Equal(expected, string.Join(" ", Makings.Of(here, snippet.BodyAround(here)).Select(symbol => symbol.Name).Order(System.StringComparer.Ordinal)));
    }
}
