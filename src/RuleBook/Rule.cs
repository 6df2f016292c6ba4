using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace NetworkingAnalyzers.RuleBook;

/// <summary>One rule as the assemblies state it: nothing here is written down a second time.</summary>
internal sealed class Rule
{
    private Rule(NetworkingRule analyzer, CodeFixProvider? fix)
    {
        Analyzer = analyzer;
        Fix = fix;
    }

    /// <summary>Every rule of the shipped assembly, by id.</summary>
    public static ImmutableArray<Rule> All { get; } = Find();

    public NetworkingRule Analyzer { get; }

    public CodeFixProvider? Fix { get; }

    public DiagnosticDescriptor Descriptor => Analyzer.SupportedDiagnostics[0];

    public string Id => Descriptor.Id;

    public string Name => Analyzer.GetType().Name;

    public Area Area => Area.Of(Id);

    /// <summary><c>NWA1001.SendTakenForDelivery</c>: the common beginning of all files of the rule.</summary>
    public string Stem => Id + "." + Name;

    /// <summary>What the table calls the default: error, warning, or off until asked for.</summary>
    public string Default =>
        !Descriptor.IsEnabledByDefault ? "off (Strict preset)" :
        Descriptor.DefaultSeverity == DiagnosticSeverity.Error ? "error" : "warning";

    public string RulePath => Path.Combine("src", "NetworkingAnalyzers", "Rules", Area.Name, Stem + ".cs");

    public string FixPath => Path.Combine("src", "NetworkingAnalyzers", "Rules", Area.Name, Stem + ".Fix.cs");

    public string TestsPath => Path.Combine("tests", "NetworkingAnalyzers.Tests", "Rules", Area.Name, Stem + ".Tests.cs");

    public string PagePath => Path.Combine("docs", "rules", Id + ".md");

    public string ExperimentPath => Path.Combine("tests", "Incidents.Tests", Area.Name, Stem + ".Experiment.cs");

    private static ImmutableArray<Rule> Find()
    {
        var fixes = Assembly.Load("NetworkingAnalyzers.CodeFixes").GetTypes()
            .Where(t => !t.IsAbstract && typeof(CodeFixProvider).IsAssignableFrom(t))
            .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!)
            .ToLookup(f => f.FixableDiagnosticIds.Single());
        return typeof(NetworkingRule).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(NetworkingRule).IsAssignableFrom(t))
            .Select(t => (NetworkingRule)Activator.CreateInstance(t)!)
            .Select(analyzer => new Rule(analyzer, fixes[analyzer.SupportedDiagnostics[0].Id].SingleOrDefault()))
            .OrderBy(rule => rule.Id, StringComparer.Ordinal)
            .ToImmutableArray();
    }
}
