using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace NetworkingAnalyzers.Mend;

/// <summary>Statements put into a <c>try</c> whose <c>finally</c> holds what must happen in any case.</summary>
internal static class Guarded
{
    /// <summary>
    /// The <c>try</c> that takes the place of the first statement, whose comments stay above it. What must happen keeps its own
    /// comments, the lines between too, and the blank line that stood before it goes.
    /// </summary>
    public static StatementSyntax By(StatementSyntax first, IReadOnlyList<StatementSyntax> tried, StatementSyntax always)
    {
        var body = tried.ToList();
        body[0] = body[0].WithLeadingTrivia();
        var comments = always.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        return SyntaxFactory.TryStatement(
                SyntaxFactory.Block(body),
                default,
                SyntaxFactory.FinallyClause(SyntaxFactory.Block(always.WithLeadingTrivia(comments))))
            .WithLeadingTrivia(first.GetLeadingTrivia())
            .WithTrailingTrivia(always.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).Take(1))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
