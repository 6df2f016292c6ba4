using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A client sends its question and awaits the answer, and nothing ends the wait when none comes.</summary>
public sealed class ReplyWithoutDeadline : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ReplyWithoutDeadline()
        : base(
            "NWA3004",
            "A reply is awaited without a deadline",
            "'{0}' waits for ever for the answer when the peer is silent; pass a token that is cancelled after some seconds",
            "ReceiveTimeout and ReadTimeout do not count for asynchronous reads. A peer that is up but hangs, or has vanished, never answers: the task never ends, and nor does whatever awaits it.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long the peer may take, and whether the connection is of use afterwards, is for the author to say";

    /// <inheritdoc/>
    public override string? Threat => "a peer that takes the request and never answers keeps the caller for ever";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Receiving.Reads, Judge);

    /// <summary>One report for a body: a deadline for the exchange mends all its reads.</summary>
    private static void Judge(Seen seen)
    {
        if (TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            return;
        }

        foreach (var (read, topics) in seen.Net.Calls)
        {
            if (topics.HasAny(Receiving.Reads) && topics.HasAny(Topics.Asynchronous) && !topics.HasAny(Topics.Datagram))
            {
                var call = new Call(read, topics, seen);
                if (!Deadlines.HasToken(call)
                    && Deadlines.IsWaitedFor(call)
                    && Replies.IsAwaitedBy(call)
                    && IsAsked(call)
                    && Evidence.TypeOf(call) is { } type
                    && !Evidence.IsNamedIn(type, seen, Evidence.SaysTimedRead)
                    && !Evidence.IsNamedIn(type, seen, Evidence.SaysTimedWait)
                    && !Lifelines.MakesTimedTokens(type, seen)
                    && !Evidence.IsNamedByCallers(seen.Body.Owner, seen, Evidence.SaysBounded))
                {
                    call.Report(call.Name);
                    return;
                }
            }
        }
    }

    /// <summary>Something was sent before, in the same function: a first word of the peer may be long in coming by design.</summary>
    private static bool IsAsked(Call call) =>
        call.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Any(send =>
            send.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(call.Operation))
            && Connections.Carries(Uses.ReceiverOf(send), call.Seen));
}
