using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NetworkingAnalyzers.RuleBook;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>Runs all rules at once over code that need not compile, and hands back what they said and what they threw.</summary>
internal static class Stage
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new NetworkingRules()];

    /// <summary>Every rule is on, whatever its default.</summary>
    private static readonly ImmutableDictionary<string, ReportDiagnostic> AllOn =
        Rule.All.ToImmutableDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn);

    public static Task<ImmutableArray<Diagnostic>> Diagnose(string code, string framework = "net10.0", OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Diagnose(Compile([("Code.cs", code)], References.Of(framework), output));

    /// <exception cref="InvalidOperationException">A rule threw.</exception>
    public static async Task<ImmutableArray<Diagnostic>> Diagnose(Compilation compilation, CancellationToken cancellation = default)
    {
        var thrown = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, analyzer, _) =>
            {
                lock (thrown)
                {
                    thrown.Add($"{analyzer.GetType().Name}: {exception}");
                }
            },
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync(cancellation);
        return thrown.Count == 0 ? diagnostics : throw new InvalidOperationException(string.Join('\n', thrown));
    }

    public static CSharpCompilation Compile(IEnumerable<(string Path, string Code)> files, IEnumerable<MetadataReference> references, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        CSharpCompilation.Create(
            "Code",
            files.Select(file => CSharpSyntaxTree.ParseText(SourceText.From(file.Code), new CSharpParseOptions(LanguageVersion.Latest), file.Path)),
            references,
            new CSharpCompilationOptions(output, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: AllOn));
}
