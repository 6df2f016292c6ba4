using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>Removes the statement that sets the option, where it does nothing else.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AbortiveCloseFix() : NetworkingFix("Leave the linger option alone", "NWA1006")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true) is { } creation
            && creation.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax } statement
            && statement.Expression switch
            {
                AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "LingerState" }, Right: var value } => value == creation,
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SetSocketOption" }, ArgumentList.Arguments: { Count: 3 } arguments } => arguments[2].Expression == creation,
                _ => false,
            })
        {
            return root.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives)!;
        }

        return null;
    }
}
