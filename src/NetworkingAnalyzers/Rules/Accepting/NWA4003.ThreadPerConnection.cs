using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>An accept loop that starts a thread for each connection.</summary>
public sealed class ThreadPerConnection : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ThreadPerConnection()
        : base(
            "NWA4003",
            "A thread for each connection",
            "'{0}' {1} for each accepted connection, as many as clients care to open; serve them by an async handler",
            "A thread costs a stack, a start of some 100 microseconds and a place in the scheduler, also while its client is silent. Thousands of idle connections are "
            + "thousands of threads, and the one who decides how many is the client.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "The handler and all that it calls must become asynchronous; a fix that only replaced the thread by Task.Run would block the threads of the pool instead.";

    /// <inheritdoc/>
    public override string? Threat => "a thread for each connection: a few thousand connections exhaust memory";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.Accepts | Topics.HoldsAccepted, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            var handed = loop.Given.Where(given => given.As == GivenAs.HandedOver).ToList();
            var thread = handed.FirstOrDefault(given => OwnThread.IsStarted(given.At)) ?? handed.FirstOrDefault(given => PoolThread.IsHeldBy(given, seen) && !UnobservedHandlers.IsOne(given, seen));
            if (thread is not null && !loop.IsBounded && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(thread.At), Uses.NameOf(thread.At), OwnThread.IsStarted(thread.At) ? "starts a thread" : "holds a thread of the pool, which all share,");
            }
        }
    }
}
