using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers.Benchmarks;

/// <summary>One compilation of a real code base: with no analyzers, with one that does nothing, with each rule, with all.</summary>
[MemoryDiagnoser]
public class RulesBenchmark
{
    /// <summary>The environment variable that names the folder to compile; the parent process sets it for the measuring one.</summary>
    public const string FolderVariable = "NETWORKING_ANALYZERS_BENCHMARK_FOLDER";

    private CodeBase _code = null!;
    private DiagnosticAnalyzer[] _analyzers = [];

    /// <summary>What is measured, in the order of the table.</summary>
    public static IEnumerable<string> Cases => ["no analyzers", "does nothing", "all rules", .. CodeBase.Rules.Select(IdOf)];

    /// <summary>How many of the <see cref="Cases"/>, from the first on, are not one rule alone.</summary>
    public const int Together = 3;

    /// <summary>The row of the table.</summary>
    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = "";

    /// <summary>Parses the code base.</summary>
    [GlobalSetup]
    public void Parse()
    {
        _code = CodeBase.In(Environment.GetEnvironmentVariable(FolderVariable) ?? CodeBase.RepositoryRoot);
        _analyzers = Of(Case);
    }

    /// <summary>Compiles and analyzes.</summary>
    [Benchmark]
    public Task<int> Build() => _analyzers.Length == 0 ? Task.FromResult(_code.Compile()) : _code.Analyze([.. _analyzers]);

    internal static DiagnosticAnalyzer[] Of(string @case) => @case switch
    {
        "no analyzers" => [],
        "does nothing" => [new DoesNothing()],
        "all rules" => [new NetworkingRules()],
        _ => [CodeBase.Rules.Single(rule => IdOf(rule) == @case)],
    };

    private static string IdOf(DiagnosticAnalyzer rule) => rule.SupportedDiagnostics[0].Id;
}
