using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetworkingAnalyzers.Mend;

/// <summary>Slashes at the ends of addresses in code.</summary>
internal static class Slashes
{
    /// <summary>The text with a slash behind it.</summary>
    public static ExpressionSyntax Appended(ExpressionSyntax text) => text switch
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

    /// <summary>The text without the slash that it begins with; null where that does not stand there.</summary>
    public static ExpressionSyntax? Taken(ExpressionSyntax text)
    {
        switch (text)
        {
            case LiteralExpressionSyntax { Token: var token } literal when token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText.StartsWith("/", StringComparison.Ordinal) && token.Text.IndexOf('/') is 1 or 2:
                return literal.WithToken(SyntaxFactory.ParseToken(token.Text.Remove(token.Text.IndexOf('/'), 1)).WithTriviaFrom(token));
            case InterpolatedStringExpressionSyntax { Contents: { Count: > 0 } contents } whole when contents[0] is InterpolatedStringTextSyntax { TextToken: var first } start && first.Text.StartsWith("/", StringComparison.Ordinal):
                return first.Text.Length == 1 ? whole.WithContents(contents.RemoveAt(0)) : whole.ReplaceNode(start, Text(first.Text.Substring(1), first.ValueText.Substring(1)));
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                return Taken(sum.Left) is { } left ? sum.WithLeft(left) : null;
            default:
                return null;
        }
    }
}
