using System.Linq;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Reads by which a client waits for the answer to what it has asked, told from those of a receiver that takes what comes.</summary>
internal static class Replies
{
    /// <summary>
    /// The connection was opened right here, or is kept by a client that has just sent its question; and the read is not the
    /// long-lived loop of a receiver: somebody waits for an answer.
    /// </summary>
    public static bool IsAwaitedBy(Call read) =>
        IsOutsideReceiveLoops(read)
        && read.Receiver is { } receiver
        && Connections.Carries(receiver, read.Seen)
        && (ClientConnections.OpenedIn(read.Operation, read.Seen) is not null || (ClientConnections.IsKept(receiver, read.Seen) && HasAsked(read)));

    /// <summary>The same function has sent on a connection before.</summary>
    public static bool HasAsked(Call read) =>
        read.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Any(send =>
            send.Syntax.SpanStart < read.Operation.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(read.Operation))
            && ClientConnections.IsKept(Uses.ReceiverOf(send), read.Seen));

    /// <summary>A loop that fills a buffer, or reads one answer, ends with it; one that ends only with the connection does not.</summary>
    private static bool IsOutsideReceiveLoops(Call read) =>
        Loops.AllAround(read.Operation).All(loop => !Loops.IsEndless(loop) && loop is not Microsoft.CodeAnalysis.Operations.IForEachLoopOperation && !ReceiveLoops.EndsWithTheConnection(read.Operation, loop));
}
