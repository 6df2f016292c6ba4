using System;
using System.Collections.Generic;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Fixing;

/// <summary>What one rule's fix did in one repository.</summary>
internal sealed class FixTally
{
    /// <summary>The names of the fields, after repository and rule.</summary>
    public static readonly string[] Columns = ["findings", "fixes offered", "new errors", "remaining", "untouched lines changed", "threw"];

    /// <summary>Findings of the rule.</summary>
    public int Findings { get; set; }

    /// <summary>Those for which a fix was offered.</summary>
    public int Offered { get; set; }

    /// <summary>Compile errors that were not there before, by id.</summary>
    public SortedDictionary<string, int> NewErrors { get; } = new(StringComparer.Ordinal);

    /// <summary>Findings that are there still where a fix had been offered, or that the fix made.</summary>
    public int Remaining { get; set; }

    /// <summary>Lines changed outside the members that hold the findings, and line ends of another kind than the file's.</summary>
    public int UntouchedLinesChanged { get; set; }

    /// <summary>Exceptions out of the fix.</summary>
    public List<string> Thrown { get; } = [];

    /// <summary>Whether all is as it must be.</summary>
    public bool IsGood => NewErrors.Count == 0 && Remaining == 0 && UntouchedLinesChanged == 0 && Thrown.Count == 0;

    /// <summary>Its fields, in the order of the columns.</summary>
    public string[] Fields =>
    [
        Text(Findings),
        Text(Offered),
        NewErrors.Count == 0 ? "0" : string.Join(' ', NewErrors.Select(pair => FormattableString.Invariant($"{pair.Key}:{pair.Value}"))),
        Text(Remaining),
        Text(UntouchedLinesChanged),
        Text(Thrown.Count),
    ];

    /// <summary>Several in one.</summary>
    public static FixTally Sum(IEnumerable<FixTally> tallies)
    {
        var sum = new FixTally();
        foreach (var tally in tallies)
        {
            sum.Findings += tally.Findings;
            sum.Offered += tally.Offered;
            sum.Remaining += tally.Remaining;
            sum.UntouchedLinesChanged += tally.UntouchedLinesChanged;
            sum.Thrown.AddRange(tally.Thrown);
            foreach (var (id, count) in tally.NewErrors)
            {
                sum.NewErrors[id] = sum.NewErrors.GetValueOrDefault(id) + count;
            }
        }

        return sum;
    }

    private static string Text(int count) => FormattableString.Invariant($"{count}");
}
