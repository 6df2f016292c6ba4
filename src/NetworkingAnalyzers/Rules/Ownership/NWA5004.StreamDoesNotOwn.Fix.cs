using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>Makes the stream own its socket.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class StreamDoesNotOwnFix : CodeFixProvider
{
    private const string Title = "Let the stream own the socket";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA5004");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not BaseObjectCreationExpressionSyntax { ArgumentList: { } arguments } creation
            || model?.GetOperation(creation, context.CancellationToken) is not IObjectCreationOperation operation)
        {
            return;
        }

        var owns = SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression);
        var given = operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "ownsSocket")?.Syntax as ArgumentSyntax;
        var mended = given is null
            ? arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.NameColon("ownsSocket").WithTrailingTrivia(SyntaxFactory.Space), default, owns))
            : arguments.ReplaceNode(given.Expression, owns.WithTriviaFrom(given.Expression));
        var trial = await Trial.Of(context.Document, creation, creation.WithArgumentList(mended), context.CancellationToken).ConfigureAwait(false);
        if (trial is { Compiles: true })
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
