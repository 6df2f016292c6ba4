using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.RuleBook;
using NetworkingAnalyzers.Tests.Verify;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>One analyzer carries every rule, and users notice nothing of it.</summary>
public sealed class CarrierTests
{
    private const string BaseClass = """
        using System.Net.Sockets;
        public abstract class Link { protected readonly NetworkStream Lane = new(new Socket(SocketType.Stream, ProtocolType.Tcp)); }
        """;

    private const string OtherFile = """
        public sealed class Reader : Link
        {
            private readonly byte[] _buffer = new byte[16];
            public int First() { Lane.Read(_buffer, 0, 16); return _buffer[0]; }
        }
        """;

    [Fact]
    public void It_carries_every_rule_in_the_order_of_ids() =>
        Assert.Equal(Rule.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), new NetworkingRules().SupportedDiagnostics.Select(rule => rule.Id));

    /// <summary>A rule that is marked itself would be run twice, and found twice: leave its <c>[DiagnosticAnalyzer]</c> out.</summary>
    [Fact]
    public void The_compiler_loads_no_rule_by_itself() =>
        Assert.Equal(
            ["ConfigurationCheck", "NetworkingRules"],
            typeof(NetworkingRule).Assembly.GetTypes().Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false)).Select(type => type.Name).Order(StringComparer.Ordinal));

    /// <summary><c>dotnet format</c> offers a fix the first finding of the analyzer that carries its rule, whichever rule's that is, and asks fix-all without a title when nothing comes of it.</summary>
    [Fact]
    public async Task A_fix_is_applied_to_all_where_the_caller_knows_no_title()
    {
        using var workspace = new AdhocWorkspace();
        var document = workspace
            .AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Code", "Code", LanguageNames.CSharp, compilationOptions: Stage.Compile([], []).Options, metadataReferences: References.Of("net10.0")))
            .AddDocument("Code.cs", "class C { void M(System.Net.Sockets.Socket s, byte[] b) { s.LingerState = new System.Net.Sockets.LingerOption(true, 0); s.Close(); } }");
        var found = await Stage.Diagnose((await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        var fix = Rule.All.Single(rule => rule.Id == "NWA1006").Fix!;
        var context = new FixAllContext(document.Project, fix, FixAllScope.Project, null!, fix.FixableDiagnosticIds, new Diagnostics(found), TestContext.Current.CancellationToken);
        Assert.NotNull(await fix.GetFixAllProvider()!.GetFixAsync(context));
    }

    [Fact]
    public void Every_fix_can_be_applied_to_all_where_the_caller_knows_no_title() =>
        Assert.All(Rule.All.Select(rule => rule.Fix).OfType<CodeFixProvider>(), fix => Assert.Equal("OneTitle", fix.GetFixAllProvider()!.GetType().Name));

    [Fact]
    public async Task It_looks_into_a_file_whose_connection_is_declared_in_another()
    {
        var compilation = Stage.Compile([("Link.cs", BaseClass), ("Reader.cs", OtherFile)], References.Of("net10.0"));
        Assert.Contains(await Stage.Diagnose(compilation, TestContext.Current.CancellationToken), diagnostic => diagnostic is { Id: "NWA2001", Location.SourceTree.FilePath: "Reader.cs" });
    }

    /// <summary>Each place where code can stand: the compiler hands out bodies by declaration, and each kind must be unpacked.</summary>
    [Theory]
    [InlineData("class C { void M(Socket s, byte[] b) { s.Receive(b); } }")]
    [InlineData("class C { int M(Socket s, byte[] b) => Use(() => { s.Receive(b); }); static int Use(System.Action a) => 0; }")]
    [InlineData("class C { C(Socket s, byte[] b) { s.Receive(b); } }")]
    [InlineData("class B(System.Action a) { } class C : B { C(Socket s, byte[] b) : base(() => s.Receive(b)) { } }")]
    [InlineData("class B(System.Action a) { public System.Action A => a; } class C(Socket s, byte[] b) : B(() => s.Receive(b)) { }")]
    [InlineData("class C { static Socket s; static byte[] b; ~C() { s.Receive(b); } }")]
    [InlineData("class C { static Socket s; static byte[] b; System.Action a = () => s.Receive(b); }")]
    [InlineData("class C { static Socket s; static byte[] b; event System.Action A = () => s.Receive(b); }")]
    [InlineData("class C { static Socket s; static byte[] b; System.Action A { get; } = () => s.Receive(b); }")]
    [InlineData("class C { static Socket s; static byte[] b; System.Action A => () => s.Receive(b); }")]
    [InlineData("class C { static Socket s; static byte[] b; int A { get { s.Receive(b); return 0; } } }")]
    [InlineData("class C { static Socket s; static byte[] b; int A { set => s.Receive(b); } }")]
    [InlineData("class C { static Socket s; static byte[] b; int A { init { s.Receive(b); } } }")]
    [InlineData("class C { static Socket s; static byte[] b; System.Action this[int i] => () => s.Receive(b); }")]
    [InlineData("class C { static Socket s; static byte[] b; int this[int i] { get { s.Receive(b); return 0; } } }")]
    [InlineData("class C { static Socket s; static byte[] b; event System.Action A { add { s.Receive(b); } remove { } } }")]
    [InlineData("class C { static Socket s; static byte[] b; public static C operator +(C x, C y) { s.Receive(b); return x; } }")]
    [InlineData("class C { static Socket s; static byte[] b; public static implicit operator int(C x) { s.Receive(b); return 0; } }")]
    [InlineData("partial class C { partial void M(Socket s, byte[] b); } partial class C { partial void M(Socket s, byte[] b) { s.Receive(b); } }")]
    [InlineData("record C { public void M(Socket s, byte[] b) { s.Receive(b); } }")]
    [InlineData("struct C { static Socket s; static byte[] b; public C() { s.Receive(b); } }")]
    [InlineData("interface C { void M(Socket s, byte[] b) { s.Receive(b); } }")]
    [InlineData("void M(Socket s, byte[] b) { s.Receive(b); } M(null, null);", OutputKind.ConsoleApplication)]
    public async Task It_finds_code_wherever_it_stands(string code, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Assert.Single(await Stage.Diagnose("using System.Net.Sockets; " + code, output: output), diagnostic => diagnostic.Id == "NWA2001");

    /// <summary>What .editorconfig says of one file holds there, whatever the default: NWA1006 is off by default.</summary>
    [Theory]
    [InlineData("NWA2001", null, 1)]
    [InlineData("NWA2001", ReportDiagnostic.Suppress, 0)]
    [InlineData("NWA1006", null, 0)]
    [InlineData("NWA1006", ReportDiagnostic.Warn, 1)]
    public async Task It_asks_the_rules_that_are_on_in_a_file(string id, ReportDiagnostic? inFile, int expected)
    {
        var compilation = Stage.Compile(
            [("C.cs", "using System.Net.Sockets; class C { void M(Socket s, byte[] b) { s.Receive(b); s.LingerState = new LingerOption(true, 0); s.Close(); } }")], References.Of("net10.0"));
        var options = compilation.Options.WithSpecificDiagnosticOptions(ImmutableDictionary<string, ReportDiagnostic>.Empty).WithSyntaxTreeOptionsProvider(new PerFile(id, inFile));
        Assert.Equal(expected, (await Stage.Diagnose(compilation.WithOptions(options), TestContext.Current.CancellationToken)).Count(diagnostic => diagnostic.Id == id));
    }

    private sealed class PerFile(string id, ReportDiagnostic? inFile) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = inFile ?? ReportDiagnostic.Default;
            return diagnosticId == id && inFile is not null;
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = ReportDiagnostic.Default;
            return false;
        }
    }

    private sealed class Diagnostics(IEnumerable<Diagnostic> found) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(found);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult(found);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(found);
    }
}
