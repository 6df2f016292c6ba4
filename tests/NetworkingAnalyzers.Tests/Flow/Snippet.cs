using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>
/// A small program for a question of Flow, with no rule in sight. Operations are found by the name of the method they call, or
/// by a comment: <c>/*here*/</c> stands right before the expression meant.
/// </summary>
internal sealed class Snippet
{
    /// <summary>What every snippet may call: <c>Start</c>, <c>Met</c>, <c>Other</c>, <c>Condition</c>, and a thing to open, use and dispose.</summary>
    private const string Prelude = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using static Stage;

        public static class Stage
        {
            public static void Start() { }
            public static Task StartAsync() => Task.CompletedTask;
            public static void Met() { }
            public static Task MetAsync() => Task.CompletedTask;
            public static void Other() { }
            public static Task OtherAsync() => Task.CompletedTask;
            public static bool Condition() => true;
            public static int Number() => 1;
            public static extern Thing Open();
            public static extern Task<Thing> OpenAsync();
            public static void Take(object thing) { }
            public static void Run(Action action) => action();
        }

        public class Thing : IDisposable, IAsyncDisposable
        {
            public int Count;
            public object? Tag { get; set; }
            public bool IsOpen => true;
            public event Action? Closed;
            public void Use() => Closed?.Invoke();
            public Thing Self() => this;
            public void Close() { }
            public void Dispose() { }
            public ValueTask DisposeAsync() => default;
        }
        """;

    private readonly SemanticModel _model;
    private readonly SyntaxNode _root;

    private Snippet(Compilation compilation, SyntaxTree tree)
    {
        Compilation = compilation;
        _model = compilation.GetSemanticModel(tree);
        _root = tree.GetRoot();
    }

    public Compilation Compilation { get; }

    public Sources Sources => Sources.Of(Compilation);

    /// <summary>A whole file, after the prelude. It must compile.</summary>
    public static Snippet File(string code, OutputKind output = OutputKind.DynamicallyLinkedLibrary)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var tree = CSharpSyntaxTree.ParseText(code, options);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(Prelude, options), tree],
            References.Net100,
            new CSharpCompilationOptions(output, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        return new Snippet(compilation, tree);
    }

    /// <summary>Members of a class <c>C</c>.</summary>
    public static Snippet Members(string code) => File("partial class C\n{\n" + code + "\n}\n");

    /// <summary>Statements of a method <c>void M()</c>.</summary>
    public static Snippet Statements(string code) => Members("void M()\n{\n" + code + "\n}");

    /// <summary>All calls of methods of that name, in source order.</summary>
    public IReadOnlyList<IOperation> Calls(string name) =>
        [.. _root.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Select(syntax => _model.GetOperation(syntax))
            .OfType<IInvocationOperation>()
            .Where(invocation => invocation.TargetMethod.Name == name)];

    public IOperation Call(string name) => Calls(name)[0];

    /// <summary>The largest expression (or the variable declarator, or the statement) that begins right after the comment <c>/*name*/</c>.</summary>
    public IOperation At(string name)
    {
        var comment = _root.DescendantTrivia().Single(trivia => trivia.ToString() == $"/*{name}*/");
        var token = comment.Token.SpanStart >= comment.Span.End ? comment.Token : comment.Token.GetNextToken();
        return token.Parent!.AncestorsAndSelf()
            .TakeWhile(node => node.SpanStart == token.SpanStart)
            .Where(node => node is ExpressionSyntax or VariableDeclaratorSyntax or StatementSyntax && node is not BlockSyntax)
            .Reverse()
            .Select(node => _model.GetOperation(node))
            .First(operation => operation is not null and not IExpressionStatementOperation)!;
    }

    /// <summary>A variable, field, property, parameter or method declared under that name.</summary>
    public ISymbol Symbol(string name) =>
        _root.DescendantNodes()
            .Select(node => _model.GetDeclaredSymbol(node))
            .First(symbol => symbol?.Name == name && symbol.ContainingType is not { IsTupleType: true })!;

    public Body BodyAround(IOperation operation) => Body.Around(operation);

    public Body BodyOf(string method) => Sources.BodyOf(Symbol(method)) ?? throw new InvalidOperationException(method + " has no body");
}
