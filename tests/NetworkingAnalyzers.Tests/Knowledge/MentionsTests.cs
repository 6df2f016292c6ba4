using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Tests.Knowledge;

/// <summary>A project that names nothing of networking is not looked into.</summary>
public sealed class MentionsTests
{
    [Theory]
    [InlineData("class C { System.Net.Sockets.Socket s; }", true)]
    [InlineData("class C { TcpClient\n c; }", true)]
    [InlineData("[ApiController] class C { }", true)]
    [InlineData("class C { object o = new AcmeLink(); }", true)]
    [InlineData("class C : System.IO.Pipelines.PipeReader", true)]
    [InlineData("class C { System.IO.Stream stream; int Socks; string s = nameof(SocketsOfMine); }", false)]
    [InlineData("", false)]
    public void A_word_of_networking_is_found(string code, bool expected) =>
        Assert.Equal(expected, Mentions.In(CSharpCompilation.Create("C", [CSharpSyntaxTree.ParseText(code)]), ["Acme.Links+AcmeLink"]));

    [Fact]
    public void A_word_that_lies_across_two_pieces_of_a_long_file_is_found() =>
        Assert.All(Enumerable.Range(8180, 14), padding => Assert.True(Mentions.In(CSharpCompilation.Create("C", [CSharpSyntaxTree.ParseText(new string(' ', padding) + "Socket")]), [])));
}
