using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Calls that wait for something from the peer: a read of .NET's own, or a method of this project that reads.</summary>
internal sealed class Receives
{
    private const int Depth = 3;

    private static readonly ConditionalWeakTable<Compilation, Receives> Known = new();

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _methods = new(SymbolEqualityComparer.Default);

    /// <summary>The receives that one function makes itself, in source order.</summary>
    public static IEnumerable<IOperation> In(IOperation function, Seen seen) =>
        seen.Body.Uses.Where(use => ReferenceEquals(Body.FunctionOf(use), function) && IsOne(use, seen));

    /// <summary>Whether the call reads a connection, begins to, or is to a method of this compilation that does.</summary>
    public static bool IsOne(IOperation use, Seen seen) => Known.GetValue(seen.Compilation, _ => new Receives()).IsOne(use, seen, Depth);

    /// <summary>What is received stays in the socket's buffer, and will be received again.</summary>
    public static bool Peeks(IOperation receive) =>
        Uses.ArgumentsOf(receive).Any(argument =>
            Operations.Below(argument.Value).Any(value => value is IFieldReferenceOperation { Field: { Name: "Peek", ContainingType.Name: "SocketFlags" } }));

    private bool IsOne(IOperation use, Seen seen, int depth)
    {
        if (use is not IInvocationOperation { TargetMethod: var method } call)
        {
            return false;
        }

        var topics = seen.Types.TopicsOf(method);
        if (topics.HasAny(Receiving.Reads))
        {
            return !topics.HasAny(Topics.Datagram) && Connections.Carries(Uses.ReceiverOf(call), seen);
        }

        if (topics.HasAny(Topics.Begins | Topics.CompletesThroughArgs))
        {
            return (method.Name.StartsWith("BeginRe", StringComparison.Ordinal) || method.Name.StartsWith("Receive", StringComparison.Ordinal))
                && Connections.Carries(Uses.ReceiverOf(call), seen);
        }

        if (topics.HasAny(Topics.Asynchronous))
        {
            // Messages and pipes.
            return method.Name is "ReceiveAsync" or "ReadAsync" or "ReadAtLeastAsync" && !NetTypes.Is(method.ContainingType, seen.Types.Stream);
        }

        return topics == Topics.None && depth > 0 && IsOwnCode(method) && Reads(method.OriginalDefinition, seen, depth - 1);
    }

    private static bool IsOwnCode(IMethodSymbol method) => method is { IsAbstract: false, IsVirtual: false, DeclaringSyntaxReferences.Length: > 0 };

    private bool Reads(IMethodSymbol method, Seen seen, int depth)
    {
        if (_methods.TryGetValue(method, out var known))
        {
            return known;
        }

        seen.Cancellation.ThrowIfCancellationRequested();
        var reads = false;
        if (seen.Sources.FunctionOf(method) is { } function)
        {
            var inside = seen.In(Body.Around(function));
            reads = inside.Body.Uses.Any(use => ReferenceEquals(Body.FunctionOf(use), function) && IsOne(use, inside, depth));
        }

        // What was looked at with less depth says nothing about more.
        return reads || depth == Depth - 1 ? _methods.GetOrAdd(method, reads) : reads;
    }
}
