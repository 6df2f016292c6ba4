using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Mend;

/// <summary>The line ends of a file, which new lines have too, whatever machine the fix runs on.</summary>
internal static class LineEnds
{
    /// <summary>The document laid out, with the line ends that all lines of the former state have. Where they differ there, nothing is done.</summary>
    public static async Task<Document> AsIn(Document before, Document after, CancellationToken cancellation)
    {
        if (Of(await before.GetTextAsync(cancellation).ConfigureAwait(false)) is not { } end)
        {
            return after;
        }

        // Whoever applies the fix lays out what is marked, with the line ends of its machine: laid out here, nothing is left to do.
        var options = (await after.GetOptionsAsync(cancellation).ConfigureAwait(false)).WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, end);
        var laid = await Formatter.FormatAsync(after, Formatter.Annotation, options, cancellation).ConfigureAwait(false);
        if (await laid.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return laid;
        }

        var others = root.DescendantTrivia(descendIntoTrivia: true).Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && trivia.ToString() != end).ToList();
        return others.Count == 0 ? laid : laid.WithSyntaxRoot(root.ReplaceTrivia(others, (_, _) => SyntaxFactory.EndOfLine(end)));
    }

    /// <summary>How all lines end; null where they differ, or there is one line.</summary>
    private static string? Of(SourceText text)
    {
        string? end = null;
        foreach (var line in text.Lines)
        {
            var length = line.EndIncludingLineBreak - line.End;
            if (length == 0)
            {
                continue;
            }

            var here = text.ToString(new TextSpan(line.End, length));
            if (end is not null && here != end)
            {
                return null;
            }

            end = here;
        }

        return end;
    }
}
