using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Asks <c>SocketErrorCode</c>, whose members have the numbers of Windows on every system.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PlatformErrorNumberFix() : NetworkingFix("Compare SocketErrorCode", "NWA3015")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true) is IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax access } name && access.Name == name)
        {
            // The cast keeps every form of comparison as it is.
            var asked = SyntaxFactory.CastExpression(
                    SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.IntKeyword)),
                    access.WithName(SyntaxFactory.IdentifierName("SocketErrorCode")).WithoutTrivia())
                .WithTriviaFrom(access);
            return root.ReplaceNode(access, asked);
        }

        return null;
    }
}
