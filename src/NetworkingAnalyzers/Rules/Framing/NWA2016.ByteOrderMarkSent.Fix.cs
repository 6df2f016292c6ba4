using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>The same encoding without the mark, where it stands in the call itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ByteOrderMarkSentFix : CodeFixProvider
{
    private const string Title = "Send no byte order mark";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA2016");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is ExpressionSyntax encoding
            && model?.GetOperation(encoding, context.CancellationToken) is { } operation
            // A field or local may serve others who want the mark.
            && ByteOrderMarkSent.Marks(operation, out var without))
        {
            var parsed = (ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression(without);
            var mended = root.ReplaceNode(encoding, parsed.WithType(parsed.Type.WithAdditionalAnnotations(Simplifier.Annotation)).WithTriviaFrom(encoding));
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(mended)), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
