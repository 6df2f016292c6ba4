using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>A call that holds its thread inside code that runs for every connection or request: soon no thread is left to answer.</summary>
public sealed class BlockingCallInHandler : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public BlockingCallInHandler()
        : base(
            "NWA6002",
            "A handler, a completion callback or an async function blocks its thread",
            "'{0}' holds its thread while it waits, in {1}; await an asynchronous call instead",
            "Handlers and callbacks of all connections share the few threads of the pool, which grows by about one or two a second. "
            + "As many blocked handlers as there are threads, and nothing else on the server is answered, timers and heartbeats included.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "a few slow clients keep the pool's threads and everybody waits";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Blocking.Any, Judge);
        on.BodiesWith(Topics.Asynchronous, JudgeWrappers);
    }

    private static void Judge(Call call)
    {
        // A nested accept is 4002's, work between two accepts 4001's. A datagram is taken by the network card's queue or dropped: nobody waits for a peer.
        if (call.Is(Topics.Accepts)
            || call.Member.Name == "SendTo"
            || !Blocking.Holds(call)
            || IsFlushedNext(call)
            || IsBetweenAccepts(call.Operation, call.Seen)
            || PlaceOf(call) is not { } place
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        call.Report(call.Name, place);
    }

    private static string? PlaceOf(Call call)
    {
        var function = Functions.Around(call.Operation);
        if (function is null || IsClosing(function) || IsMain(function, call.Seen))
        {
            return null;
        }

        if (Handlers.Around(call.Operation, call.Seen) is { } handler)
        {
            return handler.Kind switch
            {
                HandlerKind.Completion when IsSendOfOne(call, function) => null,
                HandlerKind.Connection or HandlerKind.Service when !function.IsAsync && (!IsFirstRead(call, handler) || IsToldAtTheAccept(handler, call)) => null,
                _ => handler.Name,
            };
        }

        return function.IsAsync && (WaitsForNetwork(call) || AwaitsNetwork(call.Operation, call.Seen)) ? NameOf(function) : null;
    }

    /// <summary>A reply of a few bytes goes into the kernel's buffer; a callback cannot await, and one peer's reply holds up that peer alone.</summary>
    private static bool IsSendOfOne(Call call, IMethodSymbol function) =>
        !function.IsAsync && call.Is(Topics.SendsBytes | Topics.WritesThroughWriter) && Loops.Around(call.Operation) is null;

    /// <summary>A line goes into the writer's buffer, and the flush in the next statement sends it: that one waits, and is told.</summary>
    private static bool IsFlushedNext(Call call) =>
        call.Is(Topics.WritesThroughWriter)
        && call.Member.Name is not ("Flush" or "FlushAsync")
        && Operations.Above<IExpressionStatementOperation>(call.Operation) is { Parent: IBlockOperation block } statement
        && block.Operations.IndexOf(statement) is var at && at + 1 < block.Operations.Length
        && SameConnection.RootOf(call.Receiver, call.Seen) is { } writer
        && Operations.BelowInFunction(block.Operations[at + 1]).Any(next =>
            next is IInvocationOperation { TargetMethod.Name: "Flush" or "FlushAsync" } flush && SymbolEqualityComparer.Default.Equals(writer, SameConnection.RootOf(Uses.ReceiverOf(flush), call.Seen)));

    /// <summary>
    /// A synchronous handler on a thread of the pool blocks in each of its calls, its helpers' included: the first read speaks for
    /// all of them in the type.
    /// </summary>
    private static bool IsFirstRead(Call call, Handler handler) =>
        ReferenceEquals(call.Operation, call.Seen.Net.CallsOf(Receiving.Reads).FirstOrDefault(read => InSameFunction(read, call.Operation)))
        && !(Evidence.TypeOf(call) is { } type && Evidence.CallsIn(type, call.Seen).Any(other =>
            other.Value.HasAny(Receiving.Reads)
            && other.Key.Syntax.SyntaxTree == call.Operation.Syntax.SyntaxTree && other.Key.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && Handlers.Around(other.Key, call.Seen) is { } same && same.Kind == handler.Kind && same.Name == handler.Name && !same.Function.IsAsync
            && Blocking.Holds(new Call(other.Key, other.Value, call.Seen.In(Body.Around(other.Key))))));

    /// <summary>That each connection holds a thread of the pool for as long as it lives is told where it is handed over: NWA4003.</summary>
    private static bool IsToldAtTheAccept(Handler handler, Call call) =>
        handler.Given is { } given
        && Body.Around(given.At) is var body
        && AcceptLoops.Of(call.Seen.Compilation).In(body, call.Seen.Cancellation).SelectMany(loop => loop.Given).Any(other => PoolThread.IsHeldBy(other, call.Seen.In(body)));

    /// <summary>The call itself asks the network: the function is on a network path, whatever it is for.</summary>
    private static bool WaitsForNetwork(Call call)
    {
        if (call.Is(Topics.WaitsForSignal))
        {
            // The handle of what BeginXxx returned.
            return call.Seen.Net.CallsOf(Topics.Begins).Any(begin => InSameFunction(begin, call.Operation))
                && call.Body.Uses.Any(use => use is IPropertyReferenceOperation { Property.Name: "AsyncWaitHandle" } && InSameFunction(use, call.Operation));
        }

        return call.Is(Blocking.OnNetwork & ~(Topics.SendsBytes | Topics.WritesThroughWriter))
            || (Blocking.WaitedFor(call) is { } task ? IsOfNetwork(task, call.Seen) : Blocking.AllWaitedFor(call).Any(one => Awaiting.IsSurelyPending(one, call.Body) && IsOfNetwork(one, call.Seen)));
    }

    /// <summary>The task of an operation on a connection, or of a request over HTTP.</summary>
    private static bool IsOfNetwork(IOperation task, Seen seen) => Origin.Of(task, seen.Sources).Any(origin =>
        Uses.MemberOf(origin) is { } member
        && ((seen.Types.TopicsOf(member).HasAny(Topics.Asynchronous) && Connections.Carries(Uses.ReceiverOf(origin), seen))
            || (origin is IInvocationOperation asked && Failures.Of(seen.Compilation).IsTalk(asked, seen))));

    /// <summary>What follows the <c>await</c> of a network operation is its completion callback.</summary>
    private static bool AwaitsNetwork(IOperation operation, Seen seen) => seen.Net.CallsOf(Topics.Asynchronous).Any(other =>
        InSameFunction(other, operation)
        && Operations.Above<IAwaitOperation>(other) is not null
        && (Connections.Carries(Uses.ReceiverOf(other), seen) || NetTypes.Is(Uses.ReceiverOf(other)?.Type, seen.Types.WebSocket)));

    private static void JudgeWrappers(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call
                && Blocking.HoldsInside(call, seen)
                && Functions.Around(call) is { IsAsync: true } function
                && !IsClosing(function) && !IsMain(function, seen)
                && !IsBetweenAccepts(call, seen)
                && (Handlers.Around(call, seen)?.Name ?? (AwaitsNetwork(call, seen) ? NameOf(function) : null)) is { } place
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(call), Uses.NameOf(call), place);
            }
        }
    }

    private static bool IsBetweenAccepts(IOperation operation, Seen seen) =>
        Loops.AllAround(operation).Any(loop => seen.Net.CallsOf(Topics.Accepts).Any(accept => Operations.Contains(loop, accept)));

    private static bool IsClosing(IMethodSymbol function) => function.Name is "Dispose" or "DisposeAsync" or "DisposeAsyncCore";

    private static bool IsMain(IMethodSymbol function, Seen seen) =>
        SymbolEqualityComparer.Default.Equals(function, seen.Compilation.GetEntryPoint(seen.Cancellation));

    private static bool InSameFunction(IOperation one, IOperation other) => ReferenceEquals(Body.FunctionOf(one), Body.FunctionOf(other));

    private static string NameOf(IMethodSymbol function) => function.Name.Length == 0 ? "an async lambda" : $"the async '{function.Name}'";
}
