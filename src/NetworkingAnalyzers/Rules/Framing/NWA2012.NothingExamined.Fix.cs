using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Says that all of the buffer was examined: <c>AdvanceTo(buffer.Start, buffer.End)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class NothingExaminedFix() : NetworkingFix("Mark the whole buffer as examined", "NWA2012")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList: { } arguments }
            // Only where the buffer stands there: of a position alone its end is not known.
            && arguments.Arguments[0] is { NameColon: null, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start" } start })
        {
            var end = start.WithName(SyntaxFactory.IdentifierName("End")).WithoutTrivia();
            var given = SyntaxFactory.SeparatedList<ArgumentSyntax>(
                new SyntaxNodeOrToken[]
                {
                    arguments.Arguments[0],
                    SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.Argument(end),
                });
            var mended = root.ReplaceNode(arguments, arguments.WithArguments(given));
            return mended;
        }

        return null;
    }
}
