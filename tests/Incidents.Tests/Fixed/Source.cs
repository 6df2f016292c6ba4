using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.RuleBook;

namespace Incidents.Tests.Fixed;

/// <summary>C# of this repository as it lies in this assembly, and what the rules say about it.</summary>
internal static class Source
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> s_framework = new(() =>
        [.. typeof(Source).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "References").Value!.Split(';')
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll")).Select(path => MetadataReference.CreateFromFile(path))]);

    private static readonly Lazy<ImmutableArray<MetadataReference>> s_tests = new(() =>
        [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "xunit.*.dll").Append(typeof(Source).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path)), .. s_framework.Value]);

    /// <summary>The framework's reference assemblies, from where the build put them, and nothing else: in a project that references a test library some rules are quiet.</summary>
    public static ImmutableArray<MetadataReference> Framework => s_framework.Value;

    /// <summary>The same with the test library and this assembly, for the experiments' facts.</summary>
    public static ImmutableArray<MetadataReference> Tests => s_tests.Value;

    /// <summary>The names of embedded files that begin so.</summary>
    public static IEnumerable<string> Names(string beginning) =>
        typeof(Source).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>The text of an embedded file.</summary>
    public static string Of(string name)
    {
        using var reader = new StreamReader(typeof(Source).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        return reader.ReadToEnd();
    }

    /// <summary>The options under which these rules are on, whatever their default.</summary>
    public static CSharpCompilationOptions Options(IEnumerable<Rule> rules) =>
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: rules.ToImmutableDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn));

    /// <summary>What the rules say, in the order of the text.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> DiagnoseAsync(Compilation compilation, IEnumerable<Rule> rules) =>
        [.. (await compilation.WithAnalyzers([.. rules.Select(rule => (DiagnosticAnalyzer)rule.Analyzer)]).GetAnalyzerDiagnosticsAsync()).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
}
