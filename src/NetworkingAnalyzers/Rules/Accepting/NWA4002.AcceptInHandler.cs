using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>A handler of one connection or request waits for another to come in.</summary>
public sealed class AcceptInHandler : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AcceptInHandler()
        : base(
            "NWA4002",
            "A handler accepts connections itself",
            "'{0}' waits in {1} for somebody else to connect, for ever if nobody does; accept in a loop of its own and hand the connection over",
            "A handler that accepts serves its own client only when another one comes: the request waits for a stranger. Where several handlers accept on one listener, "
            + "each may get the connection that was meant for another.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "Where the accept loop runs, and how the handler gets the connection it waits for, is a design that only the author can choose.";

    /// <inheritdoc/>
    public override string? Threat => "one client decides when the next is accepted";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Accepts, Judge);

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Ends | Topics.Begins | Topics.CompletesThroughArgs)
            && !NetTypes.Is(call.Member.ContainingType, call.Net.HttpListener)
            && Handlers.Around(call.Operation, call.Seen) is { Kind: HandlerKind.Request or HandlerKind.Connection } handler
            && !HasDeadline(call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, handler.Name);
        }
    }

    /// <summary>The data connection of FTP and its like: the handler opens a port for one peer, and waits for it so long and no longer.</summary>
    private static bool HasDeadline(Call call) =>
        call.Seen.Net.CallsOf(Topics.SetsDeadline).Any(other => ReferenceEquals(Body.FunctionOf(other), Body.FunctionOf(call.Operation)))
        || Operations.BelowInFunction(Body.FunctionOf(call.Operation)).Any(operation =>
            operation is IInvocationOperation { TargetMethod.Name: "WhenAny" or "WaitAsync" or "Pending" or "CancelAfter" or "Poll" }
                or IObjectCreationOperation { Type.Name: "CancellationTokenSource", Arguments.Length: > 0 });
}
