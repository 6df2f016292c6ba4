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
    public static async Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(Compilation compilation, RuleSelection rules, CancellationToken cancellation)
    {
        var crashes = new ConcurrentQueue<Crash>();
        var forced = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(compilation.Options.SpecificDiagnosticOptions.ToImmutableDictionary().SetItems(rules.Severities)));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue(new Crash(analyzer.GetType().FullName!, compilation.AssemblyName ?? "", exception.ToString())),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        var diagnostics = await forced.WithAnalyzers(rules.Analyzers, options).GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics.Where(d => d.Id == "AD0001"))
        {
            crashes.Enqueue(new Crash("AD0001", compilation.AssemblyName ?? "", diagnostic.GetMessage()));
        }

        return ([.. diagnostics.Where(d => rules.Severities.ContainsKey(d.Id) && d.Location.IsInSource)], [.. crashes]);
    }
}
