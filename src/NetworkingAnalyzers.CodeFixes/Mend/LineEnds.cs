using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Mend;

/// <summary>The line ends and the tabs of a file, which new lines have too, whatever machine the fix runs on.</summary>
internal static class LineEnds
{
    /// <summary>The document laid out, with the line ends that all lines of the former state have, and indented by tabs where it was. Where the line ends differ there, they are left alone.</summary>
    public static async Task<Document> AsIn(Document before, Document after, CancellationToken cancellation)
    {
        var text = await before.GetTextAsync(cancellation).ConfigureAwait(false);
        var end = Of(text);
        var tabs = IsIndentedByTabs(text);
        if (end is null && !tabs)
        {
            return after;
        }

        // Whoever applies the fix lays out what is marked, with the line ends and the indentation of its machine: laid out here, nothing is left to do.
        OptionSet options = await after.GetOptionsAsync(cancellation).ConfigureAwait(false);
        if (tabs)
        {
            after = await Simplifier.ReduceAsync(after, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
            options = options
                .WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, true)
                .WithChangedOption(FormattingOptions.IndentationSize, LanguageNames.CSharp, options.GetOption(FormattingOptions.TabSize, LanguageNames.CSharp));
        }

        if (end is not null)
        {
            options = options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, end);
        }

        var laid = await Formatter.FormatAsync(after, Formatter.Annotation, options, cancellation).ConfigureAwait(false);
        if (await laid.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return laid;
        }

        if (end is not null)
        {
            var others = root.DescendantTrivia(descendIntoTrivia: true).Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && trivia.ToString() != end).ToList();
            root = others.Count == 0 ? root : root.ReplaceTrivia(others, (_, _) => SyntaxFactory.EndOfLine(end));
        }

        // As text nothing in it is marked any more, or it would be laid out again with spaces; what is marked to be simplified is so above.
        return tabs ? laid.WithText(SourceText.From(root.ToFullString(), text.Encoding, text.ChecksumAlgorithm)) : laid.WithSyntaxRoot(root);
    }

    /// <summary>More lines begin with a tab than with spaces.</summary>
    private static bool IsIndentedByTabs(SourceText text)
    {
        var tabs = 0;
        foreach (var line in text.Lines)
        {
            tabs += line.Start == line.End ? 0 : text[line.Start] switch { '\t' => 1, ' ' => -1, _ => 0 };
        }

        return tabs > 0;
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
