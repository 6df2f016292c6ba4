using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>Makes the stream own its socket.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class StreamDoesNotOwnFix() : NetworkingFix("Let the stream own the socket", "NWA5004")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true) is not BaseObjectCreationExpressionSyntax { ArgumentList: { } arguments } creation
            || model.GetOperation(creation, context.CancellationToken) is not IObjectCreationOperation operation)
        {
            return null;
        }

        var owns = SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression);
        var given = operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "ownsSocket")?.Syntax as ArgumentSyntax;
        var mended = given is null
            ? arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.NameColon("ownsSocket").WithTrailingTrivia(SyntaxFactory.Space), default, owns))
            : arguments.ReplaceNode(given.Expression, owns.WithTriviaFrom(given.Expression));
        return await Trial.Compiled(context.Document, creation, creation.WithArgumentList(mended), context.CancellationToken).ConfigureAwait(false);
    }
}
