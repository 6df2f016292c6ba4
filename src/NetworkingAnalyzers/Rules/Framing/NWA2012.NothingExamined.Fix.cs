using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Says that all of the buffer was examined: <c>AdvanceTo(buffer.Start, buffer.End)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class NothingExaminedFix : CodeFixProvider
{
    private const string Title = "Mark the whole buffer as examined";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA2012");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList: { } arguments }
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
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(mended)), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
