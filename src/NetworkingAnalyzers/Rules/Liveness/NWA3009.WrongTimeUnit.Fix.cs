using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Mend;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>Gives the whole time in milliseconds where a timeout is assigned a part of a <c>TimeSpan</c>, or its seconds.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WrongTimeUnitFix() : NetworkingFix("Give the whole time in milliseconds", "NWA3009")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Mend(CodeFixContext context, SyntaxNode root, SemanticModel model)
    {
        if (root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment
            && (assignment.Left as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText is not "LingerTime"
            && (assignment.Left as IdentifierNameSyntax)?.Identifier.ValueText is not "LingerTime"
            && PartOf(assignment.Right) is { } part)
        {
            var whole = SyntaxFactory.CastExpression(
                    SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.IntKeyword)),
                    part.WithName(SyntaxFactory.IdentifierName("TotalMilliseconds")).WithoutTrivia())
                .WithTriviaFrom(assignment.Right);
            return root.ReplaceNode(assignment.Right, whole);
        }

        return null;
    }

    /// <summary><c>time.Milliseconds</c>, <c>(int)time.TotalSeconds</c>: the property and nothing else.</summary>
    private static MemberAccessExpressionSyntax? PartOf(ExpressionSyntax value)
    {
        while (value is CastExpressionSyntax or ParenthesizedExpressionSyntax)
        {
            value = value is CastExpressionSyntax cast ? cast.Expression : ((ParenthesizedExpressionSyntax)value).Expression;
        }

        return value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Milliseconds" or "Seconds" or "Minutes" or "TotalSeconds" or "TotalMinutes" } access ? access : null;
    }
}
