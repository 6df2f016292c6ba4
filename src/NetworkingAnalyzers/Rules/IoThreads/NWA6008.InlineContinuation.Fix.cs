using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>Adds <c>TaskCreationOptions.RunContinuationsAsynchronously</c> to the creation, beside the options that it has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class InlineContinuationFix() : NetworkingFix("Run continuations on the pool", "NWA6008")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true) is not BaseObjectCreationExpressionSyntax creation
            || model.GetOperation(creation, context.CancellationToken) is not IObjectCreationOperation operation)
        {
            return null;
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
        return await Trial.Compiled(context.Document, creation, Names.Shortened(mended), context.CancellationToken).ConfigureAwait(false);
    }
}
