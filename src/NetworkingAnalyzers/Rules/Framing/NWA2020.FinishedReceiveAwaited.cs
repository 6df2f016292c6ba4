using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A receive is started once and awaited in every round of a loop: from the second round on it gives what it gave in the first, at once.</summary>
public sealed class FinishedReceiveAwaited : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public FinishedReceiveAwaited()
        : base(
            "NWA2020",
            "A finished receive is awaited again",
            "'{0}' receives once, and the loop awaits it again: each further round gets the first result, at once; start a new receive in each round",
            "A task that has ended stays ended. Awaited again it gives the same count or message again and waits for nothing: the loop handles one message for ever, turns a processor, and never receives another.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "where in the loop the next receive belongs, and whether one that is under way is to be kept, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWithLoops(Judge);

    private static void Judge(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation receive
                && Awaiting.IsTaskWithResult(receive.Type)
                && IsReceive(receive, seen)
                && Fate.Of(receive) is { Kind: FateKind.Stored, Into: { } task }
                && Awaiting.IsTask(Makings.TypeOf(task))
                && (task is ILocalSymbol local ? AwaitedAgain(local, seen) : StartedOnlyOnce(receive, task, seen)) is { } again
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(again, task.Name);
            }
        }
    }

    /// <summary>A read or an accept on something of the network, by .NET's methods or by one that is named after them.</summary>
    private static bool IsReceive(IInvocationOperation call, Seen seen)
    {
        var name = call.TargetMethod.Name;
        return (name.StartsWith("Receive", StringComparison.Ordinal) || name.StartsWith("Read", StringComparison.Ordinal) || name.StartsWith("Accept", StringComparison.Ordinal))
            && Uses.ReceiverOf(call) is { } receiver
            && (Connections.Carries(receiver, seen)
                || NetTypes.Is(receiver.Type, seen.Types.UdpClient) || NetTypes.Is(receiver.Type, seen.Types.WebSocket) || NetTypes.Is(receiver.Type, seen.Types.TcpListener)
                || NetTypes.Is(receiver.Type, seen.Types.Socket));
    }

    /// <summary>The <c>await</c> that can be reached from itself while the variable still holds the same task.</summary>
    private static IOperation? AwaitedAgain(ILocalSymbol task, Seen seen)
    {
        var mentions = seen.Body.MentionsOf(task);
        foreach (var mention in mentions)
        {
            if (AwaitOf(mention) is { } await
                && Loops.Around(await) is not null
                && Paths.Around(await, seen.Body, seen.Cancellation) is { } paths
                && mentions.All(other => ReferenceEquals(Body.FunctionOf(other), Body.FunctionOf(await)))
                && paths.From(await, paths.Any(Writes.Among(mentions).SelectMany(write => Operations.Below(write.At.Parent ?? write.At))), Exceptions.Thrown) is var ends
                && (ends & (Ends.Again | Ends.Unknown)) == Ends.Again)
            {
                return mention;
            }
        }

        return null;
    }

    /// <summary><c>_receive ??= socket.ReceiveAsync(..); var n = await _receive;</c>, and nobody ever empties the field: the <c>await</c> in the loop.</summary>
    private static IOperation? StartedOnlyOnce(IInvocationOperation receive, ISymbol task, Seen seen) =>
        task is IFieldSymbol { DeclaredAccessibility: Accessibility.Private }
        && Loops.Around(receive) is { } loop
        && Writes.Among(seen.Sources.MentionsOf(task)).All(write => write.At.Parent is ICoalesceAssignmentOperation || write.At is ISymbolInitializerOperation)
            ? seen.Body.MentionsOf(task).FirstOrDefault(mention => Operations.Contains(loop, mention) && AwaitOf(mention) is not null)
            : null;

    private static IOperation? AwaitOf(IOperation mention)
    {
        var up = mention.Parent;
        while (up is IConversionOperation || (up is IInvocationOperation call && Awaiting.PassesThrough(call.TargetMethod) && call.TargetMethod.Name != "WaitAsync"))
        {
            up = up.Parent;
        }

        return up is IAwaitOperation ? up : null;
    }
}
