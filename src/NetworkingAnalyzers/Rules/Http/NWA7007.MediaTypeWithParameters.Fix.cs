using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>Content of text keeps the bare type (its charset is that of its encoding); a header value is parsed with all it has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MediaTypeWithParametersFix : CodeFixProvider
{
    private const string Title = "Give the media type in the form that is taken";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("NWA7007");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.Titled(Title);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var found = root?.FindNode(context.Span, getInnermostNodeForTie: true);
        if ((found is ArgumentSyntax argument ? argument.Expression : found) is not ExpressionSyntax given
            || given.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } creation
            || model?.GetOperation(creation, context.CancellationToken) is not IObjectCreationOperation { Type: { } type }
            || model.GetConstantValue(given, context.CancellationToken) is not { HasValue: true, Value: string text })
        {
            return;
        }

        SyntaxNode old, mended;
        if (type.Name == "StringContent")
        {
            // Only a charset can be left out: the encoding says it.
            var parameters = text.Substring(text.IndexOf(';') + 1).Trim();
            if (!parameters.StartsWith("charset=", System.StringComparison.OrdinalIgnoreCase) || parameters.IndexOf(';') >= 0)
            {
                return;
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
            return;
        }

        if (await Trial.Of(context.Document, old, mended, context.CancellationToken).ConfigureAwait(false) is { Compiles: true } trial)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(trial.Document), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
