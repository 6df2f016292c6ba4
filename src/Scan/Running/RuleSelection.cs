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
    private RuleSelection(ImmutableArray<DiagnosticAnalyzer> analyzers, ImmutableSortedSet<string> ids, ImmutableDictionary<string, ReportDiagnostic> severities)
    {
        Analyzers = analyzers;
        Ids = ids;
        Severities = severities;
    }

    /// <summary>The analyzers to run; one with several ids is run for any of them.</summary>
    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; }

    /// <summary>The ids that may be reported. One that is off by default is among them: a project's configuration can turn it on.</summary>
    public ImmutableSortedSet<string> Ids { get; }

    /// <summary>What is set where a project's own configuration says nothing: the rules that were asked for are on, those that were not are off.</summary>
    public ImmutableDictionary<string, ReportDiagnostic> Severities { get; }

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

        var ids = (named.Count > 0 ? named : rules.Descriptors.Keys).ToImmutableSortedSet(StringComparer.Ordinal);
        var severities = rules.Descriptors.Values
            .Where(rule => !ids.Contains(rule.Id) || named.Count > 0 || all)
            .ToImmutableDictionary(rule => rule.Id, rule => ids.Contains(rule.Id) ? Forced(rule.DefaultSeverity) : ReportDiagnostic.Suppress, StringComparer.Ordinal);
        var analyzers = rules.Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => ids.Contains(rule.Id))).ToImmutableArray();
        return analyzers.IsEmpty ? throw new ArgumentException("No rule to run.") : new RuleSelection(analyzers, ids, severities);
    }

    private static ReportDiagnostic Forced(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        DiagnosticSeverity.Hidden => ReportDiagnostic.Hidden,
        _ => ReportDiagnostic.Warn,
    };
}
