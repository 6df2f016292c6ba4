using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>An accepted connection is served, or waited for, before the next one is accepted.</summary>
public sealed class HandlerInAcceptLoop : NetworkingRule
{
    private const int Depth = 2;

    /// <summary>What waits for the peer: reads, handshakes. A send waits for a slow one only when its buffers are full.</summary>
    /// <summary>A delegate by the name that it has here.</summary>
    private static string NameOf(IOperation work) =>
        work is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } && Uses.ReceiverOf(work) is { } held && Makings.SymbolOf(held) is { } symbol ? symbol.Name : Uses.NameOf(work);

    private static readonly Topics WaitsForPeer = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.ReadsThroughReader | Topics.ReadsLine | Topics.ReadsOneByte | Topics.Handshakes;

    /// <summary>Describes the rule.</summary>
    public HandlerInAcceptLoop()
        : base(
            "NWA4001",
            "A connection is served in the accept loop",
            "'{0}' runs between two accepts, and as long as it lasts nobody else gets in; hand the connection over and accept the next one",
            "While one client is served, or does not say anything, the others wait in the kernel's queue; when that is full they are dropped. One client that connects "
            + "and stays silent stops the server for all.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "one slow client keeps everybody else out";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesWith(Topics.Accepts | Topics.HoldsAccepted, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            if (WorkIn(loop, seen) is { } work
                && !RunsSeveralTimes(loop, seen)
                && !(seen.Body.Owner?.ContainingType is { } type && (Evidence.IsForUnixSockets(type, seen) || Evidence.IsSimulator(type, seen)))
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(work), NameOf(work));
            }
        }
    }

    /// <summary>The first work between two accepts: one report for a loop.</summary>
    private static IOperation? WorkIn(AcceptLoop loop, Seen seen)
    {
        foreach (var operation in Operations.BelowInFunction(loop.Function))
        {
            if (operation switch { IInvocationOperation call => IsWork(call, loop, seen), IObjectCreationOperation creation => Serves(creation, loop, seen), _ => false }
                && loop.IsBetweenAccepts(operation))
            {
                return operation;
            }
        }

        return null;
    }

    private static bool IsWork(IInvocationOperation call, AcceptLoop loop, Seen seen)
    {
        var topics = seen.Types.TopicsOf(call.TargetMethod);
        if (topics.HasAny(WaitsForPeer))
        {
            return !topics.HasAny(Topics.Begins | Topics.Ends)
                && loop.Connection.Carries(Uses.ReceiverOf(call))
                && (!topics.HasAny(Topics.Asynchronous) || Waiting.For(call) is not null)
                && !LooksFirst(loop, seen);
        }

        if (IsPause(call, topics))
        {
            return !IsInCatch(call, loop) && !IsWhileNobodyComes(call, loop, seen);
        }

        return loop.Given.FirstOrDefault(given => ReferenceEquals(given.At, call)) is { As: GivenAs.Called or GivenAs.Awaited, Function: { } function }
            && (ServesPeer(function, Depth, seen) || (seen.Sources.FunctionOf(function) is null && IsClosedBehind(call, loop)));

        bool IsAccepted(IOperation operation) => operation is IVariableDeclaratorOperation { Symbol: var local } ? loop.Connection.Variables.Contains(local, SymbolEqualityComparer.Default) : operation is ILocalReferenceOperation && loop.Connection.Carries(operation);

        // using var client = listener.Accept(); await OnClientAsync(client): what an abstract method does with it is not seen, but when
        // it comes back the connection is closed, so all that is done with it is done there.
        bool IsClosedBehind(IInvocationOperation handler, AcceptLoop accepts) =>
            Waiting.For(handler) is IAwaitOperation
            && accepts.Loop is { } around
            && Operations.BelowInFunction(around).Any(operation => operation switch
            {
                IUsingDeclarationOperation { Parent: { } block } declaration => Operations.Contains(block, handler) && Operations.BelowInFunction(declaration).Any(IsAccepted),
                IUsingOperation statement => Operations.Contains(statement.Body, handler) && Operations.BelowInFunction(statement.Resources).Any(IsAccepted),
                _ => false,
            });
    }

    /// <summary><c>new Client(listener.AcceptTcpClient())</c>, whose constructor asks the peer for its name.</summary>
    private static bool Serves(IObjectCreationOperation creation, AcceptLoop loop, Seen seen) =>
        loop.Given.FirstOrDefault(given => ReferenceEquals(given.At, creation)) is { As: GivenAs.Called, Function: { } constructor } && ServesPeer(constructor, Depth, seen);

    /// <summary><c>Thread.Sleep(1000)</c>, <c>await Task.Delay(1000)</c>: a moment of some milliseconds is a scheduler's matter.</summary>
    private static bool IsPause(IInvocationOperation call, Topics topics) =>
        call.TargetMethod is { Name: "Sleep", ContainingType.Name: "Thread" } && topics.HasAny(Topics.BlocksThread)
            || (call.TargetMethod is { Name: "Delay", ContainingType.Name: "Task" } && Waiting.For(call) is not null)
        ? call.Arguments.Length > 0 && call.Arguments[0].Value.ConstantValue is not { HasValue: true, Value: int and < 50 }
        : false;

    /// <summary>A pause after an error is what such a loop needs.</summary>
    private static bool IsInCatch(IOperation pause, AcceptLoop loop)
    {
        for (var up = pause.Parent; up is not null && !ReferenceEquals(up, loop.Function); up = up.Parent)
        {
            if (up is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>if (!listener.Pending()) { Thread.Sleep(100); continue; }</c>, and a wait for room among those that are served.</summary>
    private static bool IsWhileNobodyComes(IOperation pause, AcceptLoop loop, Seen seen)
    {
        for (var up = pause.Parent; up is not null && !ReferenceEquals(up, loop.Function); up = up.Parent)
        {
            if (up is IConditionalOperation { Type: null } || (up is ILoopOperation inner && !ReferenceEquals(inner, loop.Loop) && !Operations.Contains(inner, loop.Accept)))
            {
                return true;
            }
        }

        return LooksFirst(loop, seen);
    }

    /// <summary>The loop polls: <c>Pending</c>, <c>Available</c>, <c>DataAvailable</c>. It waits for nobody in particular; that it polls is another sin.</summary>
    private static bool LooksFirst(AcceptLoop loop, Seen seen) =>
        seen.Net.CallsOf(Topics.AvoidsWaiting).Any(look => Operations.Contains(loop.Function, look))
        || Operations.BelowInFunction(loop.Function).Any(operation => operation is IInvocationOperation { TargetMethod: { Name: "Pending", ContainingType.Name: "TcpListener" } });

    /// <summary>The function, or one that it calls and waits for, waits for the peer.</summary>
    private static bool ServesPeer(IMethodSymbol method, int depth, Seen seen)
    {
        if (seen.Sources.FunctionOf(method) is not { } function)
        {
            return false;
        }

        var inside = seen.In(Body.Around(function));
        foreach (var operation in Operations.BelowInFunction(function))
        {
            if (operation is IInvocationOperation call)
            {
                var topics = seen.Types.TopicsOf(call.TargetMethod);
                if (topics.HasAny(WaitsForPeer) && !topics.HasAny(Topics.Begins | Topics.Ends)
                    && (Connections.Carries(Uses.ReceiverOf(call), inside) || topics.HasAny(Topics.Handshakes))
                    && (!topics.HasAny(Topics.Asynchronous) || Waiting.For(call) is not null)
                    && !EndOfStream.IsMadeOnlyWhenBytesWait(call, function, inside))
                {
                    return true;
                }

                if (depth > 0 && !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
                    && !SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition)
                    && (!(call.TargetMethod.IsAsync || Awaiting.IsTask(call.TargetMethod.ReturnType)) || Waiting.For(call) is not null)
                    && ServesPeer(call.TargetMethod.OriginalDefinition, depth - 1, seen))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Several of these loops run side by side: as many clients are served at once.</summary>
    private static bool RunsSeveralTimes(AcceptLoop loop, Seen seen) =>
        Loops.AllAround(loop.Function).Any()
        || (Functions.SymbolOf(loop.Function) is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } function
            && seen.Sources.ReferencesTo(function, seen.Cancellation).Any(mention =>
                Loops.AllAround(Operations.Above<IAnonymousFunctionOperation>(mention) is { } lambda ? lambda : mention).Any()
                || Operations.Above<IInvocationOperation>(mention) is { TargetMethod.ContainingType.Name: "Enumerable" }));
}
