using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace NetworkingAnalyzers.Benchmarks;

/// <summary>A folder of C# parsed once; each measurement compiles it anew, as a build does.</summary>
public sealed class CodeBase
{
    private static readonly string[] Symbols = ["TRACE", "NET", "NETCOREAPP", "NET10_0", .. Enumerable.Range(5, 6).Select(v => $"NET{v}_0_OR_GREATER")];

    private readonly ImmutableArray<SyntaxTree> _trees;
    private readonly ImmutableArray<MetadataReference> _references;

    /// <summary>Reads and parses every <c>.cs</c> file below the folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist or holds no C#.</exception>
    public CodeBase(string folder)
    {
        Folder = folder;
        _trees = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => CSharpSyntaxTree.ParseText(
                SourceText.From(File.ReadAllText(path)),
                new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: Symbols),
                path))];
        if (_trees.IsEmpty)
        {
            throw new DirectoryNotFoundException($"'{folder}' holds no C# files.");
        }

        Lines = _trees.Sum(tree => tree.GetText().Lines.Count);
        _references = [.. FromBuild("References").Split(';').SelectMany(pack => Directory.EnumerateFiles(pack, "*.dll")).Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Number of files.</summary>
    public int Files => _trees.Length;

    /// <summary>Number of lines.</summary>
    public int Lines { get; }

    /// <summary>Every rule, by id.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> AllRules { get; } =
        [.. typeof(NetworkingRule).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(NetworkingRule).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .OrderBy(rule => rule.SupportedDiagnostics[0].Id, StringComparer.Ordinal)];

    /// <summary>Where the repository lies, as the build saw it.</summary>
    public static string RepositoryRoot => FromBuild("RepositoryRoot");

    /// <summary>Compiles without analyzers and returns the number of diagnostics.</summary>
    public int Compile() => Fresh([]).GetDiagnostics().Length;

    /// <summary>Compiles with analyzers, as <c>csc</c> drives them, and returns the number of their diagnostics.</summary>
    public async Task<int> Analyze(params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), Rethrow, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await Fresh(analyzers).WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync();
        return diagnostics.Count(diagnostic => !diagnostic.Id.StartsWith("CS", StringComparison.Ordinal));
    }

    /// <summary>A compilation that has bound nothing yet.</summary>
    private CSharpCompilation Fresh(ImmutableArray<DiagnosticAnalyzer> analyzers) => CSharpCompilation.Create(
        "CodeBase",
        _trees,
        _references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true,
            specificDiagnosticOptions: analyzers.SelectMany(a => a.SupportedDiagnostics).ToImmutableDictionary(d => d.Id, _ => ReportDiagnostic.Warn)));

    private static void Rethrow(Exception exception, DiagnosticAnalyzer analyzer, Diagnostic diagnostic) =>
        throw new InvalidOperationException($"{analyzer} threw.", exception);

    private static string FromBuild(string key) =>
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
