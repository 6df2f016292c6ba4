using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A timeout is set on the listener, or only after the handshake, or given to a method that never looks at it: what it should bound has none.</summary>
public sealed class TimeoutSetTooLate : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public TimeoutSetTooLate()
        : base(
            "NWA3016",
            "A timeout is set where it bounds nothing",
            "'{0}' does not bound what it is for, as it is {1}; {2}",
            "A timeout on the listening socket bounds no Accept, and an accepted connection that is asked says that it has none. One that is set after the handshake does not bound the handshake, "
            + "in which a peer that says nothing keeps the thread for ever.")
    {
    }

    private static readonly Topics Waits = Topics.Connects | Receiving.Reads | Topics.TakesDatagram | Topics.Handshakes;

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.BlockingTimeout, Judge);
        on.BodiesWith(Waits, JudgeParameters);
    }

    /// <summary><c>void Connect(EndPoint peer, int timeout) => socket.Connect(peer);</c>: who calls it believes in the time.</summary>
    private static void JudgeParameters(Seen seen)
    {
        foreach (var timeout in UnreadTimeouts.Of(seen.Body, seen.Sources, seen.Cancellation))
        {
            if (!seen.Net.Calls.Any(call => IsWait(call.Operation, call.Topics, seen)) || TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                return;
            }

            seen.Report(timeout.Locations[0], timeout.Name, "never looked at", "give it to what waits here, or take it out of the signature");
        }
    }

    private static bool IsWait(IOperation call, Topics topics, Seen seen) =>
        topics.HasAny(Waits) && (!topics.HasAny(Receiving.Reads) || topics.HasAny(Topics.Datagram) || Connections.Carries(Uses.ReceiverOf(call), seen));

    private static void Judge(Call call)
    {
        if (BlockingTimeouts.SetBy(call.Operation) is null || call.Receiver is not { } connection || Evidence.TypeOf(call) is not { } type)
        {
            return;
        }

        if (BlockingTimeouts.IsListener(connection, type, call.Seen))
        {
            if (!BlockingTimeouts.IsConnectionToo(connection, type, call.Seen) && (BlockingTimeouts.IsOfReads(call.Member) || !IsSetOnConnectionsToo(call, type)))
            {
                call.Report(call.Name, "set on the listener, where it bounds no Accept and not surely the connections that come of it", "set it on each accepted connection");
            }
        }
        else if (BlockingTimeouts.IsOfReads(call.Member) && !IsTurnOfALoop(call) && HandshakeBefore(call, connection) is { } handshake && !IsTimedBefore(call, handshake, type))
        {
            call.Report(call.Name, $"set only after '{Uses.NameOf(handshake)}', which waits for ever for a silent peer", "set it before");
        }
    }

    /// <summary>Some milliseconds after which a loop turns to its other work: no handshake is to end by then.</summary>
    private static bool IsTurnOfALoop(Call call) =>
        call.Operation.Parent is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: > 0 and < 1000 } };

    /// <summary>
    /// The accepted connections get theirs: a timeout for sends on the listener is then without meaning, and harmless. One for reads
    /// is not: where the runtime does not wait again by itself, Accept fails with it.
    /// </summary>
    private static bool IsSetOnConnectionsToo(Call call, INamedTypeSymbol type) =>
        Evidence.CallsIn(type, call.Seen).Any(pair =>
            pair.Value.HasAny(Topics.BlockingTimeout)
            && Uses.MemberOf(pair.Key)!.Name == call.Member.Name
            && BlockingTimeouts.SetBy(pair.Key) is not null
            && Uses.ReceiverOf(pair.Key) is { } other && !BlockingTimeouts.IsListener(other, type, call.Seen));

    /// <summary>A blocking handshake of the same connection that comes before; an asynchronous one would not obey anyway.</summary>
    private static IOperation? HandshakeBefore(Call call, IOperation connection) =>
        call.Seen.Net.Calls
            .Where(other => other.Topics.HasAny(Topics.Handshakes) && other.Topics.HasAny(Topics.BlocksOnNetwork)
                && other.Operation.Syntax.SpanStart < call.Operation.Syntax.SpanStart
                && ReferenceEquals(Body.FunctionOf(other.Operation), Body.FunctionOf(call.Operation))
                && Uses.ReceiverOf(other.Operation) is { } stream && IsOneConnection(stream, connection, call.Seen))
            .Select(other => other.Operation)
            .FirstOrDefault(handshake => Paths.Around(handshake, call.Body, call.Seen.Cancellation) is { } paths
                && paths.Reaches(handshake, paths.Any(call.Operation.Parent!)) == Answer.Yes);

    private static bool IsOneConnection(IOperation stream, IOperation other, Seen seen) =>
        (SameConnection.RootOf(stream, seen, throughAll: true) is { } root && SymbolEqualityComparer.Default.Equals(root, SameConnection.RootOf(other, seen, throughAll: true)))
        || Origin.Of(stream, seen.Sources).Select(origin => origin.Syntax).Intersect(Origin.Of(other, seen.Sources).Select(origin => origin.Syntax)).Any();

    /// <summary>
    /// Another timeout for reads of this connection, which may have been set before the handshake, here or by the method that
    /// made the connection; or the connection is handed in, and nothing is known of it.
    /// </summary>
    private static bool IsTimedBefore(Call call, IOperation handshake, INamedTypeSymbol type)
    {
        var stream = Uses.ReceiverOf(handshake)!;
        return Evidence.CallsIn(type, call.Seen).Any(pair =>
                SetsReadTimeout(pair.Key, pair.Value)
                && !(Body.FunctionOf(pair.Key).Syntax == Body.FunctionOf(handshake).Syntax && pair.Key.Syntax.SpanStart > handshake.Syntax.SpanStart)
                && Uses.ReceiverOf(pair.Key) is { } other && IsOneConnection(stream, other, call.Seen.In(Body.Around(pair.Key))))
            || ClientConnections.Under(stream, call.Seen.Sources).Any(step => ComesWithTimeout(step, call.Seen));
    }

    /// <summary>The connection is handed in, or made by a method that sets a timeout: nothing is known, or it has one.</summary>
    private static bool ComesWithTimeout(IOperation step, Seen seen) => step switch
    {
        IParameterReferenceOperation => true,
        IObjectCreationOperation { Initializer.Initializers: var set } when set.OfType<ISimpleAssignmentOperation>().Any(assignment => Uses.MemberOf(assignment.Target) is { } member && BlockingTimeouts.IsOfReads(member)) => true,
        IInvocationOperation or IObjectCreationOperation => Body.Around(step) is var maker && maker.Root.Syntax != seen.Body.Root.Syntax && seen.In(maker).Net.Calls.Any(other => SetsReadTimeout(other.Operation, other.Topics)),
        _ => false,
    };

    private static bool SetsReadTimeout(IOperation property, Topics topics) =>
        topics.HasAny(Topics.BlockingTimeout) && BlockingTimeouts.IsOfReads(Uses.MemberOf(property)!) && BlockingTimeouts.SetBy(property) is not null;
}
