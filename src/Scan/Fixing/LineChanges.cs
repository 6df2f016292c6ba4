using System;
using System.Collections.Generic;
using System.Linq;
using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;

namespace NetworkingAnalyzers.Scan.Fixing;

/// <summary>Which lines of a file a fix changed.</summary>
internal sealed class LineChanges
{
    private readonly DiffResult _differences;

    private LineChanges(DiffResult differences) => _differences = differences;

    /// <summary>Compares two states of a file, line ends included.</summary>
    public static LineChanges Between(string before, string after) => new(Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, LineEndingsPreservingChunker.Instance));

    /// <summary>How many lines changed outside some ranges (counted from 0), new <c>using</c> directives apart, and how many new ones end otherwise than the file's first line.</summary>
    public int Outside(IEnumerable<(int First, int Last)> meant)
    {
        var ranges = meant.ToList();
        var count = 0;
        foreach (var block in _differences.DiffBlocks)
        {
            var inserted = Enumerable.Range(block.InsertStartB, block.InsertCountB).Select(line => _differences.PiecesNew[line]).ToList();
            count += inserted.Count(EndsOtherwise);
            var first = block.DeleteStartA;
            var last = block.DeleteStartA + Math.Max(block.DeleteCountA, 1) - 1;
            if (!ranges.Any(range => range.First <= first && last <= range.Last + 1) && !(block.DeleteCountA == 0 && inserted.All(IsUsing)))
            {
                count += Math.Max(block.DeleteCountA, block.InsertCountB);
            }
        }

        return count;
    }

    private static bool IsUsing(string line) => line.Trim() is { Length: 0 } || line.TrimStart().StartsWith("using ", StringComparison.Ordinal);

    private bool EndsOtherwise(string line) => _differences.PiecesOld.Count > 0 && EndOf(line) is { Length: > 0 } end && EndOf(_differences.PiecesOld[0]) is { Length: > 0 } usual && end != usual;

    private static string EndOf(string line) => line.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : line.EndsWith('\n') ? "\n" : "";
}
