using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>An accepted connection that neither the accepting function nor the handler it is given to closes: each client leaves a descriptor.</summary>
public sealed class AcceptedConnectionLeaked : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AcceptedConnectionLeaked()
        : base(
            "NWA5002",
            "An accepted connection is not closed on every path",
            "What '{0}' gives is {1}; close it on every path, best with 'using'",
            "Each client that comes and goes leaves a socket in CLOSE_WAIT: the peer has closed, this side has not. A finalizer closes some of them some time. "
            + "With enough clients the process is out of descriptors, and then it accepts nobody.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "clients that connect and leave exhaust the descriptors";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.Accepts, JudgeAccept);
        on.BodiesThat(body => body.Topics != Topics.None && body.Body.Owner is IMethodSymbol { IsVirtual: false, IsOverride: false } method && AcceptedHandlers.ConnectionOf(method, net) is not null, JudgeHandler);
    }

    private static void JudgeAccept(Call call)
    {
        if (call.Is(Topics.Begins | Topics.CompletesThroughArgs) || !call.Net.IsSocketOrClient(Awaiting.ResultOf(call.Operation.Type)) || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var custody = Custody.Of(call.Operation, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation);
        // Given away on one way and dropped where the loop ends (the server stops) is not worth a warning.
        // Where nobody gets it, the stream that does not own it was taken for its owner, and that is told there.
        if (!custody.IsLost && !custody.IsSettledAtOnce && !(custody.IsUnderStreamThatDoesNotOwn && custody.HandOvers.Count == 0)
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            && (custody.HandOvers.Count == 0 ? Leaks.InOperation(call, call.Operation, custody, paths) : Leaks.WhereNextIsTaken(call, call.Operation, custody, paths)) is { } how)
        {
            call.Report(call.Name, how);
        }
    }

    /// <summary>A method that an accept loop, and nobody else, gives its connections to.</summary>
    private static void JudgeHandler(Seen seen)
    {
        var method = (IMethodSymbol)seen.Body.Owner!;
        if (AcceptedHandlers.ConnectionOf(method, seen.Types) is not { } connection
            || AcceptedHandlers.GiverOf(method, seen) is not var (loop, given)
            || TestCode.Holds(method, seen.Compilation))
        {
            return;
        }

        var custody = Custody.Of(connection, seen.Body, seen.Types, seen.Sources, seen.Cancellation);
        var isNever = custody.Releases.Count + custody.HandOvers.Count == 0;
        if (custody.IsLost || custody.IsUnderStreamThatDoesNotOwn
            // A method that is called with it and only uses it: that is seen, and told, where it is accepted.
            || (isNever && ReferenceEquals(Body.FunctionOf(given.At), loop.Function) && given.At is IInvocationOperation { TargetMethod: var called } && SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, method)))
        {
            return;
        }

        if (Paths.Around(seen.Body.Root, seen.Body, seen.Cancellation) is { } paths && Leaks.OfGiven(seen, custody, paths) is { } how)
        {
            seen.Report(connection.Locations[0], Uses.NameOf(loop.Accept), how);
        }
    }
}
