using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A client blocks in a read for its peer's answer, and nothing ends the wait when none comes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingReadWithoutTimeout : NetworkingRule
{
    /// <summary>All reads.</summary>
    internal static readonly Topics Reads = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.ReadsThroughReader | Topics.ReadsLine | Topics.ReadsOneByte;

    /// <summary>Describes the rule.</summary>
    public BlockingReadWithoutTimeout()
        : base(
            "NWA3003",
            "A blocking read has no timeout",
            "'{0}' blocks its thread until the peer answers, for ever if it does not; set ReceiveTimeout on the connection first",
            "A blocking read on a connection without ReceiveTimeout waits until bytes come, the peer closes, or the connection breaks. "
            + "A peer that is up but silent, or has vanished, keeps the thread for ever: no error, no log, no answer.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "a client that says nothing keeps a thread for ever";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Reads, Judge);

    /// <summary>One report for a connection in a body: a timeout set once mends all its reads.</summary>
    private static void Judge(Seen seen)
    {
        if (TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            return;
        }

        foreach (var (read, topics) in seen.Net.Calls)
        {
            if (topics.HasAny(Reads) && topics.HasAny(Topics.BlocksOnNetwork) && !topics.HasAny(Topics.Datagram))
            {
                var call = new Call(read, topics, seen);
                if (IsAnswerToUs(call) && Evidence.TypeOf(call) is { } type && !Evidence.IsNamed(type, seen, Evidence.SaysTimedRead))
                {
                    call.Report(call.Name);
                    return;
                }
            }
        }
    }

    /// <summary>
    /// The connection was opened right here, or is kept by a client that has just sent its question; and the read is not the
    /// long-lived loop of a receiver (that is NWA3001's): somebody waits for an answer.
    /// </summary>
    private static bool IsAnswerToUs(Call call) =>
        IsOutsideReceiveLoops(call)
        && call.Receiver is { } receiver
        && Connections.Carries(receiver, call.Seen)
        && (ClientConnections.OpenedIn(call.Operation, call.Seen) is not null || (ClientConnections.IsKept(receiver, call.Seen) && HasAsked(call)));

    /// <summary>The same function has sent on a connection before.</summary>
    private static bool HasAsked(Call call) =>
        call.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Any(send =>
            send.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(call.Operation))
            && ClientConnections.IsKept(Uses.ReceiverOf(send), call.Seen));

    /// <summary>A loop that fills a buffer, or reads one answer, ends with it; one that ends only with the connection does not.</summary>
    private static bool IsOutsideReceiveLoops(Call call) =>
        Loops.AllAround(call.Operation).All(loop => !Loops.IsEndless(loop) && loop is not IForEachLoopOperation && !ReceiveLoops.EndsWithTheConnection(call.Operation, loop));
}
