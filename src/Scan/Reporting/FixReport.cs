using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetworkingAnalyzers.Scan.Fixing;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>What the fixes did, for each repository and rule, then for each rule.</summary>
internal static class FixReport
{
    /// <summary>Writes the table; exceptions follow with their stacks.</summary>
    public static void Write(IReadOnlyList<(string Repository, string Rule, FixTally Tally)> fixes, TextWriter to)
    {
        Columns.Write(
            [
                ["repo", "rule", .. FixTally.Columns],
                .. fixes.Select(fix => (string[])[fix.Repository, fix.Rule, .. fix.Tally.Fields]),
                .. fixes.GroupBy(fix => fix.Rule).OrderBy(group => group.Key, System.StringComparer.Ordinal).Select(group => (string[])["all", group.Key, .. FixTally.Sum(group.Select(fix => fix.Tally)).Fields]),
            ],
            to);
        foreach (var thrown in fixes.SelectMany(fix => fix.Tally.Thrown.Select(exception => $"{fix.Repository} {fix.Rule}: {exception}")))
        {
            to.WriteLine(thrown);
        }
    }
}
