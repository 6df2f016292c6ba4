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
    public static async Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(Project project, RuleSelection rules, CancellationToken cancellation) =>
        await Run(await CompilationOf(project, cancellation).ConfigureAwait(false), project.AnalyzerOptions, rules, analysis => analysis.GetAnalyzerDiagnosticsAsync(cancellation)).ConfigureAwait(false);

    /// <summary>The same for one file of the project; the others are only looked at where a rule asks for them.</summary>
    public static async Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(Project project, SyntaxTree file, RuleSelection rules, CancellationToken cancellation) =>
        await Run(await CompilationOf(project, cancellation).ConfigureAwait(false), project.AnalyzerOptions, [file], rules, cancellation).ConfigureAwait(false);

    /// <summary>The same for some files of a compilation.</summary>
    public static Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(
        Compilation compilation, AnalyzerOptions configured, IReadOnlyCollection<SyntaxTree> files, RuleSelection rules, CancellationToken cancellation) =>
        Run(compilation, configured, rules, async analysis =>
        {
            var found = ImmutableArray.CreateBuilder<Diagnostic>();
            foreach (var file in files)
            {
                found.AddRange(await analysis.GetAnalyzerSemanticDiagnosticsAsync(analysis.Compilation.GetSemanticModel(file), filterSpan: null, cancellation).ConfigureAwait(false));
            }

            return found.ToImmutable();
        });

    private static async Task<Compilation> CompilationOf(Project project, CancellationToken cancellation) => (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;

    private static async Task<(ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes)> Run(
        Compilation compilation, AnalyzerOptions configured, RuleSelection rules, Func<CompilationWithAnalyzers, Task<ImmutableArray<Diagnostic>>> analyse)
    {
        var crashes = new ConcurrentQueue<Crash>();
        var options = new CompilationWithAnalyzersOptions(
            configured,
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue(new Crash(analyzer.GetType().FullName!, compilation.AssemblyName ?? "", exception.ToString())),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        var analysis = compilation.WithOptions(Selecting(compilation.Options, rules)).WithAnalyzers(rules.Analyzers, options);
        var diagnostics = await analyse(analysis).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics.Where(d => d.Id == "AD0001"))
        {
            crashes.Enqueue(new Crash("AD0001", compilation.AssemblyName ?? "", diagnostic.GetMessage()));
        }

        return ([.. diagnostics.Where(d => rules.Ids.Contains(d.Id) && d.Location.IsInSource)], [.. crashes]);
    }

    /// <summary>The project's own word on a rule stands above ours. That it takes warnings for errors is for its build: a finding has the severity of its rule.</summary>
    private static CompilationOptions Selecting(CompilationOptions options, RuleSelection rules) => options
        .WithGeneralDiagnosticOption(ReportDiagnostic.Default)
        .WithSpecificDiagnosticOptions(rules.Severities.SetItems(options.SpecificDiagnosticOptions));
}
