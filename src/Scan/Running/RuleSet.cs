using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>The rules and fixes of two assemblies, found by their attributes.</summary>
internal sealed class RuleSet
{
    private const string Rules = "NetworkingAnalyzers";
    private const string Fixes = "NetworkingAnalyzers.CodeFixes";

    private readonly Dictionary<string, string> _names;

    /// <summary>Takes analyzers and fixes as they are given.</summary>
    /// <param name="analyzers">What is run.</param>
    /// <param name="fixes">What can mend its findings.</param>
    /// <param name="rules">What the analyzers carry, one class a rule; the analyzers themselves where each is a rule.</param>
    public RuleSet(IEnumerable<DiagnosticAnalyzer> analyzers, IEnumerable<CodeFixProvider> fixes, IEnumerable<DiagnosticAnalyzer>? rules = null)
    {
        Analyzers = [.. analyzers.OrderBy(a => a.SupportedDiagnostics.FirstOrDefault()?.Id, StringComparer.Ordinal)];
        CodeFixes = [.. fixes];
        _names = (rules ?? Analyzers)
            .Where(rule => rule.SupportedDiagnostics.Length == 1)
            .ToDictionary(rule => rule.SupportedDiagnostics[0].Id, rule => rule.GetType().Name, StringComparer.Ordinal);
        Descriptors = Analyzers.SelectMany(a => a.SupportedDiagnostics).DistinctBy(d => d.Id).ToImmutableSortedDictionary(d => d.Id, d => d, StringComparer.Ordinal);
    }

    /// <summary>All analyzers, by the first id they report.</summary>
    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; }

    /// <summary>All fixes.</summary>
    public ImmutableArray<CodeFixProvider> CodeFixes { get; }

    /// <summary>What the analyzers can report.</summary>
    public ImmutableSortedDictionary<string, DiagnosticDescriptor> Descriptors { get; }

    /// <summary>What a rule is called in words, <c>ReceiveCountIgnored</c>.</summary>
    public string NameOf(string id) => _names.GetValueOrDefault(id, id);

    /// <summary>The rules that the tool was built with.</summary>
    public static RuleSet Own() => From(Assembly.Load(Rules), Assembly.Load(Fixes));

    /// <summary>The rules of another build; the fixes too where that folder has them.</summary>
    /// <exception cref="FileNotFoundException">There is no <c>NetworkingAnalyzers.dll</c>.</exception>
    public static RuleSet FromBuild(string folder)
    {
        var context = new RulesLoadContext(Path.GetFullPath(folder));
        return From(context.LoadRules(Rules) ?? throw new FileNotFoundException($"'{folder}' holds no {Rules}.dll."), context.LoadRules(Fixes));
    }

    // What checks a project's configuration has nothing to say about code: the build tells it.
    private static RuleSet From(Assembly rules, Assembly? fixes) => new(
        Made<DiagnosticAnalyzer>(rules, type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true)
            .Where(analyzer => analyzer.SupportedDiagnostics.All(rule => rule.Category != "Configuration")),
        fixes is null ? [] : Made<CodeFixProvider>(fixes, type => type.GetCustomAttribute<ExportCodeFixProviderAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true),
        Made<DiagnosticAnalyzer>(rules, _ => true));

    private static IEnumerable<T> Made<T>(Assembly assembly, Func<Type, bool> isWanted) => assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(T).IsAssignableFrom(type) && isWanted(type))
        .Select(type => (T)Activator.CreateInstance(type)!);
}
