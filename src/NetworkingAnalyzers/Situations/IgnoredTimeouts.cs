using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Calls that do not look at a timeout for blocking calls that is set on their connection.</summary>
internal static class IgnoredTimeouts
{
    /// <summary>Through how many methods of its type a connection is followed.</summary>
    private const int Hops = 2;

    private static readonly Topics Writes = Topics.SendsBytes | Topics.WritesThroughWriter;

    /// <summary>
    /// <c>udp.Client.ReceiveTimeout = 1000; var answer = await udp.ReceiveAsync();</c>: a lost datagram is never missed. A blocking receive in the type may be
    /// what the timeout is for, on whatever socket.
    /// </summary>
    public static IOperation? ByDatagrams(Call call, INamedTypeSymbol type, ISymbol holder)
    {
        IOperation? first = null;
        foreach (var pair in Evidence.CallsIn(type, call.Seen))
        {
            var (operation, topics) = (pair.Key, pair.Value);
            if (!topics.HasAny(Topics.TakesDatagram | Topics.ReceivesBytes | Topics.Begins) || operation is not IInvocationOperation receive || (topics.HasAny(Topics.Begins) && !BeginsIn(operation, reads: true)))
            {
                continue;
            }

            if (!topics.HasAny(Topics.Begins) && !Awaiting.IsTask(receive.Type))
            {
                return null;
            }

            var there = new Call(receive, topics | Topics.Asynchronous, call.Seen.In(Body.Around(receive)));
            if (Uses.ReceiverOf(receive) is { } socket && SymbolEqualityComparer.Default.Equals(BlockingTimeouts.HeldBy(socket), holder)
                && IsUnbounded(receive, there.Topics, call.Seen))
            {
                first = First(first, receive);
            }
        }

        return first;
    }

    /// <summary>
    /// An asynchronous call of the timeout's direction in the type. Where there are blocking ones too, these may be what the timeout
    /// is for, and the type means its reads to end: then an asynchronous one counts that nothing else ends.
    /// </summary>
    public static IOperation? By(Call call, bool isOfReads, INamedTypeSymbol type, ISymbol holder)
    {
        var reach = holder is IParameterSymbol parameter ? BodiesGiven(parameter, call, type) : null;
        var direction = isOfReads ? Receiving.Reads : Writes;
        var blocks = false;
        IOperation? first = null, unbounded = null;
        foreach (var pair in Evidence.CallsIn(type, call.Seen))
        {
            var (operation, topics) = (pair.Key, pair.Value);
            if (topics.HasAny(Topics.Begins) && BeginsIn(operation, isOfReads))
            {
                // With a wait for the result's handle it is a blocking call in two halves, and the wait has its own time.
                if (Connections.Carries(Uses.ReceiverOf(operation), call.Seen) && IsWithin(operation, reach))
                {
                    blocks |= call.Seen.Sources.NamesIn(type, "AsyncWaitHandle").Any(name => !OpeningWaits.IsHandle(name, Topics.Connects, call.Seen));
                    first = First(first, operation);
                }

                continue;
            }

            var isCopied = isOfReads && topics.HasAny(Topics.ReadsToEnd) && operation is IInvocationOperation { TargetMethod.Name: "CopyTo" or "CopyToAsync" } && Connections.Carries(Uses.ReceiverOf(operation), call.Seen);
            if (!topics.HasAny(direction) && !isCopied)
            {
                continue;
            }

            var isTask = isCopied && Awaiting.IsTask(operation.Type);
            blocks |= topics.HasAny(Topics.BlocksOnNetwork) || (isCopied && !isTask);
            if ((topics.HasAny(Topics.Asynchronous) || isTask) && Connections.Carries(Uses.ReceiverOf(operation), call.Seen) && IsWithin(operation, reach))
            {
                first = First(first, operation);
                if (IsAmidMessage(operation, topics) && IsUnbounded(operation, topics, call.Seen))
                {
                    unbounded = First(unbounded, operation);
                }
            }
        }

        return !blocks ? first : isOfReads ? unbounded : null;
    }

    /// <summary>A connection that is handed in is known here, and in the methods of the type that it is handed on to from here.</summary>
    private static List<SyntaxNode> BodiesGiven(IParameterSymbol parameter, Call call, INamedTypeSymbol type)
    {
        var reach = new List<SyntaxNode> { call.Body.Root.Syntax };
        foreach (var use in call.Body.Uses)
        {
            if (use is IInvocationOperation { TargetMethod: { } method } given
                && SymbolEqualityComparer.Default.Equals(method.ContainingType, type)
                && given.Arguments.Any(argument => SymbolEqualityComparer.Default.Equals(BlockingTimeouts.HeldBy(Uses.Plain(argument.Value)), parameter))
                && call.Seen.Sources.FunctionOf(method.OriginalDefinition) is { } function)
            {
                reach.Add(function.Syntax);
            }
        }

        return reach;
    }

    private static bool IsWithin(IOperation operation, List<SyntaxNode>? reach) =>
        reach is null || reach.Any(node => node.SyntaxTree == operation.Syntax.SyntaxTree && node.Span.Contains(operation.Syntax.Span));

    /// <summary><c>BeginReceive</c> and <c>BeginRead</c>, or <c>BeginSend</c> and <c>BeginWrite</c>.</summary>
    private static bool BeginsIn(IOperation begin, bool reads) => Uses.MemberOf(begin)?.Name is { } name && (reads ? name is "BeginReceive" or "BeginRead" : name is "BeginSend" or "BeginWrite");

    private static IOperation First(IOperation? one, IOperation other) => one is null || other.Syntax.SpanStart < one.Syntax.SpanStart ? other : one;

    private static bool IsAmidMessage(IOperation read, Topics topics) =>
        topics.HasAny(Topics.ReceivesExactly) || (Loops.Around(read) is { } loop && !ReceiveLoops.EndsWithTheConnection(read, loop));

    /// <summary>No token, no race, and no word of one in the members that it is called from.</summary>
    private static bool IsUnbounded(IOperation read, Topics topics, Seen seen)
    {
        var there = new Call(read, topics, seen.In(Body.Around(read)));
        return !Deadlines.HasToken(there)
            && Deadlines.IsWaitedFor(there)
            && there.Body.Owner is { } owner
            && !owner.DeclaringSyntaxReferences.Any(reference => Sources.NamesIn(reference.GetSyntax(seen.Cancellation)).Any(name => Evidence.SaysTimedWait(name) || Evidence.SaysBounded(name)))
            && !Evidence.IsNamedByCallers(owner, seen, Evidence.SaysBounded);
    }

    /// <summary>The connection goes where blocking calls may be made on it: returned, given to other types, seen from outside.</summary>
    public static bool Leaves(ISymbol holder, Call call) =>
        Leaves(holder is ILocalSymbol or IParameterSymbol ? call.Body.MentionsOf(holder) : call.Seen.Sources.MentionsOf(holder), call, Hops);

    private static bool Leaves(IReadOnlyList<IOperation> mentions, Call call, int hops)
    {
        foreach (var mention in Flow.Writes.ReadsAmong(mentions))
        {
            var value = mention;
            while (value.Parent is IInvocationOperation { TargetMethod.Name: "GetStream" } or IPropertyReferenceOperation { Property.Name: "Client" or "Socket" })
            {
                value = value.Parent;
            }

            var fate = Fate.Of(value);
            switch (fate.Kind)
            {
                case FateKind.Returned:
                    return true;
                case FateKind.Stored when fate.Into is IFieldSymbol { DeclaredAccessibility: not Accessibility.Private } or IPropertySymbol or null:
                    return true;
                case FateKind.Passed when fate.At is IArgumentOperation argument && (IsGivenAway(argument, call) || (hops > 0 && IsGivenOn(argument, call, hops - 1))):
                    return true;
            }
        }

        return false;
    }

    /// <summary>A method of the type gets it, and gives it to others.</summary>
    private static bool IsGivenOn(IArgumentOperation argument, Call call, int hops) =>
        argument is { Parameter: { } parameter, Parent: IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } }
        && call.Seen.Sources.BodyOf(method.OriginalDefinition) is { } body
        && Leaves(body.MentionsOf(method.OriginalDefinition.Parameters[parameter.Ordinal]), call, hops);

    /// <summary>Streams and readers of the framework keep it within the type; code of other types does not.</summary>
    private static bool IsGivenAway(IArgumentOperation argument, Call call)
    {
        var method = Uses.MemberOf(argument.Parent!) as IMethodSymbol;
        if (method is null)
        {
            return true;
        }

        // The state of BeginXxx comes to the callback.
        return method.DeclaringSyntaxReferences.IsEmpty
            ? !call.Net.TopicsOf(method).HasAny(Topics.Begins) && method.MethodKind != MethodKind.Constructor && method.ContainingType.Name is not ("Object" or "GC" or "Console")
            : !SymbolEqualityComparer.Default.Equals(method.ContainingType, Evidence.TypeOf(call));
    }
}
