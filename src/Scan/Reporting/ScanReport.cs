using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;
using RuleSet = NetworkingAnalyzers.Scan.Running.RuleSet;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>All that a report can tell.</summary>
internal sealed class ScanReport
{
    /// <summary>Of a run, compared with what is known where there is a baseline.</summary>
    public ScanReport(ScanResult result, LoadedCode code, RuleSet rules, Baseline? baseline)
    {
        (Result, Code, Rules, Baseline) = (result, code, rules, baseline);
        Fingerprints = Running.Fingerprints.Of(result.Findings, code.Root);
        Findings = [.. result.Findings.Where(finding => !IsKnown(finding))];
    }

    /// <summary>The run.</summary>
    public ScanResult Result { get; }

    /// <summary>What was analysed.</summary>
    public LoadedCode Code { get; }

    /// <summary>By which rules.</summary>
    public RuleSet Rules { get; }

    /// <summary>What was known before; null where nothing was asked about that.</summary>
    public Baseline? Baseline { get; }

    /// <summary>What is reported: all findings, or only the new ones where there is a baseline. By file and place.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>By which each finding is known again.</summary>
    public IReadOnlyDictionary<Finding, string> Fingerprints { get; }

    /// <summary>Findings that the baseline has and that are there still.</summary>
    public int Known => Result.Findings.Count - Findings.Count;

    /// <summary>Findings that the baseline has and that are gone.</summary>
    public int Gone => Baseline is null ? 0 : Baseline.Known.Except(Fingerprints.Values).Count();

    /// <summary>The rules that found something, by id, each with its findings.</summary>
    public IEnumerable<(DiagnosticDescriptor Rule, IReadOnlyList<Finding> Findings)> ByRule =>
        Findings.GroupBy(finding => finding.Rule).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (Rules.Descriptors[group.Key], (IReadOnlyList<Finding>)[.. group]));

    /// <summary>How many findings there are of each severity, the worst first; severities without one are left out.</summary>
    public IEnumerable<(DiagnosticSeverity Severity, int Count)> BySeverity => CountBySeverity(Findings);

    /// <summary>The same for some of them.</summary>
    public static IEnumerable<(DiagnosticSeverity Severity, int Count)> CountBySeverity(IEnumerable<Finding> findings) =>
        findings.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key).Select(group => (group.Key, group.Count()));

    /// <summary>Whether the baseline has it.</summary>
    public bool IsKnown(Finding finding) => Baseline?.Known.Contains(Fingerprints[finding]) == true;
}
