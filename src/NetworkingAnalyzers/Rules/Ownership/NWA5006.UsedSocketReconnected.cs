using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>The sin and its consequence in one line.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsedSocketReconnected : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public UsedSocketReconnected()
        : base(
            "NWA5006",
            "The sin in a few words",
            "'{0}' does what; do this instead",
            "What happens in production.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "why no machine can mend it; remove where there is a fix";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.None, Judge);

    private static void Judge(Call call) => call.Report(call.Name);
}
