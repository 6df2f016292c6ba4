using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetworkingAnalyzers.Mend;

/// <summary>New statements on lines of their own, with the indentation and the line ending of the file around them.</summary>
internal static class Lines
{
    /// <summary>The root with the statements behind the anchor; null where there is no list of statements to put them in.</summary>
    public static SyntaxNode? InsertAfter(SyntaxNode root, StatementSyntax anchor, IEnumerable<StatementSyntax> added)
    {
        var lines = Laid(root, anchor, added);
        var before = anchor;
        if (!anchor.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia))
        {
            // The last statement of a file that ends without a line ending.
            before = anchor.WithTrailingTrivia(anchor.GetTrailingTrivia().AddRange(lines[0].GetTrailingTrivia()));
            lines[lines.Count - 1] = lines[lines.Count - 1].WithTrailingTrivia();
        }

        lines.Insert(0, before);
        return anchor.Parent switch
        {
            BlockSyntax => root.ReplaceNode(anchor, lines),
            GlobalStatementSyntax global => root.ReplaceNode(global, lines.Select(SyntaxFactory.GlobalStatement)),
            _ => null,
        };
    }

    /// <summary>
    /// The root with the statements before the anchor, whose comments stay with it; null where there is no list of statements, or the
    /// anchor shares its line with what stands before it.
    /// </summary>
    public static SyntaxNode? InsertBefore(SyntaxNode root, StatementSyntax anchor, IEnumerable<StatementSyntax> added)
    {
        var previous = anchor.GetFirstToken().GetPreviousToken();
        if (!previous.IsKind(SyntaxKind.None) && root.FullSpan.Contains(previous.SpanStart) && !previous.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia))
        {
            return null;
        }

        var lines = Laid(root, anchor, added);
        return anchor.Parent switch
        {
            BlockSyntax => root.InsertNodesBefore(anchor, lines),
            GlobalStatementSyntax global => root.InsertNodesBefore(global, lines.Select(SyntaxFactory.GlobalStatement)),
            _ => null,
        };
    }

    private static List<StatementSyntax> Laid(SyntaxNode root, StatementSyntax anchor, IEnumerable<StatementSyntax> added)
    {
        var line = root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : SyntaxFactory.LineFeed;
        var indent = anchor.GetLeadingTrivia().LastOrDefault();
        var lead = indent.IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(indent) : SyntaxFactory.TriviaList();
        return added.Select(statement => statement.WithLeadingTrivia(lead).WithTrailingTrivia(line)).ToList();
    }
}
