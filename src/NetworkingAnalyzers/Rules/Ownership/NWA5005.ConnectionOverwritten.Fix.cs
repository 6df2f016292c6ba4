using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>Disposes of the old connection in a statement before the one that stores the new one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ConnectionOverwrittenFix : CodeFixProvider
{
    private const string Title = "Dispose of the old connection first";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA5005");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment } store)
        {
            return;
        }

        var dispose = SyntaxFactory.ParseStatement(assignment.Left.WithoutTrivia() + "?.Dispose();");
        if (Lines.InsertBefore(root, store, new[] { dispose }) is not { } changed)
        {
            return;
        }

        var trial = await Trial.Of(context.Document, root, changed, context.CancellationToken).ConfigureAwait(false);
        if (trial is { Compiles: true })
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
