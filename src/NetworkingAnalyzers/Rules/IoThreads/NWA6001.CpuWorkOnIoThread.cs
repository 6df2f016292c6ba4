using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>Work that keeps a processor busy inside a handler: every other connection waits for it.</summary>
public sealed class CpuWorkOnIoThread : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public CpuWorkOnIoThread()
        : base(
            "NWA6001",
            "A handler or completion callback keeps a processor busy",
            "'{0}' keeps a processor busy in {1}: {2}; let a bounded number of workers do it, so that others are still served",
            "Handlers run on the few threads of the pool, about one for each processor. Some milliseconds of work in a few handlers at a time, "
            + "and the reads, writes, timers and heartbeats of all other connections wait in the queue behind them.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "Task.Run alone moves the work to another thread of the same pool, where it is in the way just as much; "
        + "how many may run at once, and what is answered when all are busy, is for the author to decide.";

    /// <inheritdoc/>
    public override string? Threat => "a few requests keep the I/O threads busy and everybody waits";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.BodiesWith(Topics.BurnsCpu | Topics.DigestsBytes, JudgeCalls);
        on.BodiesWithLoops(JudgeLoops);
    }

    private static void JudgeCalls(Seen seen)
    {
        HashSet<(IOperation Function, string Reason)>? said = null;
        foreach (var (operation, topics) in seen.Net.Calls)
        {
            // Decoding, scaling and encoding one image is one sin.
            if (topics.HasAny(Topics.BurnsCpu | Topics.DigestsBytes)
                && Burning.Reason(new Call(operation, topics, seen)) is { } reason
                && PlaceOf(operation, seen) is { } place
                && (said ??= new()).Add((Body.FunctionOf(operation), reason)))
            {
                seen.Report(Uses.PlaceOf(operation), Uses.NameOf(operation), place, reason);
            }
        }
    }

    private static void JudgeLoops(Seen seen)
    {
        foreach (var loop in seen.Body.AllLoops)
        {
            if (Burning.Reason(loop, seen) is { } reason && PlaceOf(loop, seen) is { } place)
            {
                var keyword = loop.Syntax.GetFirstToken();
                seen.Report(keyword.GetLocation(), keyword.Text, place, reason);
            }
        }
    }

    private static string? PlaceOf(IOperation operation, Seen seen) =>
        Handlers.Around(operation, seen) is { Kind: not HandlerKind.Service } handler
        && !IsGated(operation)
        && !TestCode.Holds(seen.Body.Owner, seen.Compilation)
            ? handler.Name
            : null;

    /// <summary>Only so many get past an awaited semaphore at a time: the others wait without a thread.</summary>
    private static bool IsGated(IOperation operation) => Operations.BelowInFunction(Body.FunctionOf(operation)).Any(other =>
        other is IAwaitOperation && other.Syntax.SpanStart < operation.Syntax.SpanStart
        && Operations.BelowInFunction(other).Any(call => call is IInvocationOperation { TargetMethod.ContainingType.Name: "SemaphoreSlim" or "RateLimiter" }));
}
