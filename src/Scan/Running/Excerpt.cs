using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>Some lines of a file.</summary>
/// <param name="FirstLine">The number of the first of them, counted from 1.</param>
/// <param name="Lines">Their text; of a very long line the beginning.</param>
internal sealed record Excerpt(int FirstLine, ImmutableArray<string> Lines)
{
    private const int Context = 3;
    private const int MostOfPlace = 12;
    private const int LongestLine = 2000;

    /// <summary>A place with a few lines before and after it; of a place of many lines the beginning.</summary>
    public static Excerpt Around(TextLineCollection lines, LinePositionSpan place)
    {
        var first = Math.Max(0, place.Start.Line - Context);
        var last = Math.Min(lines.Count - 1, Math.Min(place.End.Line, place.Start.Line + MostOfPlace) + Context);
        return new Excerpt(first + 1, [.. Enumerable.Range(first, last - first + 1).Select(line => TextOf(lines[line]))]);
    }

    private static string TextOf(TextLine line) => line.Text!.ToString(TextSpan.FromBounds(line.Start, Math.Min(line.End, line.Start + LongestLine)));
}
