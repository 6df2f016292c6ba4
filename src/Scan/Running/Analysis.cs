using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>Runs the selected rules over one compilation.</summary>
internal static class Analysis
{
    /// <summary>The diagnostics in source, and every exception that a rule threw.</summary>
    public static Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(Compilation compilation, RuleSelection rules, CancellationToken cancellation) =>
        Run(compilation, rules, (analysis, _) => analysis.GetAnalyzerDiagnosticsAsync(cancellation));

    /// <summary>The same for one file of the compilation; the others are only looked at where a rule asks for them.</summary>
    public static Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(Compilation compilation, SyntaxTree file, RuleSelection rules, CancellationToken cancellation) =>
        Run(compilation, rules, (analysis, forced) => analysis.GetAnalyzerSemanticDiagnosticsAsync(forced.GetSemanticModel(file), filterSpan: null, cancellation));

    private static async Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(
        Compilation compilation, RuleSelection rules, Func<CompilationWithAnalyzers, Compilation, Task<ImmutableArray<Diagnostic>>> analyse)
    {
        var crashes = new ConcurrentQueue<Crash>();
        var forced = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(compilation.Options.SpecificDiagnosticOptions.ToImmutableDictionary().SetItems(rules.Severities)));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue(new Crash(analyzer.GetType().FullName!, compilation.AssemblyName ?? "", exception.ToString())),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        var analysis = forced.WithAnalyzers(rules.Analyzers, options);
        var diagnostics = await analyse(analysis, analysis.Compilation).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics.Where(d => d.Id == "AD0001"))
        {
            crashes.Enqueue(new Crash("AD0001", compilation.AssemblyName ?? "", diagnostic.GetMessage()));
        }

        return ([.. diagnostics.Where(d => rules.Severities.ContainsKey(d.Id) && d.Location.IsInSource)], [.. crashes]);
    }
}
