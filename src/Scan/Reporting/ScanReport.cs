using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;
using RuleSet = NetworkingAnalyzers.Scan.Running.RuleSet;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>All that a report can tell.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Code">Where.</param>
/// <param name="Rules">By which rules.</param>
internal sealed record ScanReport(ScanResult Result, LoadedCode Code, RuleSet Rules)
{
    /// <summary>The rules that found something, by id, each with its findings.</summary>
    public IEnumerable<(DiagnosticDescriptor Rule, IReadOnlyList<Finding> Findings)> ByRule =>
        Result.Findings.GroupBy(finding => finding.Rule).OrderBy(group => group.Key, System.StringComparer.Ordinal).Select(group => (Rules.Descriptors[group.Key], (IReadOnlyList<Finding>)[.. group]));

    /// <summary>How many findings there are of each severity, the worst first; severities without one are left out.</summary>
    public IEnumerable<(DiagnosticSeverity Severity, int Count)> BySeverity =>
        Result.Findings.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key).Select(group => (group.Key, group.Count()));
}
