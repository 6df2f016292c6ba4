using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A loop sends to one connection after the other and waits for each without an end: who does not read holds up all behind him.</summary>
public sealed class BroadcastWithoutTimeout : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public BroadcastWithoutTimeout()
        : base(
            "NWA3017",
            "One peer that does not read stops a broadcast for all",
            "'{0}' waits for each of '{1}' in turn, for ever where one does not read, and those behind it get nothing; {2}, or give each connection a queue and a sender of its own",
            "What a peer does not read fills its window, then the buffers here, and from then on a send waits until it reads again. In a loop over all connections the others wait with it: one telephone in a tunnel, one process that is stopped in a debugger, and nobody hears anything. "
            + "SendTimeout has no limit unless one is set, and counts for blocking sends alone.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "a limit for each send, a queue for each connection, or both at once for all: what a slow peer is worth, is for the author to say";

    /// <inheritdoc/>
    public override string? Threat => "one client that stops reading silences the server for all others";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWithLoops(Judge);

    private static void Judge(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call && Loops.Around(call) is not null
                && Broadcasts.By(call, seen) is var (peers, send)
                && !IsLimited(send) && !IsLimited(new Call(call, Topics.None, seen))
                && !(Functions.Around(call) is { } method && Delivering.OpensOrEnds(method.Name))
                && HeldLocks.AroundWait(send) is null
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                // SendTimeout counts for blocking sends alone.
                seen.Report(Uses.PlaceOf(call), Uses.NameOf(call), peers, Awaiting.IsTask(send.Operation.Type) ? "pass each send a token that is cancelled after some seconds" : "set 'SendTimeout'");
                return;
            }
        }
    }

    private static bool IsLimited(Call call) =>
        Evidence.TypeOf(call) is not { } type
        || Evidence.IsNamedIn(type, call.Seen, SaysLimited)
        || Evidence.IsNamed(type, call.Seen, name => name is "SendTimeout" or "WriteTimeout");

    /// <summary>A name that says that a send ends after a time, is done by somebody else, or is of datagrams.</summary>
    private static bool SaysLimited(string name) =>
        name is "CancelAfter" or "WaitAsync" or "WhenAny" or "SelectWrite" or "Blocking" or "Dgram" or "Channel" or "BlockingCollection" or "ActionBlock" or "BufferBlock" or "ConcurrentQueue" or "KeepAliveTimeout"
        || (name.IndexOf("Timeout", StringComparison.Ordinal) >= 0 && (name.IndexOf("Send", StringComparison.Ordinal) >= 0 || name.IndexOf("Write", StringComparison.Ordinal) >= 0 || name.IndexOf("Broadcast", StringComparison.Ordinal) >= 0));
}
