using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>A lock held across a network call: where the call fails nobody gets it again, or where the peer is silent everybody waits with it.</summary>
public sealed class LockAcrossNetworkCall : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public LockAcrossNetworkCall()
        : base(
            "NWA6006",
            "A lock is held across a network call",
            "'{0}' runs while '{1}' is held, {2}",
            "A network call fails in normal operation, and waits for as long as the peer likes. A semaphore that is released behind it, and not in a finally, is lost with the first failure: every later "
            + "caller waits for ever. A lock around a blocking read is held until the peer says something: who wants to close, to look or to add waits as long.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "a peer that resets its connection, or stays silent, stops everybody who needs the lock";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => body.Topics.HasAny(Topics.TakesLock) || body.Topics.HasAny(Blocking.OnNetwork), Judge);

    private static void Judge(Seen seen)
    {
        if (seen.Net.Topics.HasAny(Topics.TakesLock) && seen.Net.Topics.HasAny(Topics.GivesLockBack) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            JudgeLost(seen);
        }

        foreach (var (operation, topics) in seen.Net.Calls)
        {
            if (topics.HasAny(Blocking.OnNetwork) && HeldLocks.AroundWait(new Call(operation, topics, seen)) is { } held && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(operation), Uses.NameOf(operation), held.Name, "and whoever else needs it waits until the peer lets go; do the call outside the lock");
                return;
            }
        }
    }

    /// <summary>Each lock is told of once, at the first call that loses it.</summary>
    private static void JudgeLost(Seen seen)
    {
        var told = new HashSet<IOperation>();
        var failures = Failures.Of(seen.Compilation);
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation talk
                && !seen.Types.TopicsOf(talk.TargetMethod).HasAny(Topics.TakesLock | Topics.GivesLockBack)
                && (IsMessage(talk, seen) || failures.MayFail(talk, seen))
                && HeldLocks.LostBy(talk, seen) is { } lost
                && told.Add(lost.Take))
            {
                seen.Report(Uses.PlaceOf(talk), Uses.NameOf(talk), lost.Lock.Name, "which is not released where it fails; release it in a 'finally'");
            }
        }
    }

    private static bool IsMessage(IInvocationOperation call, Seen seen) =>
        NetTypes.Is(call.TargetMethod.ContainingType, seen.Types.WebSocket) && call.TargetMethod.Name is "SendAsync" or "ReceiveAsync";
}
