using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Sends to each connection of a collection, run by the handler of each connection: two of them write to one connection at the same time.</summary>
internal static class OverlappingBroadcasts
{
    private const int MostCallers = 16;

    /// <summary>
    /// <c>foreach (var peer in _peers) peer.Stream.Write(..)</c>, <c>Task.WhenAll(_peers.Select(peer => peer.SendAsync(..)))</c>, and nothing keeps two of them apart. The
    /// name of the collection; null where that is not so.
    /// </summary>
    public static string? PeersOf(Call call, IOperation receiver)
    {
        if (WalkAround(call.Operation) is not var (collection, each, at)
            || CollectionIn(collection) is not { } peers
            || !each.Any(Makings.Of(receiver, call.Body).Contains)
            || !IsMessageWrite(call, receiver)
            || Functions.Around(at) is not { MethodKind: MethodKind.Ordinary or MethodKind.AnonymousFunction } method
            || Operations.Above<ILockOperation>(at) is not null
            || IsKeptApart(call, method)
            || !RunsForEachConnection(at, method, call.Seen))
        {
            return null;
        }

        return peers.Name;
    }

    /// <summary>Somebody who takes turns, or one who writes for all, by name in the type.</summary>
    public static bool HasGuard(INamedTypeSymbol type, Seen seen) =>
        seen.Sources.NamesIn(type).Any(name => name is "SemaphoreSlim" or "Semaphore" or "Mutex" or "Monitor" or "Channel" or "BlockingCollection" or "ConcurrentQueue" or "ActionBlock" or "ReaderWriterLockSlim" or "SpinLock" or "AsyncLock" or "SynchronizationContext" or "Dispatcher" or "Synchronized" or "MethodImpl");

    /// <summary>What is walked, what each of its items is called, and where the walk stands.</summary>
    private static (IOperation Collection, IEnumerable<ISymbol> Each, IOperation At)? WalkAround(IOperation write) =>
        Loops.Around(write) is IForEachLoopOperation each ? (each.Collection, each.Locals, write)
        : Joined.Around(write) is not null && Body.FunctionOf(write) is IAnonymousFunctionOperation lambda && Joined.SelectAround(lambda) is { } select ? (select.Arguments[0].Value, lambda.Symbol.Parameters, select)
        : null;

    private static bool IsMessageWrite(Call call, IOperation receiver) =>
        call.Is(Topics.SendsMessage) || (call.Is(Topics.SendsBytes | Topics.WritesThroughWriter) && call.Member.Name is not ("Flush" or "FlushAsync") && Connections.Carries(receiver, call.Seen));

    /// <summary>The field, or property, that is walked, perhaps through <c>Where</c>, <c>Values</c> or <c>ToList</c>.</summary>
    private static ISymbol? CollectionIn(IOperation walked) =>
        Operations.Below(walked)
            .Where(operation => operation is IFieldReferenceOperation { Field.IsConst: false } or IPropertyReferenceOperation { Property.DeclaringSyntaxReferences.IsEmpty: false })
            .Where(operation => operation.Type is IArrayTypeSymbol or INamedTypeSymbol { TypeArguments.Length: > 0 })
            .Select(Makings.SymbolOf)
            .FirstOrDefault();

    /// <summary>A lock, a semaphore, a queue: in the method, or by name in its type and in the type of what is walked.</summary>
    private static bool IsKeptApart(Call call, IMethodSymbol method) =>
        Operations.Above<ILockOperation>(call.Operation) is not null
        || HasGuard(method.ContainingType, call.Seen)
        || (call.Operation is IInvocationOperation && Operations.Below(call.Operation).Select(operation => operation.Type).OfType<INamedTypeSymbol>().Any(type => !type.DeclaringSyntaxReferences.IsEmpty && HasGuard(type, call.Seen)));

    /// <summary>The method, or one that calls it, is what an accept loop gives each connection to, or a request handler.</summary>
    private static bool RunsForEachConnection(IOperation walk, IMethodSymbol method, Seen seen) =>
        IsHandler(method, walk, seen)
        || (method.MethodKind == MethodKind.Ordinary && seen.Sources.CallsOf(method, seen.Cancellation).Take(MostCallers).Any(caller =>
            Operations.Above<ILockOperation>(caller) is null && Functions.Around(caller) is { } around && IsHandler(around, caller, seen)));

    private static bool IsHandler(IMethodSymbol method, IOperation inside, Seen seen) =>
        (method.MethodKind != MethodKind.AnonymousFunction && AcceptLoops.Of(seen.Compilation).GivenTo(method, seen.Cancellation) is { As: GivenAs.HandedOver })
        || Handlers.Around(inside, seen) is not null;
}
