using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>
/// Analyzers that a user may have beside ours and that report the very same line. Where it can be known that one is on, ours is
/// quiet there.
/// </summary>
internal static class Peers
{
    /// <summary>A version that no level of the SDK's rules reaches.</summary>
    private static readonly Version Never = new(int.MaxValue, 0);

    /// <summary>The version of the SDK's rules from which CA2022 is a warning without being asked for.</summary>
    private static readonly Version InexactReadIsOn = new(9, 0);

    /// <summary>And CA1416.</summary>
    private static readonly Version PlatformIsOn = new(5, 0);

    /// <summary>
    /// Whether CA2022 ("Avoid inexact read with 'Stream.Read'") is on in this file: its severity is set, or the SDK's rules are
    /// enabled at a level at which it is on. Our package makes the two build properties visible
    /// (<c>buildTransitive/NetworkingAnalyzers.props</c>); without them nothing is known.
    /// </summary>
    public static bool ReportInexactReads(SyntaxTree tree, Compilation compilation, AnalyzerOptions options) => IsOn("CA2022", InexactReadIsOn, tree, compilation, options);

    /// <summary>Whether CA1416 ("Validate platform compatibility") is on in this file: it reports what one system alone can do, unless a test for that system stands around it.</summary>
    public static bool ReportCallsOfOnePlatform(SyntaxTree tree, Compilation compilation, AnalyzerOptions options) => IsOn("CA1416", PlatformIsOn, tree, compilation, options);

    /// <summary>Whether CA5359 ("Do not disable certificate validation") was turned on in this file: it is off unless somebody asks for it.</summary>
    public static bool ReportBlindCallbacks(SyntaxTree tree, Compilation compilation, AnalyzerOptions options) => IsOn("CA5359", Never, tree, compilation, options);

    private static bool IsOn(string id, Version since, SyntaxTree tree, Compilation compilation, AnalyzerOptions options)
    {
        var severities = compilation.Options.SyntaxTreeOptionsProvider;
        if (severities is not null
            && (severities.TryGetDiagnosticValue(tree, id, default, out var severity)
                || severities.TryGetGlobalDiagnosticValue(id, default, out severity)))
        {
            return severity is ReportDiagnostic.Warn or ReportDiagnostic.Error;
        }

        var build = options.AnalyzerConfigOptionsProvider.GlobalOptions;
        return build.TryGetValue("build_property.EnableNETAnalyzers", out var enabled)
            && string.Equals(enabled, "true", StringComparison.OrdinalIgnoreCase)
            && build.TryGetValue("build_property.EffectiveAnalysisLevel", out var level)
            && Version.TryParse(level, out var version)
            && version >= since;
    }
}
