using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Who takes turns at writing to a connection. A type that holds a lock, or waits for a semaphore, around one of its writes says by
/// that that its writes may come from several threads at once.
/// </summary>
internal static class WriteTurns
{
    private const int Depth = 3;
    private const int MostCallers = 16;

    private static readonly ConditionalWeakTable<INamedTypeSymbol, Dictionary<ISymbol, ISymbol>> Known = new();

    private static readonly Topics Writing = Topics.SendsBytes | Topics.WritesThroughWriter | Topics.SendsMessage;

    /// <summary>Whether a call writes to a connection: no datagram, no <c>EndXxx</c>, no flush.</summary>
    public static bool IsWrite(IOperation call, Topics topics) =>
        (topics.HasAny(Writing) || (topics.HasAny(Topics.FlushesPipe) && IsOutput(Uses.ReceiverOf(call)))) && !topics.HasAny(Topics.Datagram | Topics.Ends)
        && call is IInvocationOperation { TargetMethod.Name: not ("Flush" or "FlushAsync") };

    /// <summary><c>connection.Transport.Output</c>: a pipe whose other end is a connection.</summary>
    private static bool IsOutput(IOperation? receiver) =>
        receiver is not null && Uses.Plain(receiver) is IPropertyReferenceOperation { Property: { Name: "Output", ContainingType.Name: "IDuplexPipe" } };

    /// <summary>
    /// What the type's other writes to the same connection take turns by, where this write can be reached without it. Null where
    /// they take none, where this one may, and where it runs before or after the connection is shared.
    /// </summary>
    /// <param name="write">A write to a connection.</param>
    /// <param name="seen">The body around.</param>
    public static ISymbol? PassedBy(IInvocationOperation write, Seen seen)
    {
        if (Functions.Around(write) is not { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method
            || IsAlone(method)
            || KeyOf(write, seen) is not { } key
            || GuardIn(method.ContainingType, key, seen) is not { } guard
            || MayTakeTurn(Body.FunctionOf(write))
            || Writes.Among(seen.Body.MentionsOf(key)).Any()
            || seen.Net.Topics.HasAny(Topics.Connects | Topics.Handshakes))
        {
            return null;
        }

        return IsReachedFreely(method, seen, Depth) ? guard : null;
    }

    /// <summary>A TLS stream, a writer over a connection, a WebSocket. Plain sockets put asynchronous writes one behind the other themselves.</summary>
    public static bool BearsOneWrite(IOperation receiver, Seen seen)
    {
        var type = Uses.Plain(receiver).Type;
        return NetTypes.Is(type, seen.Types.WebSocket) || IsProtected(type, seen)
            || (NetTypes.Is(type, seen.Types.StreamWriter) && Connections.Carries(receiver, seen))
            || (NetTypes.Is(type, seen.Types.Stream) && !NetTypes.Is(type, seen.Types.NetworkStream) && Origin.Of(receiver, seen.Sources).Any(origin => IsProtected(origin.Type, seen)));
    }

    private static bool IsProtected(ITypeSymbol? type, Seen seen) => NetTypes.Is(type, seen.Types.SslStream) || NetTypes.Is(type, seen.Types.NegotiateStream);

    /// <summary>What the type, or one that it derives from, takes turns by.</summary>
    private static ISymbol? GuardIn(INamedTypeSymbol type, ISymbol key, Seen seen)
    {
        for (var up = type; up is { DeclaringSyntaxReferences.IsEmpty: false }; up = up.BaseType)
        {
            if (TurnsIn(up.OriginalDefinition, seen).TryGetValue(key, out var guard))
            {
                return guard;
            }
        }

        return null;
    }

    /// <summary>For each connection (the member that holds it; its type where it is handed in) what the writes of the type take turns by.</summary>
    private static Dictionary<ISymbol, ISymbol> TurnsIn(INamedTypeSymbol type, Seen seen) => Known.GetValue(type, t =>
    {
        var turns = new Dictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default);

        // What goes through a queue is written by whoever empties it: one writer needs no turns.
        if (seen.Sources.NamesIn(t).Any(name => name is "Channel" or "BlockingCollection" or "ConcurrentQueue" or "ActionBlock" or "Queue"))
        {
            return turns;
        }

        var writes = Evidence.CallsIn(t, seen).Where(call => IsWrite(call.Key, call.Value)).Select(call => (IInvocationOperation)call.Key);
        foreach (var function in writes.GroupBy(Body.FunctionOf))
        {
            // Whole functions are asked once: one may write a thousand times.
            var guards = Operations.BelowInFunction(function.Key).Where(operation => operation is ILockOperation || IsSemaphoreWait(operation)).ToList();
            if (guards.Count == 0 || Functions.SymbolOf(function.Key) is not { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method
                // One that ends the connection and waits for its turn to write says that others may be writing; a lock there may be about its state.
                || (IsAlone(method) && !guards.Any(IsSemaphoreWait)))
            {
                continue;
            }

            var inside = seen.In(Body.Around(function.Key));
            foreach (var write in function)
            {
                if (KeyOf(write, inside) is { } key && GuardOf(write, key, guards, inside) is { } guard)
                {
                    turns[key] = guard;
                }
            }
        }

        return turns;
    });

    /// <summary>The field or property that holds the connection, in this object or another; its type where it is a local or a parameter.</summary>
    private static ISymbol? KeyOf(IInvocationOperation write, Seen seen)
    {
        if (Uses.ReceiverOf(write) is not { } receiver || !IsConnection(write, receiver, seen))
        {
            return null;
        }

        var root = SameConnection.RootOf(receiver, seen, throughAll: true) ?? Makings.SymbolOf(Uses.Plain(receiver));
        return root is ILocalSymbol or IParameterSymbol ? Makings.TypeOf(root) : root;
    }

    private static bool IsConnection(IInvocationOperation write, IOperation receiver, Seen seen) =>
        seen.Types.TopicsOf(write.TargetMethod).HasAny(Topics.SendsMessage) || IsOutput(receiver) || Connections.Carries(receiver, seen);

    /// <summary>
    /// The lock around the write, or the semaphore that is waited for before it. One that a connection is handed in with must be
    /// that connection's own: its member, or found by it.
    /// </summary>
    private static ISymbol? GuardOf(IInvocationOperation write, ISymbol key, List<IOperation> guards, Seen seen)
    {
        var guard = Operations.Above<ILockOperation>(write) is { } @lock
            ? @lock.LockedValue
            : guards.OfType<IInvocationOperation>().FirstOrDefault(wait => wait.Syntax.SpanStart < write.Syntax.SpanStart)?.Instance;
        if (guard is null || IsCollection(guard.Type))
        {
            return null;
        }

        guard = Uses.Plain(guard);
        if (guard is ILocalReferenceOperation { Local: var local } && Writes.Among(seen.Body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } value)
        {
            guard = Uses.Plain(value);
        }

        return guard switch
        {
            IInvocationOperation { Arguments.Length: > 0 } found => found.TargetMethod,
            IFieldReferenceOperation or IPropertyReferenceOperation when key is not ITypeSymbol => Makings.SymbolOf(guard),
            _ => null,
        };
    }

    private static bool IsSemaphoreWait(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitAsync", ContainingType.Name: "SemaphoreSlim" } };

    /// <summary>A lock over a list of connections keeps the list whole.</summary>
    private static bool IsCollection(ITypeSymbol? type) => type is IArrayTypeSymbol || type?.AllInterfaces.Any(face => face.Name == "IEnumerable") == true;

    /// <summary>Anything that may be a lock, by its kind or by its name.</summary>
    public static bool MayTakeTurn(IOperation function) =>
        Operations.Below(function).Any(operation => operation is ILockOperation or IAnonymousFunctionOperation or ILocalFunctionOperation
            || operation is IInvocationOperation call && SaysTurn(call.TargetMethod.Name) && call.TargetMethod is not { Name: "WaitForNextTickAsync", ContainingType.Name: "PeriodicTimer" });

    private static bool SaysTurn(string name) =>
        name.StartsWith("Wait", System.StringComparison.Ordinal) || name.StartsWith("Enter", System.StringComparison.Ordinal) || name.StartsWith("TryEnter", System.StringComparison.Ordinal)
        || name.StartsWith("Acquire", System.StringComparison.Ordinal) || name.IndexOf("Lock", System.StringComparison.Ordinal) >= 0 || name.StartsWith("CompareExchange", System.StringComparison.Ordinal)
        || name.StartsWith("Invoke", System.StringComparison.Ordinal) || name.StartsWith("Post", System.StringComparison.Ordinal);

    /// <summary>Runs while nobody else has the connection yet, or any more.</summary>
    private static bool IsAlone(IMethodSymbol method) => Delivering.OpensOrEnds(method.Name);

    /// <summary>From outside, or through methods none of which may take the turn for it.</summary>
    private static bool IsReachedFreely(IMethodSymbol method, Seen seen, int depth)
    {
        var free = method.DeclaredAccessibility != Accessibility.Private || method.ExplicitInterfaceImplementations.Length > 0;
        foreach (var mention in seen.Sources.ReferencesTo(method, seen.Cancellation).Take(MostCallers))
        {
            if (mention is not IInvocationOperation || Functions.Around(mention) is not { } caller
                || SymbolEqualityComparer.Default.Equals(caller.ContainingType, method.ContainingType) && MayTakeTurn(Body.FunctionOf(mention)))
            {
                return false;
            }

            // What a constructor starts and leaves running runs beside everything that comes later.
            free |= caller.MethodKind == MethodKind.Constructor && Pending.IsLeft(mention, Body.Around(mention));
            if (!free && depth > 0 && caller.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation && !IsAlone(caller))
            {
                free = IsReachedFreely(caller, seen, depth - 1);
            }
        }

        return free;
    }
}
