using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>An operation that is begun as one thing and ended as another, or never: the callback throws, or takes what went out for what came in, or a failure passes unseen.</summary>
public sealed class WrongEnd : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public WrongEnd()
        : base(
            "NWA6007",
            "What is begun is not ended, or ended as something else",
            "What '{0}' begins is {1}; call '{2}' with its result, once",
            "The result of a BeginXxx belongs to its EndXxx. Another one throws in the callback, where nobody catches it, and the process ends; where both give a number, newer frameworks "
            + "let it pass, and bytes that went out count as bytes that came in. Without any, the failure of the operation is never seen: a connect that was refused passes for one that succeeded.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Whether the operation is begun as the wrong one or ended as the wrong one is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Begins, Judge);

    private static void Judge(Call call)
    {
        if (TestCode.Holds(call.Body.Owner, call.Seen.Compilation) || Endings.EndOf(call.Operation) is not { } end)
        {
            return;
        }

        if (Endings.CallbackOf(call.Operation, call.Net) is null)
        {
            if (Endings.IsLeftToItself(call))
            {
                call.Report(call.Name, "never ended", end);
            }
            else if (Endings.OtherEndOf(call, end) is { TargetMethod.Name: var other })
            {
                call.Report(call.Name, $"ended by '{other}'", end);
            }
        }
        else if (Endings.FunctionOf(call) is { } function && Endings.EndsOf(call, end) is { } ends)
        {
            if (ends.Count == 0)
            {
                // Who closes the connection there does not care how it went.
                if (!Operations.Below(function).Any(use => Uses.MemberOf(use) is { } member && call.Net.TopicsOf(member).HasAny(Topics.Releases)))
                {
                    call.Report(call.Name, "never ended", end);
                }
            }
            else if (!ends.Contains(end))
            {
                call.Report(call.Name, $"ended by '{ends.First()}'", end);
            }
        }
    }
}
