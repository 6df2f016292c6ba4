using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Tests.Knowledge;

/// <summary>A project, a file or a body that names nothing of networking is not looked into.</summary>
public sealed class MentionsTests
{
    private static readonly Mentions WithAcme = new(UserApis.Of(new AnalyzerOptions([new ApisFile("[Acme.Links+AcmeLink]::Push -> send")])));

    [Theory]
    [InlineData("class C { System.Net.Sockets.Socket s; }", true)]
    [InlineData("class C { TcpClient\n c; }", true)]
    [InlineData("[ApiController] class C { }", true)]
    [InlineData("class C { object o = new AcmeLink(); }", true)]
    [InlineData("class C : System.IO.Pipelines.PipeReader", true)]
    [InlineData("class C { System.IO.Stream stream; int Socks; string s = nameof(SocketsOfMine); }", false)]
    [InlineData("", false)]
    public void A_word_of_networking_is_found(string code, bool expected) =>
        Assert.Equal(expected, WithAcme.AreIn(CSharpCompilation.Create("C", [CSharpSyntaxTree.ParseText(code)])));

    [Fact]
    public void A_word_that_lies_across_two_pieces_of_a_long_file_is_found() =>
        Assert.All(Enumerable.Range(8180, 14), padding => Assert.True(WithAcme.AreIn(CSharpCompilation.Create("C", [CSharpSyntaxTree.ParseText(new string(' ', padding) + "Socket")]))));

    [Theory]
    [InlineData("class C { void A() { } void B() { s.Receive(b); } Socket s; }", "A B")] // A type: the whole file.
    [InlineData("class C { void A() { } void B() { s.Receive(b); } int D() => b.Length; void E() => s.Dispose(); }", "B")] // Its socket may be in another part.
    [InlineData("class C { void A() { } void B() { link.Push(); } }", "A B")]
    [InlineData("class C { int A() => b.Length; void B() => s.Dispose(); }", "")]
    public void Code_is_looked_at_where_its_file_or_itself_says_a_word(string code, string expected) =>
        Assert.Equal(
            expected,
            string.Join(' ', CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(WithAcme.MayConcern).Select(method => method.Identifier.Text)));

    /// <summary>A word in each file makes every file one to be looked into: what it costs is seen by nobody but the users.</summary>
    [Fact]
    public void Names_that_any_code_calls_are_no_words_of_networking()
    {
        System.Type[] everyday =
        [
            typeof(object), typeof(string), typeof(int), typeof(System.Array), typeof(System.Enum), typeof(System.Math), typeof(System.Convert), typeof(System.DateTime), typeof(System.Guid), typeof(System.Nullable<>), typeof(System.Lazy<>),
            typeof(System.Exception), typeof(System.Text.StringBuilder), typeof(System.Text.RegularExpressions.Regex), typeof(System.Linq.Enumerable), typeof(System.Reflection.MemberInfo), typeof(System.Type),
            typeof(System.Collections.Generic.List<>), typeof(System.Collections.Generic.Dictionary<,>), typeof(System.Collections.Generic.HashSet<>), typeof(System.Collections.Generic.Queue<>), typeof(System.Collections.Concurrent.ConcurrentDictionary<,>),
            typeof(Path), typeof(Directory), typeof(System.Xml.Linq.XElement), typeof(System.Text.Json.JsonElement),
        ];

        // Streams, tasks and numbers off the wire have these: where the connection was declared in another file they are all that is seen of it.
        string[] known =
        [
            "CopyTo", "Peek", "LoadAsync", "SaveAsync", "Result", "Run", "ToBase64String", "FromBase64String", "ToHexString", "FromHexString",
            "ToBoolean", "ToChar", "ToInt16", "ToUInt16", "ToInt32", "ToUInt32", "ToInt64", "ToUInt64", "ToSingle", "ToDouble", "TryWriteBytes",
        ];
        var words = everyday.SelectMany(type => type.GetMembers().Select(member => member.Name.Split('_').Last()).Append(type.Name.Split('`')[0]))
            .Concat(["File", "Stream", "Content", "Response", "Request", "Name", "Value", "Result", "FromResult", "Run", "Id", "Key", "Resolve", "Register", "Build", "Execute", "Handle", "Process", "Update", "Create", "Delete"])
            .Distinct().Except(known);
        Assert.Equal("", string.Join(" ", words.Where(word => WithAcme.MayConcern(CSharpSyntaxTree.ParseText($"class C {{ void M() => x.{word}(); }}").GetRoot()))));
    }

    private sealed class ApisFile(string text) : AdditionalText
    {
        public override string Path => UserApis.FileName;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
