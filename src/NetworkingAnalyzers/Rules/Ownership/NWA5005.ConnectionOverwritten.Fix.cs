using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>Disposes of the old connection in a statement before the one that stores the new one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ConnectionOverwrittenFix() : NetworkingFix("Dispose of the old connection first", "NWA5005")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment } store)
        {
            return null;
        }

        var dispose = SyntaxFactory.ParseStatement(assignment.Left.WithoutTrivia() + "?.Dispose();");
        if (Lines.InsertBefore(root, store, new[] { dispose }) is not { } changed)
        {
            return null;
        }

        return await Trial.Compiled(context.Document, root, changed, context.CancellationToken).ConfigureAwait(false);
    }
}
