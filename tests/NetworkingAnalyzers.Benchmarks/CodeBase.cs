using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Benchmarks;

/// <summary>Real code, parsed once; each measurement compiles it anew, as a build does.</summary>
public sealed class CodeBase
{
    private static readonly string[] Symbols = ["TRACE", "NET", "NETCOREAPP", "NET10_0", .. Enumerable.Range(5, 6).Select(v => $"NET{v}_0_OR_GREATER")];

    private readonly ImmutableArray<SyntaxTree> _trees;
    private readonly ImmutableArray<MetadataReference> _references;
    private readonly CSharpCompilationOptions _options;

    private CodeBase(string name, ImmutableArray<SyntaxTree> trees, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options)
    {
        Name = name;
        _trees = trees;
        _references = references;
        _options = options.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithSpecificDiagnosticOptions(Rules.SelectMany(rule => rule.SupportedDiagnostics).Select(rule => new KeyValuePair<string, ReportDiagnostic>(rule.Id, ReportDiagnostic.Warn)));
        Lines = trees.Sum(tree => tree.GetText().Lines.Count);
    }

    /// <summary>Reads and parses every <c>.cs</c> file below the folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist or holds no C#.</exception>
    public static CodeBase In(string folder)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: Symbols);
        ImmutableArray<SyntaxTree> trees = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => Parse(path, parse))];
        if (trees.IsEmpty)
        {
            throw new DirectoryNotFoundException($"'{folder}' holds no C# files.");
        }

        return new(
            folder,
            trees,
            [.. FromBuild("References").Split(';').SelectMany(pack => Directory.EnumerateFiles(pack, "*.dll")).Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    /// <summary>Reads and parses what the compiler is given for a project, with its references, so that all of it binds.</summary>
    public static CodeBase Of(CompilerCall call)
    {
        var arguments = CSharpCommandLineParser.Default.Parse(call.Arguments, call.Folder, sdkDirectory: null);
        return new(
            call.Folder,
            [.. arguments.SourceFiles.Select(file => Parse(file.Path, arguments.ParseOptions))],
            [.. arguments.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(Path.Combine(call.Folder, reference.Reference), reference.Properties))],
            arguments.CompilationOptions);
    }

    /// <summary>
    /// The same code so many times over in one compilation. Each copy's files have the first word of their namespaces numbered;
    /// files that are not in the most frequent namespace are there once.
    /// </summary>
    public CodeBase Times(int copies)
    {
        if (copies == 1)
        {
            return this;
        }

        var root = _trees.Select(RootOf).OfType<string>().GroupBy(name => name).MaxBy(group => group.Count())!.Key;
        var word = new Regex($@"\b{root}\b");
        var own = _trees.Where(tree => RootOf(tree) == root).ToList();
        return new(
            $"{Name}, {copies} times",
            [.. _trees, .. Enumerable.Range(2, copies - 1).SelectMany(copy => own.Select(tree => CSharpSyntaxTree.ParseText(word.Replace(tree.GetText().ToString(), root + copy), (CSharpParseOptions)tree.Options, $"{tree.FilePath}/{copy}.cs")))],
            _references,
            _options);
    }

    /// <summary>What the measurements call it.</summary>
    public string Name { get; }

    /// <summary>Number of files.</summary>
    public int Files => _trees.Length;

    /// <summary>Number of lines.</summary>
    public int Lines { get; }

    /// <summary>Every rule as an analyzer of its own, by id.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Rules { get; } =
        [.. typeof(NetworkingRule).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(NetworkingRule).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .OrderBy(rule => rule.SupportedDiagnostics[0].Id, StringComparer.Ordinal)];

    /// <summary>Where the repository lies, as the build saw it.</summary>
    public static string RepositoryRoot => FromBuild("RepositoryRoot");

    /// <summary>Compiles without analyzers and returns the number of diagnostics.</summary>
    public int Compile() => Fresh().GetDiagnostics().Length;

    /// <summary>Compiles with analyzers, as <c>csc</c> drives them, and returns the number of their diagnostics.</summary>
    public async Task<int> Analyze(params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), Rethrow, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await Fresh().WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync();
        return diagnostics.Count(diagnostic => !diagnostic.Id.StartsWith("CS", StringComparison.Ordinal));
    }

    /// <summary>
    /// The time that each rule takes beside all the others, each an analyzer of its own, by the compiler's own clock. What rules share is counted for the one that asks first.
    /// </summary>
    public async Task<ImmutableArray<(string Id, TimeSpan Time)>> TimesOfRules()
    {
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), Rethrow, concurrentAnalysis: true, logAnalyzerExecutionTime: true);
        var result = await Fresh().WithAnalyzers(Rules, options).GetAnalysisResultAsync(CancellationToken.None);
        return [.. result.AnalyzerTelemetryInfo.Select(rule => (rule.Key.SupportedDiagnostics[0].Id, rule.Value.ExecutionTime))];
    }

    /// <summary>A compilation that has bound nothing yet.</summary>
    private CSharpCompilation Fresh() => CSharpCompilation.Create("CodeBase", _trees, _references, _options);

    private static SyntaxTree Parse(string path, CSharpParseOptions options) => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path)), options, path);

    private static string? RootOf(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax).OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString().Split('.')[0];

    private static void Rethrow(Exception exception, DiagnosticAnalyzer analyzer, Diagnostic diagnostic) =>
        throw new InvalidOperationException($"{analyzer} threw.", exception);

    internal static string FromBuild(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
