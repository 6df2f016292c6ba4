using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>Puts the close that directly follows the shutdown into a <c>finally</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ShutdownSkipsCloseFix : CodeFixProvider
{
    private const string Title = "Close in 'finally'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA5007");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block } shutdown
            || block.Statements.ElementAtOrDefault(block.Statements.IndexOf(shutdown) + 1) is not ExpressionStatementSyntax close
            || !IsClose(close.Expression))
        {
            return;
        }

        var statements = block.Statements.Replace(shutdown, Guarded.By(shutdown, new StatementSyntax[] { shutdown }, close));
        statements = statements.RemoveAt(block.Statements.IndexOf(close));
        var trial = await Trial.Of(context.Document, block, block.WithStatements(statements), context.CancellationToken).ConfigureAwait(false);
        if (trial is { Compiles: true })
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
    }

    private static bool IsClose(ExpressionSyntax expression)
    {
        var call = expression is ConditionalAccessExpressionSyntax access ? access.WhenNotNull : expression;
        return call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" } or MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" } };
    }
}
