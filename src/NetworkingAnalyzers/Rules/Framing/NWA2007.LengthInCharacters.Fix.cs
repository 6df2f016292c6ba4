using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
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
public sealed class LengthInCharactersFix : CodeFixProvider
{
    private const string Title = "Count bytes";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA2007");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is not { } length
            || model?.GetOperation(length, context.CancellationToken) is not IPropertyReferenceOperation { Instance: { } text } operation
            || Makings.SymbolOf(Uses.Plain(text)) is not { } name
            || EncodingOf(name, operation) is not { } encoding)
        {
            return;
        }

        var count = SyntaxFactory.ParseExpression($"{encoding}.GetByteCount({length.Expression.WithoutTrivia()})").WithTriviaFrom(length);
        var trial = await Trial.Of(context.Document, length, count, context.CancellationToken).ConfigureAwait(false);
        if (trial is { Compiles: true })
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
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
