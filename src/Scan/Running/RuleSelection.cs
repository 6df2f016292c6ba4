using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>Which rules run, and how each is switched on.</summary>
internal sealed class RuleSelection
{
    private RuleSelection(ImmutableArray<DiagnosticAnalyzer> analyzers, ImmutableSortedDictionary<string, ReportDiagnostic> severities)
    {
        Analyzers = analyzers;
        Severities = severities;
    }

    /// <summary>The analyzers to run; one with several ids is run for any of them.</summary>
    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; }

    /// <summary>For each id what is forced, whatever a project says: its default, or off.</summary>
    public ImmutableSortedDictionary<string, ReportDiagnostic> Severities { get; }

    /// <summary>The ids that are on.</summary>
    public IEnumerable<string> Ids => Severities.Where(pair => pair.Value != ReportDiagnostic.Suppress).Select(pair => pair.Key);

    /// <summary>
    /// The rules that are on by default; all of them with <paramref name="all"/>; exactly those named where some are named, on by
    /// default or not.
    /// </summary>
    /// <exception cref="ArgumentException">An id is no rule's, or nothing is left.</exception>
    public static RuleSelection Of(RuleSet rules, IReadOnlyCollection<string> named, bool all)
    {
        if (named.Where(id => !rules.Descriptors.ContainsKey(id)).ToList() is { Count: > 0 } unknown)
        {
            throw new ArgumentException($"No such rule: {string.Join(", ", unknown)}. There are: {string.Join(", ", rules.Descriptors.Keys)}.");
        }

        var severities = rules.Descriptors.ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => (named.Count > 0 ? named.Contains(pair.Key) : all || pair.Value.IsEnabledByDefault) ? Forced(pair.Value.DefaultSeverity) : ReportDiagnostic.Suppress,
            StringComparer.Ordinal);
        var analyzers = rules.Analyzers.Where(a => a.SupportedDiagnostics.Any(d => severities[d.Id] != ReportDiagnostic.Suppress)).ToImmutableArray();
        return analyzers.IsEmpty ? throw new ArgumentException("No rule to run.") : new RuleSelection(analyzers, severities);
    }

    private static ReportDiagnostic Forced(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        DiagnosticSeverity.Hidden => ReportDiagnostic.Hidden,
        _ => ReportDiagnostic.Warn,
    };
}
