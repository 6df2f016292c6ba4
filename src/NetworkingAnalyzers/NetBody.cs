using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers;

/// <summary>A body and those of its calls that Knowledge has something to say about. Computed once, shared by all rules.</summary>
internal sealed class NetBody
{
    private static readonly ConditionalWeakTable<Body, NetBody> Known = new();

    private NetBody(Body body, ImmutableArray<(IOperation, Topics)> calls, Topics topics)
    {
        Body = body;
        Calls = calls;
        Topics = topics;
    }

    public Body Body { get; }

    /// <summary>In source order.</summary>
    public ImmutableArray<(IOperation Operation, Topics Topics)> Calls { get; }

    /// <summary>All topics that occur.</summary>
    public Topics Topics { get; }

    /// <summary>The shared model of a body.</summary>
    public static NetBody Of(Body body, NetTypes net) => Known.TryGetValue(body, out var known) ? known : Known.GetValue(body, b => Read(b, net));

    private static NetBody Read(Body body, NetTypes net)
    {
        List<(IOperation, Topics)>? calls = null;
        var all = Topics.None;
        foreach (var operation in body.Uses)
        {
            var topics = Uses.MemberOf(operation) is { } member ? net.TopicsOf(member) : Topics.None;
            if (topics != Topics.None)
            {
                (calls ??= new()).Add((operation, topics));
                all |= topics;
            }
        }

        return new NetBody(body, calls is null ? ImmutableArray<(IOperation, Topics)>.Empty : calls.ToImmutableArray(), all);
    }

    /// <summary>The calls with one of the topics, in source order.</summary>
    public IEnumerable<IOperation> CallsOf(Topics topics)
    {
        foreach (var (operation, callTopics) in Calls)
        {
            if (callTopics.HasAny(topics))
            {
                yield return operation;
            }
        }
    }
}
