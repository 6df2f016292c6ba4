using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A connection is read for as long as it lives, and nothing would notice that its peer has vanished.</summary>
public sealed class SilentPeerUnnoticed : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public SilentPeerUnnoticed()
        : base(
            "NWA3001",
            "A vanished peer goes unnoticed",
            "'{0}' {1}; switch keep-alive on with times, or give each read a deadline",
            "A peer that loses power or network sends nothing, not even an end: the read waits for ever, netstat shows ESTABLISHED, and the connection with all it holds is never given back. "
            + "Keep-alive is off by default.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "connections that fall silent add up, each with its memory";

    private protected override void Watch(Watch on, NetTypes net) =>
        on.BodiesWith(Receiving.Reads | Lifelines.Sources, Judge);

    /// <summary>One report for a body: what mends one read mends the connection.</summary>
    private static void Judge(Seen seen)
    {
        if (TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            return;
        }

        var sources = 0;
        foreach (var (read, topics) in seen.Net.Calls)
        {
            if (topics.HasAny(Lifelines.Sources) && sources++ < Lifelines.MostSources && new Call(read, topics, seen) is var source && Lifelines.IsUnwatched(source)
                && !(Evidence.TypeOf(source) is { } opener && (Evidence.IsNamed(opener, seen, Settings.WatchNames) || Evidence.IsForThisMachine(opener, seen))))
            {
                source.Report(source.Name, "gives a connection on which a peer that vanishes without a word is never noticed");
                return;
            }

            if (topics.HasAny(Receiving.Reads) && !topics.HasAny(Topics.Datagram))
            {
                var call = new Call(read, topics, seen);
                if ((topics.HasAny(Topics.Ends)
                        ? ReceiveLoops.StartsAgain(read, seen)
                        : Loops.AllAround(read).Any(loop => ReceiveLoops.EndsWithTheConnection(read, loop) && !ReadsAReply(read, loop, seen) && !SameConnection.IsAnotherEachRound(call.Receiver, loop, seen)))
                    && !EndOfStream.IsMadeOnlyWhenBytesWait(read, Body.FunctionOf(read), seen)
                    && Connections.Carries(call.Receiver, seen)
                    && !IsHandedInAsAny(call)
                    && !IsLentToHelper(call)
                    && Evidence.TypeOf(call) is { } type && !Deadlines.OutlastOpening(type, seen, Evidence.SaysWatched, anywhere: true) && !Evidence.IsNamed(type, seen, Settings.WatchNames)
                    && !Evidence.IsForThisMachine(type, seen) && !ClientConnections.IsOverNear(call.Receiver!, seen)
                    && !Lifelines.IsWatchedThroughInterface(type, seen)
                    && !Lifelines.IsToldAtItsSource(type, seen))
                {
                    call.Report(call.Name, "waits for ever when the peer vanishes without a word");
                    return;
                }
            }
        }
    }

    /// <summary>A class or helper around any stream reads what it is asked for: how long the connection lives is its owner's matter.</summary>
    private static bool IsHandedInAsAny(Call call) =>
        ClientConnections.Under(call.Receiver!, call.Seen.Sources)
            .SelectMany(step => Origin.Of(step, call.Seen.Sources).Add(step))
            .Any(step => step is IParameterReferenceOperation or IPropertyReferenceOperation { Property.IsAbstract: true } && NetTypes.Is(step.Type, call.Net.Stream) && !call.Net.IsConnectionStream(step.Type));

    /// <summary>
    /// A method that nobody in this compilation calls, or a type that nobody here makes, given a connection: whoever opened it cannot be seen, and may have
    /// switched keep-alive on.
    /// </summary>
    private static bool IsLentToHelper(Call call)
    {
        var givers = ClientConnections.Under(call.Receiver!, call.Seen.Sources)
            .SelectMany(step => Origin.Of(step, call.Seen.Sources).Add(step))
            .OfType<IParameterReferenceOperation>()
            .Where(given => call.Net.IsConnection(given.Type) || NetTypes.Is(given.Type, call.Net.Stream))
            .Select(given => given.Parameter.ContainingSymbol)
            .OfType<IMethodSymbol>()
            .ToList();
        return givers.Count > 0 && givers.All(giver => giver.MethodKind switch
        {
            MethodKind.Ordinary => !call.Seen.Sources.ReferencesTo(giver, call.Seen.Cancellation).Any(),
            MethodKind.Constructor => !call.Seen.Sources.NamesAnywhere(giver.ContainingType.Name, call.Seen.Cancellation).Any(name => name.Parent is ObjectCreationExpressionSyntax || !IsInside(name, giver.ContainingType)),
            _ => false,
        });
    }

    private static bool IsInside(SyntaxNode name, INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == name.SyntaxTree && declaration.Span.Contains(name.Span));

    /// <summary>
    /// A request, and behind it a loop that leaves when the reply is complete, or in each round a request and its reply: that connection
    /// lives on, and its reads need a deadline, not keep-alive.
    /// </summary>
    private static bool ReadsAReply(IOperation read, ILoopOperation loop, Seen seen) =>
        seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Any(send =>
            ((Loops.IsEndless(loop) || AsksWhatCame(read, loop, seen)) && send.Syntax.SpanStart < loop.Syntax.SpanStart || Operations.Contains(loop, send) && send.Syntax.SpanStart < read.Syntax.SpanStart)
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(loop))
            && Connections.Carries(Uses.ReceiverOf(send), seen));

    /// <summary><c>while (buffer[0] != '\n') { .. }</c>: ends with the reply.</summary>
    private static bool AsksWhatCame(IOperation read, ILoopOperation loop, Seen seen) =>
        Loops.ConditionOf(loop) is { } condition && !Operations.Contains(condition, read)
        && Received.BufferOf(read) is { } buffer && Makings.Of(condition, seen.Body).Contains(buffer);
}
