using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers.Package.Tests;

/// <summary>
/// The packed assemblies, loaded as a compiler loads them, in a process whose compiler is the floor. (The compiler toolset package
/// of that version is not on every mirror; the compiler itself is.)
/// </summary>
public sealed class OldestCompilerTests(PackedPackage package)
{
    [Fact]
    public void The_compiler_here_is_the_floor() =>
        Assert.Equal(new Version(4, 8), new Version(typeof(CSharpCompilation).Assembly.GetName().Version!.Major, typeof(CSharpCompilation).Assembly.GetName().Version!.Minor));

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.Latest)]
    public async Task It_loads_the_rules_and_finds_the_sins(LanguageVersion language)
    {
        var folder = package.NewFolder("unpacked");
        ZipFile.ExtractToDirectory(package.File, folder);
        var reference = new AnalyzerFileReference(Path.Combine(folder, "analyzers", "dotnet", "cs", "NetworkingAnalyzers.dll"), new Loader());
        var failures = new List<string>();
        reference.AnalyzerLoadFailed += (_, failure) => failures.Add($"{failure.ErrorCode}: {failure.Message}");
        var analyzers = reference.GetAnalyzers(LanguageNames.CSharp);
        Assert.Empty(failures);
        Assert.NotEmpty(analyzers);

        var compilation = CSharpCompilation.Create(
            "Oldest",
            [CSharpSyntaxTree.ParseText(InstallTests.Sins, new CSharpParseOptions(language), "Program.cs")],
            Directory.EnumerateFiles(PackedPackage.FromBuild("References"), "*.dll").Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var diagnostics = await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
        Assert.Equal(
            ["NWA2001 on line 8", "NWA2002 on line 13"],
            diagnostics.Select(diagnostic => $"{diagnostic.Id} on line {diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1}").Order());
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => AssemblyLoadContext.Default.LoadFromAssemblyPath(fullPath);
    }
}
