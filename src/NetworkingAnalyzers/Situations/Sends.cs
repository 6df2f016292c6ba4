using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Calls that give bytes to a connection and hear nothing back.</summary>
internal static class Sends
{
    private const int InnerCalls = 2;
    private const int MostCallers = 16;

    private static readonly Topics Writing = Topics.SendsBytes | Topics.WritesThroughWriter;
    private static readonly Topics Hearing = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.ReadsThroughReader | Topics.CompletesThroughArgs | Topics.WaitsForSignal | Topics.AsksAndWaits;

    /// <summary>A send of .NET's own, or of a small method of this project that does nothing but send.</summary>
    public static IEnumerable<IOperation> In(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call && (IsSend(call, seen) || IsOwnSend(call, seen)))
            {
                yield return call;
            }
        }
    }

    /// <summary>What is sent: the arguments without cancellation and flags.</summary>
    public static IEnumerable<IOperation> PayloadOf(IOperation send) =>
        Uses.ArgumentsOf(send)
            .Where(argument => argument.Parameter?.Type is not { Name: "CancellationToken" or "SocketFlags" or "WebSocketMessageType" })
            .Select(argument => argument.Value)
            .Where(value => !ReferenceEquals(Uses.Plain(value), Uses.ReceiverOf(send)));

    /// <summary>Whether from this operation on something may have come back from the peer: a read, a wait, an await of something else.</summary>
    public static bool MayHear(IOperation operation, IOperation send, Seen seen) => operation switch
    {
        IAwaitOperation await => !Holds(await.Operation, send) && (!IsMerePause(await.Operation, seen) || await.Operation is IInvocationOperation awaited && HearsInside(awaited, seen)),

        // send.Wait() waits for the send.
        IInvocationOperation { Instance: { } instance } call when Holds(instance, send) => false,
        IInvocationOperation call => Delivering.Hears(call.TargetMethod.Name) || seen.Types.TopicsOf(call.TargetMethod).HasAny(Hearing) || HearsInside(call, seen),
        _ => false,
    };

    /// <summary>A method of this project, whatever its name, that reads from a connection, itself or by one that it calls: <c>if (!Confirmed(socket)) break;</c>.</summary>
    public static bool HearsInside(IInvocationOperation call, Seen seen) => HearsInside(call.TargetMethod, seen, InnerCalls);

    private static bool HearsInside(IMethodSymbol method, Seen seen, int depth) =>
        !method.DeclaringSyntaxReferences.IsEmpty
        && seen.Sources.BodyOf(method) is { } body
        && (seen.In(body).Net.Topics.HasAny(Hearing)
            || (depth > 0 && body.Uses.OfType<IInvocationOperation>().Any(inner => Delivering.Hears(inner.TargetMethod.Name) || HearsInside(inner.TargetMethod, seen, depth - 1))));

    private static bool Holds(IOperation operation, IOperation send) => Operations.BelowInFunction(operation).Any(inner => ReferenceEquals(inner.Syntax, send.Syntax));

    private static bool IsSend(IInvocationOperation call, Seen seen)
    {
        var topics = seen.Types.TopicsOf(call.TargetMethod);
        return topics.HasAny(Writing) && !topics.HasAny(Topics.Datagram | Topics.Ends) && call.TargetMethod.Name is not ("Flush" or "FlushAsync")
                ? Connections.Carries(Uses.ReceiverOf(call), seen)
                : call.TargetMethod.Name == "SendAsync" && NetTypes.Is(call.TargetMethod.ContainingType, seen.Types.WebSocket);
    }

    private static bool IsOwnSend(IInvocationOperation call, Seen seen)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (!Delivering.MaySend(method.Name) || Delivering.Hears(method.Name)
            || method.IsAbstract || method.IsVirtual || method.IsOverride || method.DeclaringSyntaxReferences.IsEmpty
            || method.ReturnType.SpecialType is not SpecialType.System_Void && !Awaiting.IsTaskWithoutResult(method.ReturnType)
            || seen.Sources.BodyOf(method) is not { } body)
        {
            return false;
        }

        var inside = seen.In(body);
        return inside.Net.Topics != Topics.None
            && !inside.Net.Topics.HasAny(Hearing)
            && body.Uses.OfType<IInvocationOperation>().All(inner => !Delivering.Hears(inner.TargetMethod.Name))
            && body.Uses.OfType<IInvocationOperation>().Any(inner => IsSend(inner, inside));
    }

    /// <summary>Flushing, waiting a while and leaving a lock bring nothing from the peer; neither does another send.</summary>
    private static bool IsMerePause(IOperation awaited, Seen seen) =>
        awaited is IInvocationOperation call
        && (call.TargetMethod.Name == "ConfigureAwait" && call.Instance is { } inner
            ? IsMerePause(inner, seen)
            : seen.Types.TopicsOf(call.TargetMethod).HasAny(Writing)
                || call.TargetMethod is { Name: "Delay" or "Yield", ContainingType.Name: "Task" } or { Name: "FlushAsync" }
                || Delivering.TakesOut(call.TargetMethod) || Delivering.SettlesWithBroker(call.TargetMethod) || Delivering.MarksArrived(call.TargetMethod.Name));

    /// <summary>The variable of a <c>foreach</c>, here or where the method is called from.</summary>
    public static bool IsOneOfMany(ISymbol symbol, Seen seen) => symbol switch
    {
        ILocalSymbol local => seen.Body.AllLoops.Any(loop => loop is IForEachLoopOperation && loop.Locals.Contains(local)),
        IParameterSymbol { ContainingSymbol: IMethodSymbol method, Ordinal: var place } => seen.Sources.CallsOf(method, seen.Cancellation).OfType<IInvocationOperation>().Take(MostCallers).Any(call =>
            call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == place) is { Value: var given }
            && Uses.Plain(given) is ILocalReferenceOperation { Local: var one }
            && Loops.AllAround(call).Any(loop => loop is IForEachLoopOperation && loop.Locals.Contains(one))),
        _ => false,
    };
}
