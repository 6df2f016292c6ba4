using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>The same encoding without the mark, where it stands in the call itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ByteOrderMarkSentFix() : NetworkingFix("Send no byte order mark", "NWA2016")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true) is ExpressionSyntax encoding
            && model.GetOperation(encoding, context.CancellationToken) is { } operation
            // A field or local may serve others who want the mark.
            && ByteOrderMarkSent.Marks(operation, out var without))
        {
            var parsed = (ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression(without);
            var mended = root.ReplaceNode(encoding, parsed.WithType(parsed.Type.WithAdditionalAnnotations(Simplifier.Annotation)).WithTriviaFrom(encoding));
            return mended;
        }

        return null;
    }
}
