using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>From the headers of a message to those of its content where it surely has one, and back from those of <c>message.Content</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HeaderInWrongPlaceFix() : NetworkingFix("Use the headers that it belongs to", "NWA7006")
{
    /// <inheritdoc/>
    protected override async Task<Document?> MendAsync(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not
            { Expression: MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Headers" } headers, Name.Identifier.Text: var method } } call
            || model.GetTypeInfo(headers.Expression, context.CancellationToken).Type is not { Name: var owner })
        {
            return null;
        }

        SyntaxNode? old = call, mended = null;
        if (headers.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Content" } content
            && model.GetTypeInfo(content.Expression, context.CancellationToken).Type is { Name: "HttpRequestMessage" or "HttpResponseMessage" })
        {
            mended = call.ReplaceNode(headers, headers.WithExpression(content.Expression.WithTrailingTrivia(content.GetTrailingTrivia())));
        }
        else if (owner == "HttpResponseMessage" && method is "Contains" or "GetValues" or "TryGetValues")
        {
            mended = call.ReplaceNode(headers, OfContent(headers));
        }
        else if (owner == "HttpRequestMessage" && method is "Add" or "TryAddWithoutValidation"
            && call is { Parent: ExpressionStatementSyntax statement, ArgumentList.Arguments: { Count: 2 } arguments } && arguments.All(argument => argument.NameColon is null)
            && headers.Expression is IdentifierNameSyntax request && HasContent(request.Identifier.Text, statement))
        {
            var name = model.GetConstantValue(arguments[0].Expression, context.CancellationToken).Value as string;
            if (!string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                // What the content has by itself it does not take twice.
                mended = name is null || string.Equals(name, "Content-Length", StringComparison.OrdinalIgnoreCase) ? null : call.ReplaceNode(headers, OfContent(headers));
            }
            else if (model.GetTypeInfo(arguments[1].Expression, context.CancellationToken).Type?.SpecialType == SpecialType.System_String)
            {
                mended = Names.Shortened(SyntaxFactory.AssignmentExpression(
                    SyntaxKind.SimpleAssignmentExpression,
                    SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, OfContent(headers), SyntaxFactory.IdentifierName("ContentType")),
                    SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.InvocationExpression(
                        SyntaxFactory.ParseExpression("global::System.Net.Http.Headers.MediaTypeHeaderValue.Parse"),
                        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(arguments[1].Expression.WithoutTrivia())))))
                    .WithTriviaFrom(call));
            }
        }

        return mended is null ? null : await Trial.Compiled(context.Document, old, mended, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary><c>message.Headers</c> to <c>message.Content.Headers</c>.</summary>
    private static MemberAccessExpressionSyntax OfContent(MemberAccessExpressionSyntax headers) =>
        headers.WithExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, headers.Expression.WithoutTrailingTrivia(), headers.OperatorToken.WithTrailingTrivia(), SyntaxFactory.IdentifierName("Content").WithTrailingTrivia(headers.Expression.GetTrailingTrivia())));

    /// <summary>A statement before this one, in its block, gives the request its content.</summary>
    private static bool HasContent(string request, StatementSyntax statement)
    {
        var before = statement.Parent switch
        {
            BlockSyntax block => block.Statements.TakeWhile(other => other != statement),
            GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit.Members.OfType<GlobalStatementSyntax>().Select(global => global.Statement).TakeWhile(other => other != statement),
            _ => Enumerable.Empty<StatementSyntax>(),
        };
        return before.Select(other => Gives(request, other)).LastOrDefault(gives => gives is not null) == true;
    }

    /// <summary>Whether the statement gives the variable content; null where it has nothing to do with that.</summary>
    private static bool? Gives(string request, StatementSyntax statement) => statement switch
    {
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name.Identifier.Text: "Content" }, Right: var content } } when owner.Identifier.Text == request =>
            !content.IsKind(SyntaxKind.NullLiteralExpression),
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax variable, Right: var value } } when variable.Identifier.Text == request => GivesContent(value),
        LocalDeclarationStatementSyntax local => local.Declaration.Variables.Where(variable => variable.Identifier.Text == request).Select(variable => (bool?)GivesContent(variable.Initializer?.Value)).FirstOrDefault(),
        _ => null,
    };

    private static bool GivesContent(ExpressionSyntax? value) =>
        value is BaseObjectCreationExpressionSyntax { Initializer.Expressions: var parts }
        && parts.OfType<AssignmentExpressionSyntax>().Any(part => part is { Left: IdentifierNameSyntax { Identifier.Text: "Content" }, Right: var content } && !content.IsKind(SyntaxKind.NullLiteralExpression));
}
