using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
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

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.BodiesWith(Receiving.Reads | Topics.TakesDatagram | Topics.ReceivesPart, Judge);
        on.BodiesThat(PendingReplies.MayBeIn, JudgePromise);
        on.BodiesThat(HelperReplies.MayBeIn, JudgeHelper);
    }

    private static void JudgePromise(Seen seen)
    {
        if (PendingReplies.UnboundedIn(seen) is { } promise && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            seen.Report(Uses.PlaceOf(promise), Uses.NameOf(promise));
        }
    }

    /// <summary>A method reads with the token that it is given, and is given <c>CancellationToken.None</c>.</summary>
    private static void JudgeHelper(Seen seen)
    {
        if (seen.Body.Owner?.ContainingType is { } type
            && HelperReplies.UnboundedIn(seen) is { } answer
            && !Deadlines.MayEndOthers(type, seen, name => Evidence.SaysTimedOwnRead(name) || Evidence.SaysTimedWait(name))
            && !Evidence.IsNamedByCallers(seen.Body.Owner, seen, Evidence.SaysBounded)
            && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            seen.Report(Uses.PlaceOf(answer), Uses.NameOf(answer));
        }
    }

    /// <summary>One report for a body: a deadline for the exchange mends all its reads.</summary>
    private static void Judge(Seen seen)
    {
        if (TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            return;
        }

        foreach (var (read, topics) in seen.Net.Calls)
        {
            if (topics.HasAny(Topics.ReceivesPart) && new Call(read, topics, seen) is var message && IsMessageAnswered(message))
            {
                message.Report(message.Name);
                return;
            }

            if (topics.HasAny(Receiving.Reads) && topics.HasAny(Topics.Asynchronous) && !topics.HasAny(Topics.Datagram))
            {
                var call = new Call(read, topics, seen);
                if (!Deadlines.HasToken(call)
                    && Deadlines.IsWaitedFor(call)
                    && Replies.IsAwaitedBy(call)
                    && IsAsked(call)
                    && Evidence.TypeOf(call) is { } type
                    && !Deadlines.MayEndOthers(type, seen, name => (ClientConnections.IsKept(call.Receiver, seen) ? Evidence.SaysTimedOwnRead(name) : Evidence.SaysTimedRead(name)) || Evidence.SaysTimedWait(name))
                    && !Evidence.IsNamedByCallers(seen.Body.Owner, seen, Evidence.SaysBounded))
                {
                    call.Report(call.Name);
                    return;
                }
            }
        }

        if (DatagramReplies.MayBeIn(seen.Net) && DatagramReplies.UnboundedIn(seen, asynchronous: true) is { } answer)
        {
            seen.Report(Uses.PlaceOf(answer), Uses.NameOf(answer));
        }
    }

    /// <summary>
    /// <c>Task&lt;string&gt; Ask(string question)</c> over a WebSocket: sends on it, receives with no token that could be cancelled until the message is whole, and returns it.
    /// Its own keep-alive sends pings and looks at no answer unless <c>KeepAliveTimeout</c> is set.
    /// </summary>
    private static bool IsMessageAnswered(Call call) =>
        call.Receiver is { Type.Name: "ClientWebSocket" } socket
        && Makings.SymbolOf(Uses.Plain(socket)) is { } held
        && !Deadlines.HasToken(call)
        && Deadlines.IsWaitedFor(call)
        && Functions.Around(call.Operation) is { MethodKind: MethodKind.Ordinary } method && Awaiting.IsTaskWithResult(method.ReturnType)
        && IsReturned(call)
        && Loops.AllAround(call.Operation).All(loop => Loops.ConditionOf(loop) is { } condition && Operations.Below(condition).Any(asked => asked is IPropertyReferenceOperation { Property.Name: "EndOfMessage" }))
        && call.Seen.Net.CallsOf(Topics.SendsMessage).Any(send =>
            send.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(call.Operation))
            && Uses.ReceiverOf(send) is { } on && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(on)), held))
        && Evidence.TypeOf(call) is { } type
        && !Deadlines.MayEndOthers(type, call.Seen, name => Evidence.SaysTimedRead(name) || Evidence.SaysTimedWait(name))
        && !Evidence.IsNamedByCallers(call.Body.Owner, call.Seen, Evidence.SaysBounded);

    /// <summary>The buffer that the message comes into is part of what the function returns.</summary>
    private static bool IsReturned(Call call) =>
        Uses.ArgumentOf(call.Operation, "buffer") is { } buffer
        && Operations.Below(buffer).Select(Makings.SymbolOf).OfType<ISymbol>().Where(symbol => symbol is not ILocalSymbol { Type.SpecialType: SpecialType.System_Int32 }).ToList() is { Count: > 0 } into
        && Operations.BelowInFunction(Body.FunctionOf(call.Operation)).OfType<IReturnOperation>().Any(@return =>
            @return.ReturnedValue is { } value && Makings.Of(value, call.Body) is var made && into.Any(made.Contains));

    /// <summary>Something was sent before, in the same function: a first word of the peer may be long in coming by design.</summary>
    private static bool IsAsked(Call call) =>
        call.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Any(send =>
            send.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(call.Operation))
            && Connections.Carries(Uses.ReceiverOf(send), call.Seen));
}
