using System;
using System.Text;
using DiffPlex;
using DiffPlex.Chunkers;

namespace NetworkingAnalyzers.Scan.Fixing;

/// <summary>The difference of two texts as <c>git apply</c> takes it: DiffPlex finds it, but its own renderer drops carriage returns and a missing line end.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;
    private const string NoEnd = "\\ No newline at end of file\n";

    /// <summary>Line ends are kept, a missing one at the end is told. Empty where the texts are the same.</summary>
    public static string Of(string before, string after, string path)
    {
        var differences = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, LineEndingsPreservingChunker.Instance);
        var (old, @new, blocks) = (differences.PiecesOld, differences.PiecesNew, differences.DiffBlocks);
        var text = new StringBuilder();
        for (var i = 0; i < blocks.Count;)
        {
            // Blocks whose context touches are one hunk.
            var last = i;
            while (last + 1 < blocks.Count && blocks[last + 1].DeleteStartA - (blocks[last].DeleteStartA + blocks[last].DeleteCountA) <= 2 * Context)
            {
                last++;
            }

            var from = Math.Max(0, blocks[i].DeleteStartA - Context);
            var to = Math.Min(old.Count, blocks[last].DeleteStartA + blocks[last].DeleteCountA + Context);
            var fromNew = from + blocks[i].InsertStartB - blocks[i].DeleteStartA;
            var toNew = to + blocks[last].InsertStartB + blocks[last].InsertCountB - blocks[last].DeleteStartA - blocks[last].DeleteCountA;
            text.Append(text.Length == 0 ? $"--- a/{path}\n+++ b/{path}\n" : "");
            text.Append(FormattableString.Invariant($"@@ -{Range(from, to)} +{Range(fromNew, toNew)} @@\n"));
            var at = from;
            for (; i <= last; i++)
            {
                Lines(' ', old, at, blocks[i].DeleteStartA, text);
                Lines('-', old, blocks[i].DeleteStartA, at = blocks[i].DeleteStartA + blocks[i].DeleteCountA, text);
                Lines('+', @new, blocks[i].InsertStartB, blocks[i].InsertStartB + blocks[i].InsertCountB, text);
            }

            Lines(' ', old, at, to, text);
        }

        return text.ToString();
    }

    /// <summary>An empty range names the line before it.</summary>
    private static string Range(int from, int to) => FormattableString.Invariant($"{(to > from ? from + 1 : from)},{to - from}");

    private static void Lines(char sign, System.Collections.Generic.IReadOnlyList<string> lines, int from, int to, StringBuilder text)
    {
        for (var line = from; line < to; line++)
        {
            if (lines[line].Length > 0)
            {
                text.Append(sign).Append(lines[line]);
                text.Append(lines[line][^1] == '\n' ? "" : "\n" + NoEnd);
            }
        }
    }
}
