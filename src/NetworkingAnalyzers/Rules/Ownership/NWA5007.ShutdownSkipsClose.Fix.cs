using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>Puts the close that directly follows the shutdown into a <c>finally</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ShutdownSkipsCloseFix() : NetworkingFix("Close in 'finally'", "NWA5007")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block } shutdown
            || block.Statements.ElementAtOrDefault(block.Statements.IndexOf(shutdown) + 1) is not ExpressionStatementSyntax close
            || !IsClose(close.Expression))
        {
            return null;
        }

        var statements = block.Statements.Replace(shutdown, Guarded.By(shutdown, new StatementSyntax[] { shutdown }, close));
        statements = statements.RemoveAt(block.Statements.IndexOf(close));
        return await Trial.Compiled(context.Document, block, block.WithStatements(statements), context.CancellationToken).ConfigureAwait(false);
    }

    private static bool IsClose(ExpressionSyntax expression)
    {
        var call = expression is ConditionalAccessExpressionSyntax access ? access.WhenNotNull : expression;
        return call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" } or MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" } };
    }
}
