using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetworkingAnalyzers.Scan.Recall;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>Which real bugs the rules see: row by row, then counted by class and by reach.</summary>
internal static class RecallReport
{
    /// <summary>For people.</summary>
    public static void Write(IReadOnlyList<Verdict> verdicts, TextWriter to)
    {
        Columns.Write([Verdict.Columns, .. verdicts.Select(verdict => verdict.Fields)], to);
        to.WriteLine();
        Columns.Write([TotalColumns("class"), .. Totals(verdicts, verdict => verdict.Bug.Class)], to);
        to.WriteLine();
        Columns.Write([TotalColumns("reach"), .. Totals(verdicts, verdict => verdict.Bug.Reach), Total("all", verdicts)], to);
    }

    /// <summary>For tools: the rows, fields separated by tabs, the first line naming them.</summary>
    public static void WriteRows(IReadOnlyList<Verdict> verdicts, TextWriter to)
    {
        to.WriteLine(string.Join('\t', Verdict.Columns));
        foreach (var verdict in verdicts)
        {
            to.WriteLine(string.Join('\t', verdict.Fields.Select(TsvReport.Field)));
        }
    }

    private static string[] TotalColumns(string by) => [by, "bugs", "seen", "missed", "not judged", "silent after", "of judged after", "seen and silent after", "of seen and judged after"];

    private static IEnumerable<string[]> Totals(IEnumerable<Verdict> verdicts, Func<Verdict, string> by) =>
        verdicts.GroupBy(by).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Total(group.Key, [.. group]));

    private static string[] Total(string name, IReadOnlyList<Verdict> verdicts) =>
    [
        name,
        .. new[]
        {
            verdicts.Count,
            verdicts.Count(v => v.IsSeen),
            verdicts.Count(v => !v.IsSeen && v.Trouble is null),
            verdicts.Count(v => v.Trouble is not null),
            verdicts.Count(v => v.IsSilentAfter),
            verdicts.Count(v => v.IsJudgedAfter),
            verdicts.Count(v => v.IsSeen && v.IsSilentAfter),
            verdicts.Count(v => v.IsSeen && v.IsJudgedAfter),
        }.Select(count => FormattableString.Invariant($"{count}")),
    ];
}
