using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// A question sent in a datagram, and the wait for its answer: where either is lost, nobody tells, and a wait without a time does not end.
/// </summary>
internal static class DatagramReplies
{
    private static readonly Topics Receives = Topics.TakesDatagram | Topics.ReceivesBytes;
    private static readonly Topics Sends = Topics.SendsDatagram | Topics.SendsBytes;

    /// <summary>Asked of every body.</summary>
    public static bool MayBeIn(NetBody body) => body.Topics.HasAny(Receives) && body.Topics.HasAny(Sends) && body.Topics.HasAny(Topics.CreatesConnection);

    /// <summary>
    /// The first receive of the body that waits for the answer on a socket that the same function has made and given to nobody: what is not set or
    /// passed here is set nowhere. Null where there is none.
    /// </summary>
    public static IInvocationOperation? UnboundedIn(Seen seen, bool asynchronous)
    {
        foreach (var use in seen.Net.CallsOf(Receives))
        {
            if (use is IInvocationOperation receive
                && Awaiting.IsTask(receive.Type) == asynchronous
                && Uses.ReceiverOf(receive) is ILocalReferenceOperation { Local: var socket } on
                && Connections.IsDatagram(on, seen)
                && IsOfThisFunction(socket, receive, seen)
                && IsAsked(socket, receive, seen)
                && Loops.AllAround(receive).All(IsCounted)
                && (!asynchronous || IsWaitedForWithoutTime(receive, seen)))
            {
                return receive;
            }
        }

        return null;
    }

    /// <summary>A loop over servers, or so many attempts; one that only a flag ends serves whoever comes.</summary>
    private static bool IsCounted(ILoopOperation loop) =>
        loop is IForEachLoopOperation
        || (Loops.ConditionOf(loop) is { } condition && Operations.Below(condition).Any(operation =>
            operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual }));

    /// <summary>Made here, used here alone, and the function names nothing that ends a wait.</summary>
    private static bool IsOfThisFunction(ILocalSymbol socket, IOperation receive, Seen seen)
    {
        var function = Body.FunctionOf(receive);
        return function is not (IAnonymousFunctionOperation or ILocalFunctionOperation)
            && Writes.Among(seen.Body.MentionsOf(socket)).ToList() is { Count: 1 } writes
            && writes[0].Value is { } made && Uses.Plain(made) is IObjectCreationOperation
            && Escape.UsesOf(socket, seen.Body).All(use => use.Kind is UseKind.Receiver or UseKind.Inspected or UseKind.Using or UseKind.Written)
            && !Sources.NamesIn(function.Syntax).Any(name => Evidence.SaysTimedRead(name) || Evidence.SaysTimedWait(name));
    }

    /// <summary>Sent before, and nothing received before that: who receives first answers others. An answer from this very machine is as good as sure.</summary>
    private static bool IsAsked(ILocalSymbol socket, IOperation receive, Seen seen)
    {
        var sends = seen.Net.CallsOf(Sends).Where(send => IsOn(send, socket)).ToList();
        return sends.Count > 0
            && sends[0].Syntax.SpanStart < receive.Syntax.SpanStart
            && !seen.Net.CallsOf(Receives).Any(other => IsOn(other, socket) && other.Syntax.SpanStart < sends[0].Syntax.SpanStart)
            && !sends.Any(send => ClientConnections.IsNear(send, seen))
            && !seen.Net.CallsOf(Topics.Connects).Any(connect => IsOn(connect, socket) && ClientConnections.IsNear(connect, seen))
            && !seen.Body.Uses.Any(use => use is IInvocationOperation { TargetMethod.Name: "Connect" } connect && IsOn(connect, socket) && ClientConnections.IsNear(connect, seen));
    }

    private static bool IsOn(IOperation call, ILocalSymbol socket) =>
        Uses.ReceiverOf(call) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, socket);

    private static bool IsWaitedForWithoutTime(IInvocationOperation receive, Seen seen)
    {
        var call = new Call(receive, Topics.Asynchronous, seen);
        return !Deadlines.HasToken(call) && Deadlines.IsWaitedFor(call) && !Evidence.IsNamedByCallers(seen.Body.Owner, seen, Evidence.SaysBounded);
    }
}
