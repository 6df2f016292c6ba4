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

    /// <summary>A work item or task of the pool that serves the connection by blocking reads, one after the other until it ends.</summary>
    public static bool IsHeldBy(Given given, Seen seen) =>
        given is { At: IInvocationOperation call, Function.IsAsync: false }
        && call.TargetMethod is { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" } or { Name: "Run", ContainingType.Name: "Task" } or { Name: "StartNew", ContainingType.Name: "TaskFactory" }
        && !OwnThread.IsStarted(call)
        && given.CodeIn(seen.Sources) is { } code
        && ReadsInLoop(code, Depth, seen);

    private static bool ReadsInLoop(IOperation code, int depth, Seen seen) =>
        Operations.BelowInFunction(code).OfType<IInvocationOperation>().Any(call =>
            Loops.AllAround(call).Any(loop => ReceiveLoops.EndsWithTheConnection(call, loop))
                ? Blocks(call, code, depth, seen)
                : depth > 0 && Callee(call, seen) is { } callee && ReadsInLoop(callee, depth - 1, seen));

    /// <summary>A blocking read, or a method of this compilation that makes one.</summary>
    private static bool Blocks(IInvocationOperation call, IOperation code, int depth, Seen seen)
    {
        var topics = seen.Types.TopicsOf(call.TargetMethod);
        if (topics.HasAny(Receiving.Reads))
        {
            return topics.HasAny(Topics.BlocksOnNetwork) && !topics.HasAny(Topics.Datagram)
                && seen.In(Body.Around(call)) is var inside
                && Connections.Carries(Uses.ReceiverOf(call), inside)
                && !EndOfStream.IsMadeOnlyWhenBytesWait(call, code, inside);
        }

        return depth > 0 && Callee(call, seen) is { } callee && Operations.BelowInFunction(callee).OfType<IInvocationOperation>().Any(inner => Blocks(inner, callee, depth - 1, seen));
    }

    private static IOperation? Callee(IInvocationOperation call, Seen seen) =>
        call.TargetMethod is { DeclaringSyntaxReferences.IsEmpty: false, IsAsync: false, IsVirtual: false, IsAbstract: false } method && !Awaiting.IsTask(method.ReturnType) ? seen.Sources.FunctionOf(method) : null;
}
