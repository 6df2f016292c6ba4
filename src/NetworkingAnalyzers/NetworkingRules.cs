using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetworkingAnalyzers;

/// <summary>
/// The one analyzer that the compiler loads: it carries every rule. As analyzers of their own the rules would each be called for each body of the
/// user's code; severity, suppression and fixes go by id and do not care. Why: docs/decisions/007-one-analyzer-carries-all-rules.md.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed partial class NetworkingRules : DiagnosticAnalyzer
{
    private readonly ImmutableArray<NetworkingRule> _rules = ImmutableArray.Create(All());

    /// <summary>Carries every rule.</summary>
    public NetworkingRules() => SupportedDiagnostics = _rules.SelectMany(rule => rule.SupportedDiagnostics).ToImmutableArray();

    /// <summary>Every rule, by id.</summary>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start => Dispatch.Start(start, _rules));
    }
}
