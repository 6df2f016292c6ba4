using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>Appends the slash.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PrefixWithoutSlashFix() : NetworkingFix("Append '/'", "NWA7012")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        var prefix = root.FindNode(context.Span, getInnermostNodeForTie: true);
        if ((prefix is ArgumentSyntax argument ? argument.Expression : prefix) is ExpressionSyntax text)
        {
            return root.ReplaceNode(text, WithSlash(text));
        }

        return null;
    }

    private static ExpressionSyntax WithSlash(ExpressionSyntax text) => text switch
    {
        LiteralExpressionSyntax { Token: var token } literal when token.IsKind(SyntaxKind.StringLiteralToken) =>
            literal.WithToken(SyntaxFactory.ParseToken(token.Text.Substring(0, token.Text.Length - 1) + "/\"").WithTriviaFrom(token)),
        InterpolatedStringExpressionSyntax whole when whole.StringEndToken.Text == "\"" =>
            whole.Contents.LastOrDefault() is InterpolatedStringTextSyntax last
                ? whole.ReplaceNode(last, Text(last.TextToken.Text + "/", last.TextToken.ValueText + "/"))
                : whole.AddContents(Text("/", "/")),
        _ => SyntaxFactory.BinaryExpression(
                SyntaxKind.AddExpression,
                text.WithoutTrivia(),
                SyntaxFactory.Token(SyntaxKind.PlusToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal("/")))
            .WithTriviaFrom(text),
    };

    private static InterpolatedStringTextSyntax Text(string text, string value) =>
        SyntaxFactory.InterpolatedStringText(SyntaxFactory.Token(SyntaxTriviaList.Empty, SyntaxKind.InterpolatedStringTextToken, text, value, SyntaxTriviaList.Empty));
}
