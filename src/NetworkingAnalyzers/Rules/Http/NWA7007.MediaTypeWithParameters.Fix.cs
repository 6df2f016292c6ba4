using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>Content of text keeps the bare type (its charset is that of its encoding); a header value is parsed with all it has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MediaTypeWithParametersFix() : NetworkingFix("Give the media type in the form that is taken", "NWA7007")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        var found = root.FindNode(context.Span, getInnermostNodeForTie: true);
        if ((found is ArgumentSyntax argument ? argument.Expression : found) is not ExpressionSyntax given
            || given.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } creation
            || model.GetOperation(creation, context.CancellationToken) is not IObjectCreationOperation { Type: { } type }
            || model.GetConstantValue(given, context.CancellationToken) is not { HasValue: true, Value: string text })
        {
            return null;
        }

        SyntaxNode old, mended;
        if (type.Name == "StringContent")
        {
            // Only a charset can be left out: the encoding says it.
            var parameters = text.Substring(text.IndexOf(';') + 1).Trim();
            if (!parameters.StartsWith("charset=", System.StringComparison.OrdinalIgnoreCase) || parameters.IndexOf(';') >= 0)
            {
                return null;
            }

            (old, mended) = (given, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text.Substring(0, text.IndexOf(';')).Trim())).WithTriviaFrom(given));
        }
        else if (creation is ObjectCreationExpressionSyntax { Initializer: null, ArgumentList.Arguments.Count: 1 } header)
        {
            (old, mended) = (header, SyntaxFactory.InvocationExpression(
                    SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, header.Type.WithoutTrivia(), SyntaxFactory.IdentifierName("Parse")),
                    SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(given))))
                .WithTriviaFrom(header));
        }
        else
        {
            return null;
        }

        return await Trial.Compiled(context.Document, old, mended, context.CancellationToken).ConfigureAwait(false);
    }
}
