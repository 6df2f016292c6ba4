using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NetworkingAnalyzers.Scan.Corpus;

namespace NetworkingAnalyzers.Scan.Recall;

/// <summary>A row of the table of real bugs.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Class">What kind of bug it is.</param>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Path">The file that holds it.</param>
/// <param name="Function">The member that holds it.</param>
/// <param name="Line">A line in that member, counted from 1, as the file stood before the mend.</param>
/// <param name="Before">The commit that has it.</param>
/// <param name="After">The commit that mended it, where there is one after which rules must be silent.</param>
/// <param name="Reach">How far one must look to see it.</param>
internal sealed record Bug(string Id, string Class, string Repository, string Path, string Function, int Line, string Before, string? After, string Reach)
{
    /// <summary>The rows of a table, without those in which its author has little confidence.</summary>
    /// <exception cref="System.IO.IOException">It cannot be read.</exception>
    public static IReadOnlyList<Bug> Read(string table) => [.. Table.Read(table).Where(row => row("confidence") != "weak").Select(Of)];

    private static Bug Of(Func<string, string> row)
    {
        var place = row("function:line");
        var colon = place.LastIndexOf(':');
        var isWhole = row("after-commit").Length > 1 && !row("after-state").StartsWith("partial", StringComparison.Ordinal);
        return new Bug(
            row("id"),
            row("class"),
            row("repo"),
            row("path"),
            colon < 0 ? place : place[..colon],
            colon >= 0 && int.TryParse(place[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : 0,
            row("before-commit"),
            isWhole ? row("after-commit") : null,
            row("reach"));
    }
}
