using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Loops that send to one connection after the other, each when the one before it has taken what it was sent.</summary>
internal static class Broadcasts
{
    /// <summary>Everything that sends.</summary>
    public static readonly Topics Sends = Topics.SendsBytes | Topics.WritesThroughWriter | Topics.SendsMessage;

    /// <summary>The collection that is walked where the call sends to its next connection, and the send: the call, or what the method that it calls sends by.</summary>
    public static (string Peers, Call Send)? By(IInvocationOperation call, Seen seen)
    {
        // Nearly every call is in no loop that could walk connections: what is dearer is not asked there.
        if (!Loops.AllAround(call).Any(loop => loop is IForLoopOperation || IsOverConnections(loop, seen.Types)))
        {
            return null;
        }

        if (seen.Types.TopicsOf(call.TargetMethod) is var topics && topics != Topics.None)
        {
            return topics.HasAny(Sends) && Uses.ReceiverOf(call) is { } on && PeersOf(call, [on], seen) is { } peers && new Call(call, topics, seen) is var send && Waits(send)
                ? (peers, send)
                : null;
        }

        if (call.TargetMethod.DeclaringSyntaxReferences.IsEmpty || (Awaiting.IsTask(call.Type) && Waiting.For(call) is not IAwaitOperation))
        {
            return null;
        }

        var targets = call.Arguments.Select(argument => argument.Value).Append(Uses.ReceiverOf(call)).OfType<IOperation>().Where(value => ConnectionLists.Holds(Uses.Plain(value).Type, seen.Types));
        return PeersOf(call, targets, seen) is { } walked && Failures.Of(seen.Compilation).ImplementationsOf(call.TargetMethod, seen.Cancellation).Select(method => SendIn(method, seen)).FirstOrDefault(inner => inner is not null) is { } sent
            ? (walked, sent)
            : null;
    }

    /// <summary>The first call of the method, outside of lambdas, that waits until its bytes are taken.</summary>
    private static Call? SendIn(IMethodSymbol method, Seen seen)
    {
        if (seen.Sources.FunctionOf(method) is not { } function || (Awaiting.IsTask(method.ReturnType) && !method.IsAsync))
        {
            return null;
        }

        var inside = seen.In(Body.Around(function));
        foreach (var operation in inside.Net.CallsOf(Sends))
        {
            if (ReferenceEquals(Body.FunctionOf(operation), Body.FunctionOf(Body.RootOf(operation))) && operation is IInvocationOperation inner
                && new Call(inner, seen.Types.TopicsOf(inner.TargetMethod), inside) is var send && Waits(send))
            {
                return send;
            }
        }

        return null;
    }

    /// <summary>To a stream connection or WebSocket; blocking, or awaited with nothing that could end it.</summary>
    private static bool Waits(Call send) =>
        !send.Is(Topics.Datagram | Topics.Ends | Topics.Begins | Topics.CompletesThroughArgs)
        && send.Operation is IInvocationOperation { TargetMethod.Name: not ("SendTo" or "SendToAsync") }
        && !Uses.ArgumentsOf(send.Operation).Any(argument => argument.Parameter?.RefKind == RefKind.Out)
        && send.Receiver is { } on
        && (NetTypes.Is(Uses.Plain(on).Type, send.Net.WebSocket) || Connections.Carries(on, send.Seen))
        && (send.Is(Topics.BlocksOnNetwork) || (Waiting.For(send.Operation) is IAwaitOperation && Deadlines.IsWaitedFor(send) && !Deadlines.HasToken(send)));

    /// <summary>What the loop around the call walks, where one of the values is reached from its variable.</summary>
    private static string? PeersOf(IInvocationOperation call, IEnumerable<IOperation> targets, Seen seen)
    {
        var made = Makings.Of(targets, seen.Body);
        foreach (var loop in Loops.AllAround(call))
        {
            if (ServesInTurn(loop, seen))
            {
                return null;
            }

            if (loop is IForEachLoopOperation each && IsOverConnections(each, seen.Types) && each.Locals.Any(made.Contains))
            {
                return Operations.Below(each.Collection).Select(Makings.SymbolOf).FirstOrDefault(symbol => symbol is not null && Makings.TypeOf(symbol) is IArrayTypeSymbol or INamedTypeSymbol { TypeArguments.IsEmpty: false })?.Name;
            }

            if (loop is IForLoopOperation && targets.SelectMany(target => Elements(target, seen.Body)).FirstOrDefault(element => loop.Locals.Any(local => Mentions(element, local)) && ConnectionLists.Holds(element.Type, seen.Types)) is { } item)
            {
                return (item switch { IArrayElementReferenceOperation array => Makings.SymbolOf(Uses.Plain(array.ArrayReference)), IPropertyReferenceOperation { Instance: { } list } => Makings.SymbolOf(Uses.Plain(list)), _ => null })?.Name;
            }
        }

        return null;
    }

    /// <summary>The loop also reads from those that it walks: what it sends answers one of them.</summary>
    private static bool ServesInTurn(ILoopOperation loop, Seen seen) =>
        seen.Net.CallsOf(Receiving.Reads | Topics.CountsWaitingBytes).Any(read => Operations.Contains(loop, read) && Connections.Carries(Uses.ReceiverOf(read), seen));

    private static bool IsOverConnections(ILoopOperation loop, NetTypes net) => loop is IForEachLoopOperation && loop.Locals.Any(local => HoldsOrPairs(local.Type, net));

    private static bool HoldsOrPairs(ITypeSymbol type, NetTypes net) =>
        ConnectionLists.Holds(type, net) || (type is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: var both } && both.Any(one => ConnectionLists.Holds(one, net)));

    /// <summary><c>clients[i]</c>, in the value or in what the local was given that it is.</summary>
    private static IEnumerable<IOperation> Elements(IOperation value, Body body)
    {
        var whole = Operations.BelowInFunction(value);
        var given = whole.OfType<ILocalReferenceOperation>().SelectMany(local => Writes.Among(body.MentionsOf(local.Local)).Take(2)).Select(write => write.Value).OfType<IOperation>().SelectMany(Operations.BelowInFunction);
        return whole.Concat(given).Where(operation => operation is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true });
    }

    private static bool Mentions(IOperation element, ILocalSymbol local) =>
        Operations.BelowInFunction(element).Any(operation => operation is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, local));
}
