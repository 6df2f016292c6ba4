using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Mend;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary><c>text.Length</c> becomes <c>encoding.GetByteCount(text)</c>, with the encoding that the text goes out in.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LengthInCharactersFix() : NetworkingFix("Count bytes", "NWA2007")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is not { } length
            || model.GetOperation(length, context.CancellationToken) is not IPropertyReferenceOperation { Instance: { } text } operation
            || Makings.SymbolOf(Uses.Plain(text)) is not { } name
            || EncodingOf(name, operation) is not { } encoding)
        {
            return null;
        }

        var count = SyntaxFactory.ParseExpression($"{encoding}.GetByteCount({length.Expression.WithoutTrivia()})").WithTriviaFrom(length);
        return await Trial.Compiled(context.Document, length, count, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>The one encoding of the text that can be written twice: a name, or names with dots.</summary>
    private static string? EncodingOf(ISymbol text, IOperation length)
    {
        var encodings = AnnouncedLength.EncodersOf(text, Body.Around(length))
            .Select(encode => Uses.ReceiverOf(encode)?.Syntax)
            .Select(syntax => syntax is IdentifierNameSyntax or MemberAccessExpressionSyntax && syntax.DescendantNodesAndSelf().All(node => node is SimpleNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax) ? syntax.ToString() : null)
            .Distinct()
            .ToList();
        return encodings.Count == 1 ? encodings[0] : null;
    }
}
