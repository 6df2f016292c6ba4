using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Is a thread of the pool held for as long as a connection lives? The pool has about as many as there are processors, and all share them.</summary>
internal static class PoolThread
{
    private const int Depth = 3;

    private static readonly ImmutableHashSet<ISymbol> NoParameters = ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default);

    /// <summary>A work item or task of the pool that serves the connection by blocking reads, one after the other until it ends.</summary>
    public static bool IsHeldBy(Given given, Seen seen) =>
        given is { At: IInvocationOperation call, Function.IsAsync: false }
        && call.TargetMethod is { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" } or { Name: "Run", ContainingType.Name: "Task" } or { Name: "StartNew", ContainingType.Name: "TaskFactory" }
        && !OwnThread.IsStarted(call)
        && given.CodeIn(seen.Sources) is { } code
        && ReadsInLoop(code, Depth, NoParameters, seen);

    private static bool ReadsInLoop(IOperation code, int depth, ImmutableHashSet<ISymbol> known, Seen seen) =>
        Operations.BelowInFunction(code).OfType<IInvocationOperation>().Any(call =>
            Loops.AllAround(call).Any(loop => ReceiveLoops.EndsWithTheConnection(call, loop))
                ? Blocks(call, code, depth, known, seen)
                : depth > 0 && Callee(call, seen) is { } callee && ReadsInLoop(callee, depth - 1, KnownIn(call, known, seen), seen));

    /// <summary>A blocking read, or a method of this compilation that makes one.</summary>
    private static bool Blocks(IInvocationOperation call, IOperation code, int depth, ImmutableHashSet<ISymbol> known, Seen seen)
    {
        var topics = seen.Types.TopicsOf(call.TargetMethod);
        if (topics.HasAny(Receiving.Reads))
        {
            return topics.HasAny(Topics.BlocksOnNetwork) && !topics.HasAny(Topics.Datagram)
                && Uses.ReceiverOf(call) is { } receiver
                && seen.In(Body.Around(call)) is var inside
                && IsConnection(receiver, known, inside)
                && !EndOfStream.IsMadeOnlyWhenBytesWait(call, code, inside);
        }

        return depth > 0 && Callee(call, seen) is { } callee
            && KnownIn(call, known, seen) is var given
            && Operations.BelowInFunction(callee).OfType<IInvocationOperation>().Any(inner => Blocks(inner, callee, depth - 1, given, seen));
    }

    /// <summary>The parameters of the called method that this call gives a connection for.</summary>
    private static ImmutableHashSet<ISymbol> KnownIn(IInvocationOperation call, ImmutableHashSet<ISymbol> known, Seen seen) =>
        call.Arguments
            .Where(argument => argument.Parameter is not null && IsConnection(argument.Value, known, seen.In(Body.Around(call))))
            .Aggregate(NoParameters, (set, argument) => set.Add(argument.Parameter!.OriginalDefinition));

    private static bool IsConnection(IOperation value, ImmutableHashSet<ISymbol> known, Seen seen) =>
        (Uses.Plain(value) is IParameterReferenceOperation parameter && known.Contains(parameter.Parameter.OriginalDefinition)) || Connections.Carries(value, seen);

    private static IOperation? Callee(IInvocationOperation call, Seen seen) =>
        call.TargetMethod is { DeclaringSyntaxReferences.IsEmpty: false, IsAsync: false, IsVirtual: false, IsAbstract: false } method && !Awaiting.IsTask(method.ReturnType) ? seen.Sources.FunctionOf(method) : null;
}
