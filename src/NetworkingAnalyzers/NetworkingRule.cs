using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers;

/// <summary>
/// A networking mistake that can be seen in code. Subclasses say what they watch; everything that must be the same for all
/// rules (concurrency, generated code, one look-up of types for each compilation) is settled here and cannot be overridden.
/// </summary>
public abstract class NetworkingRule : DiagnosticAnalyzer
{
    private const string PageAddress = "https://github.com/NetworkingAnalyzers/NetworkingAnalyzers/blob/main/docs/rules/";

    private readonly DiagnosticDescriptor _descriptor;

    /// <summary>Describes the rule; all arguments are literals in the rule's own file.</summary>
    /// <param name="id">The public id, <c>NWA</c> and four digits. Never renumbered, never reused.</param>
    /// <param name="title">The sin in a few words, no final period.</param>
    /// <param name="message">One sentence that names the API in quotes and says what to do, no final period.</param>
    /// <param name="why">What happens in production, two or three sentences.</param>
    /// <param name="certainty">How sure a finding is; decides the default severity.</param>
    private protected NetworkingRule(string id, string title, string message, string why, Certainty certainty = Certainty.On)
    {
        _descriptor = new DiagnosticDescriptor(
            id,
            title,
            message,
            category: Area.Of(id).Name,
            defaultSeverity: certainty == Certainty.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            isEnabledByDefault: certainty != Certainty.Strict,
            description: why,
            helpLinkUri: PageAddress + id + ".md");
        SupportedDiagnostics = ImmutableArray.Create(_descriptor);
    }

    /// <summary>Exactly one descriptor: one rule, one id.</summary>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <summary>
    /// Why no fix is offered, or <see langword="null"/> where the rule has one. The page shows the sentence.
    /// </summary>
    public virtual string? NoFix => null;

    /// <summary>
    /// What a hostile peer can do where the mistake stands, in one sentence, or <see langword="null"/> where hostility adds nothing.
    /// Rules that have one are in the Security preset; the page shows the sentence.
    /// </summary>
    public virtual string? Threat => null;

    /// <summary>Runs this rule alone, for tests and measurements. Users get it with all others: <see cref="NetworkingRules"/>.</summary>
    /// <param name="context">Where the rule asks to be called.</param>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start => Dispatch.Start(start, ImmutableArray.Create(this)));
    }

    internal DiagnosticDescriptor Descriptor => _descriptor;

    internal void Ask(Watch on, NetTypes net) => Watch(on, net);

    /// <summary>Says which calls, creations or bodies the rule judges. Called once for each compilation that names anything of networking.</summary>
    private protected abstract void Watch(Watch on, NetTypes net);
}

/// <summary>How sure a finding is. Severity follows from it: it is never a matter of taste.</summary>
public enum Certainty
{
    /// <summary>Nearly every finding is one its author would mend: a warning by default.</summary>
    On,

    /// <summary>Right, but a matter of context: off by default, on in the Strict preset.</summary>
    Strict,

    /// <summary>Cannot work at run time: an error by default.</summary>
    Error,
}
