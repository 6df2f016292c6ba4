using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Questions that a client asks through code of its own: one function opens a connection (itself or by a method for it), sends, and waits
/// for the answer; sending and waiting may be done by methods that are given the connection, or an object made with it. Nobody
/// outside can set the connection a timeout: whoever might is on the way.
/// </summary>
internal static class Exchanges
{
    private const int Depth = 4;
    private const int MostMethods = 48;

    private static readonly Topics Sends = Topics.SendsBytes | Topics.WritesThroughWriter;

    /// <summary>Asked of every body: it opens a connection, or calls a method of this compilation that gives one.</summary>
    public static bool MayBeIn(NetBody body) =>
        body.Topics.HasAny(Topics.Connects | Topics.CreatesConnection) || body.Body.Uses.Any(use => use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false, ReturnType.Name: "TcpClient" or "Socket" } });

    /// <summary>The first call in the body that blocks until the answer comes, on a connection that no timeout is set on anywhere on the way; null where there is none.</summary>
    public static IInvocationOperation? UnboundedIn(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (IsOpening(use, seen)
                && Fate.Of(use) is { Kind: FateKind.Stored, Into: ILocalSymbol { Type: { DeclaringSyntaxReferences.IsEmpty: true } } local }
                && Body.FunctionOf(use) is var function
                && !Sources.NamesIn(function.Syntax).Any(Evidence.SaysTimedRead)
                && FirstWait(use, local, function, seen) is { } wait)
            {
                return wait;
            }
        }

        return null;
    }

    /// <summary>Asked of every body: it gives a stream or a connection to a method of this compilation.</summary>
    public static bool MayBeOnKept(NetBody body, NetTypes net) => body.Body.Uses.Any(use => IsGivenStream(use, net));

    /// <summary>
    /// <c>encoder.Write(question, stream); return encoder.Read(stream);</c>, where the stream stands on a client that this type has opened and keeps to itself, and
    /// another type reads it: the first such call that blocks until the answer comes, with no time for reads set anywhere on the way.
    /// </summary>
    public static IInvocationOperation? UnboundedOnKept(Seen seen)
    {
        IInvocationOperation? wait = null;
        var isAsked = false;
        foreach (var use in seen.Body.Uses)
        {
            if (Uses.MemberOf(use) is not IMethodSymbol method)
            {
                continue;
            }

            if (method.DeclaringSyntaxReferences.IsEmpty)
            {
                isAsked |= Of(use, seen).GetValueOrDefault().Sends && ClientConnections.IsKept(Uses.ReceiverOf(use), seen);
            }
            else if (IsGivenStream(use, seen.Types) && Uses.ArgumentsOf(use).Any(argument => IsStream(Uses.Plain(argument.Value).Type, seen.Types) && ClientConnections.IsKept(argument.Value, seen)))
            {
                if (!ReferenceEquals(Body.FunctionOf(use), seen.Body.Root) || Look(method, seen) is not { } does)
                {
                    return null;
                }

                isAsked |= does.Sends;
                if (does.Waits)
                {
                    if (!(isAsked || Replies.IsCalledToHear(use, seen)) || !IsOutsideReceiveLoops(use))
                    {
                        return null;
                    }

                    wait ??= use as IInvocationOperation;
                }
            }
        }

        return wait is not null && seen.Body.Owner?.ContainingType is { } type && !Evidence.ShowsConnections(type, seen) && !Evidence.TimesOwnReads(type, seen) && !OwnThread.Runs(wait, seen) ? wait : null;
    }

    private static bool IsGivenStream(IOperation use, NetTypes net) =>
        Uses.MemberOf(use) is IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: false } && Uses.ArgumentsOf(use).Any(argument => IsStream(Uses.Plain(argument.Value).Type, net));

    private static bool IsStream(ITypeSymbol? type, NetTypes net) => net.IsConnection(type) || NetTypes.Is(type, net.Stream);

    private static bool IsOpening(IOperation use, Seen seen)
    {
        if (use is IObjectCreationOperation creation)
        {
            return (NetTypes.Is(creation.Type, seen.Types.TcpClient) || NetTypes.Is(creation.Type, seen.Types.Socket))
                && (ClientConnections.ConnectsAtOnce(creation) ? !ClientConnections.IsNear(creation, seen) : IsConnectedHere(creation, seen));
        }

        return use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } maker }
            && (NetTypes.Is(maker.ReturnType, seen.Types.TcpClient) || NetTypes.Is(maker.ReturnType, seen.Types.Socket))
            && seen.Sources.BodyOf(maker) is { } body
            && !Sources.NamesIn(body.Root.Syntax).Any(Evidence.SaysTimedRead)
            && seen.In(body) is var inside
            && seen.Sources.ReturnedBy(maker).SelectMany(returned => Origin.Of(returned, seen.Sources)).Any(origin =>
                origin is IObjectCreationOperation made && (ClientConnections.ConnectsAtOnce(made) || (inside.Net.Topics.HasAny(Topics.Connects) && !Connections.IsDatagram(made, inside))));
    }

    private static bool IsConnectedHere(IOperation creation, Seen seen) =>
        !Connections.IsDatagram(creation, seen)
        && Fate.Of(creation) is { Kind: FateKind.Stored, Into: ILocalSymbol local }
        && seen.Net.CallsOf(Topics.Connects).Any(connect =>
            ReferenceEquals(Body.FunctionOf(connect), Body.FunctionOf(creation))
            && Uses.ReceiverOf(connect) is ILocalReferenceOperation on && SymbolEqualityComparer.Default.Equals(on.Local, local)
            && !ClientConnections.IsNear(connect, seen));

    /// <summary>The first call after a question that blocks for what comes back. A connection that is kept beyond the function may get its timeout elsewhere.</summary>
    private static IInvocationOperation? FirstWait(IOperation opening, ILocalSymbol local, IOperation function, Seen seen)
    {
        var carriers = Carriers.Of(opening, function, seen.Types);
        if (!carriers.Variables.Contains(local, SymbolEqualityComparer.Default) || carriers.Variables.Any(variable => variable is not ILocalSymbol))
        {
            return null;
        }

        IInvocationOperation? wait = null;
        var isAsked = false;
        foreach (var call in Operations.BelowInFunction(function))
        {
            if (call.Syntax.SpanStart < opening.Syntax.SpanStart || call is not (IInvocationOperation or IObjectCreationOperation) || !IsGiven(call, carriers) || Uses.MemberOf(call) is not IMethodSymbol method)
            {
                continue;
            }

            var does = method.DeclaringSyntaxReferences.IsEmpty ? Of(call, seen) : Look(method, seen);
            if (does is null)
            {
                return null;
            }

            isAsked |= does.Value.Sends;
            if (does.Value.Waits && call is IInvocationOperation invocation)
            {
                if (!isAsked || !IsOutsideReceiveLoops(call))
                {
                    return null;
                }

                wait ??= invocation;
            }
        }

        return wait;
    }

    private static bool IsGiven(IOperation call, Carriers carriers) =>
        carriers.Carries(Uses.ReceiverOf(call)) || Uses.ArgumentsOf(call).Any(argument => carriers.Carries(argument.Value));

    private static (bool Sends, bool Waits)? Of(IOperation call, Seen seen)
    {
        var topics = Uses.MemberOf(call) is { } member ? seen.Types.TopicsOf(member) : Topics.None;
        return (topics.HasAny(Sends), topics.HasAny(Receiving.Reads) && topics.HasAny(Topics.BlocksOnNetwork) && !topics.HasAny(Topics.Datagram));
    }

    /// <summary>
    /// What a method of this compilation, and those that it calls, do with connections: whether they send, whether they block in a read.
    /// Null where something on the way names a time, reads for as long as the connection lives, or cannot be seen.
    /// </summary>
    private static (bool Sends, bool Waits)? Look(IMethodSymbol start, Seen seen)
    {
        var (sends, waits) = (false, false);
        var met = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var todo = new Queue<(IMethodSymbol Method, int Depth)>();
        foreach (var run in start.MethodKind == MethodKind.Constructor ? new[] { start.OriginalDefinition } : Failures.Of(seen.Compilation).ImplementationsOf(start, seen.Cancellation))
        {
            met.Add(run);
            todo.Enqueue((run, Depth));
        }

        if (todo.Count == 0)
        {
            return null;
        }

        while (todo.Count > 0)
        {
            seen.Cancellation.ThrowIfCancellationRequested();
            var (method, depth) = todo.Dequeue();
            if (met.Count > MostMethods)
            {
                return null;
            }

            if (seen.Sources.FunctionOf(method) is not { } function)
            {
                continue;
            }

            if (Sources.NamesIn(function.Syntax).Any(Evidence.SaysTimedRead))
            {
                return null;
            }

            var inside = seen.In(Body.Around(function));
            foreach (var call in Operations.BelowInFunction(function).OfType<IInvocationOperation>())
            {
                if (!call.TargetMethod.DeclaringSyntaxReferences.IsEmpty)
                {
                    var runs = Failures.Of(seen.Compilation).ImplementationsOf(call.TargetMethod, seen.Cancellation).ToList();
                    if (runs.Count == 0)
                    {
                        return null;
                    }

                    foreach (var run in runs.Where(run => depth > 0 && met.Add(run)))
                    {
                        todo.Enqueue((run, depth - 1));
                    }

                    continue;
                }

                if (Of(call, inside) is var (isSend, isWait) && (isSend || isWait) && Connections.Carries(Uses.ReceiverOf(call), inside))
                {
                    if (isWait && !IsOutsideReceiveLoops(call))
                    {
                        return null;
                    }

                    sends |= isSend;
                    waits |= isWait;
                }
            }
        }

        return (sends, waits);
    }

    private static bool IsOutsideReceiveLoops(IOperation call) => Loops.AllAround(call).All(loop => !Loops.IsEndless(loop) && !ReceiveLoops.EndsWithTheConnection(call, loop));
}
