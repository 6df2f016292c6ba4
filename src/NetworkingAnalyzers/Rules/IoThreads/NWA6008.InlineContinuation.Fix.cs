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

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>Adds <c>TaskCreationOptions.RunContinuationsAsynchronously</c> to the creation, beside the options that it has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class InlineContinuationFix : CodeFixProvider
{
    private const string Title = "Run continuations on the pool";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA6008");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not BaseObjectCreationExpressionSyntax creation
            || model?.GetOperation(creation, context.CancellationToken) is not IObjectCreationOperation operation)
        {
            return;
        }

        var option = SyntaxFactory.ParseExpression("global::System.Threading.Tasks.TaskCreationOptions." + InlineContinuation.Option);
        var arguments = creation.ArgumentList ?? SyntaxFactory.ArgumentList();
        var given = operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "creationOptions")?.Syntax as ArgumentSyntax;
        if (given is null)
        {
            arguments = arguments.AddArguments(SyntaxFactory.Argument(option));
        }
        else
        {
            var options = model.GetConstantValue(given.Expression, context.CancellationToken).Value is 0
                ? option
                : SyntaxFactory.BinaryExpression(SyntaxKind.BitwiseOrExpression, given.Expression.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Token(SyntaxKind.BarToken).WithTrailingTrivia(SyntaxFactory.Space), option);
            arguments = arguments.ReplaceNode(given.Expression, options.WithTriviaFrom(given.Expression));
        }

        var mended = creation switch
        {
            // new TaskCompletionSource<int> { }: the list takes the space before the braces along.
            ObjectCreationExpressionSyntax { ArgumentList: null } named => named.WithType(named.Type.WithoutTrailingTrivia()).WithArgumentList(arguments.WithTrailingTrivia(named.Type.GetTrailingTrivia())),
            _ => creation.WithArgumentList(arguments),
        };
        var trial = await Trial.Of(context.Document, creation, Names.Shortened(mended), context.CancellationToken).ConfigureAwait(false);
        if (trial is { Compiles: true })
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
