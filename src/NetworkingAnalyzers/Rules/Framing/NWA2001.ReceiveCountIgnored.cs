using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A receive whose count nobody reads: the buffer is taken for full, or for a message, whatever arrived.</summary>
public sealed class ReceiveCountIgnored : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ReceiveCountIgnored()
        : base(
            "NWA2001",
            "The count of a receive is ignored",
            "'{0}' may deliver fewer bytes than asked for and its count is dropped; use the count, or read exactly the bytes you need",
            "TCP delivers a stream of bytes, not messages: a receive returns as soon as some bytes are there, one byte or all, and "
            + "0 at the end. Code that drops the count works on one machine and reads torn or stale messages on a real network, "
            + "and it never notices that the peer has closed.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.ReceivesBytes, Judge);
        on.BodiesThat(body => body.Body.Uses.Any(DropsNumberOfHelper), JudgeHelpers);
    }

    /// <summary>Asked of every body: a call of a method of this compilation that takes bytes and gives a number, which perhaps nobody reads.</summary>
    private static bool DropsNumberOfHelper(IOperation use) =>
        use is IInvocationOperation call && CountingHelper.MayBe(call) && Fate.Of(call) is { Kind: FateKind.Dropped } or { Kind: FateKind.Stored, Into: ILocalSymbol, Accumulates: false };

    /// <summary><c>int Get(byte[] into) => _socket.Receive(into)</c>: what its caller drops is the count of the receive.</summary>
    private static void JudgeHelpers(Seen seen)
    {
        foreach (var call in seen.Body.Uses.Where(DropsNumberOfHelper).Cast<IInvocationOperation>())
        {
            if (IsDropped(Fate.Of(call), call, seen)
                && CountingHelper.Of(call, seen) is { Bytes: var bytes } && !IsMadeInPlace(bytes) && !Buffers.IsEmpty(bytes)
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(call), Uses.NameOf(call));
            }
        }
    }

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Datagram)
            && IsDropped(call, out var byPeerToo)
            && !WantsNoBytes(call)
            && !OnlyPeeks(call)
            && !WaitingBytes.AreAskedFor(call)
            && !Drains(call)
            && !WaitsForTheEnd(call)
            && !AnswersWhatever(call)
            && !OnlyWaitsInTest(call)
            && !TestCode.ExpectsFailureOf(call.Operation)
            && !Endings.IsOfAnother(call)
            && Connections.MayBringPart(call.Receiver, call.Seen)
            && !(byPeerToo && Peers.ReportInexactReads(call.Operation.Syntax.SyntaxTree, call.Seen.Compilation, call.Seen.Options)))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>Nobody reads the count; <paramref name="byPeerToo"/>: the shape that CA2022 sees as well.</summary>
    private static bool IsDropped(Call call, out bool byPeerToo)
    {
        var fate = Fate.Of(call.Operation);
        byPeerToo = fate.At is IExpressionStatementOperation && !call.Is(Topics.Ends) && IsBareOrAwaited(call.Operation) && IsOnStream(call);
        return IsDropped(fate, call.Operation, call.Seen);
    }

    private static bool IsDropped(Fate fate, IOperation receive, Seen seen) => fate.Kind switch
    {
        FateKind.Dropped => true,
        FateKind.Stored => fate.Into is ILocalSymbol local && !fate.Accumulates && Received.InlineTestOf(fate) is null && Received.IsNeverRead(local, fate.At, receive, seen),
        FateKind.Read => Awaiting.IsContinuedBlindly(fate.At),
        _ => false,
    };

    private static bool IsBareOrAwaited(IOperation receive) =>
        Waiting.Awaited(receive).Parent is IExpressionStatementOperation;

    private static bool IsOnStream(Call call) => NetTypes.Is(call.Member.ContainingType, call.Net.Stream);

    /// <summary>A receive of no bytes waits until some can be read; its count is always 0.</summary>
    private static bool WantsNoBytes(Call call) =>
        Uses.ArgumentsOf(call.Operation).Any(argument =>
            Buffers.IsEmpty(argument.Value)
            || (argument.Parameter?.Name is "count" or "size" && argument.Value.ConstantValue is { HasValue: true, Value: 0 }));

    /// <summary>The bytes stay in the socket's buffer and will be received again.</summary>
    private static bool OnlyPeeks(Call call) => Receives.Peeks(call.Operation);

    /// <summary><c>while (client.Available > 0) stream.Read(rest, 0, rest.Length);</c>: what waits is thrown away, and nobody looks at it there.</summary>
    private static bool Drains(Call call) =>
        (Loops.Around(call.Operation) is { } round && AsksWhetherBytesWait(round, call) && Uses.ArgumentOf(call.Operation, "buffer") is { } unnamed && IsMadeInPlace(unnamed))
        || Loops.AllAround(call.Operation).FirstOrDefault(loop => Loops.ConditionOf(loop) is { } condition
            && Operations.Below(condition).Any(asked => Uses.MemberOf(asked) is { } member && (call.Net.TopicsOf(member).HasAny(Topics.CountsWaitingBytes) || member.Name.EndsWith("Available", System.StringComparison.Ordinal)))) is { } around
        && Uses.ArgumentOf(call.Operation, "buffer") is { } given && Makings.SymbolOf(Uses.Plain(given)) is { } buffer
        && call.Body.MentionsOf(buffer).Where(mention => Operations.Contains(around, mention))
            .All(mention => Operations.Above<IArgumentOperation>(mention) is { Parent: IInvocationOperation taken } && call.Net.TopicsOf(taken.TargetMethod).HasAny(Topics.ReceivesBytes));

    /// <summary><c>while (..) { if (socket.Poll(1, SelectMode.SelectRead)) { socket.Receive(new byte[512]); } }</c></summary>
    private static bool AsksWhetherBytesWait(ILoopOperation loop, Call call) =>
        SameConnection.RootOf(call.Receiver, call.Seen) is { } socket
        && Operations.BelowInFunction(loop).Any(operation => operation is IInvocationOperation { TargetMethod: { Name: "Poll", ContainingType.Name: "Socket" } }
            && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(Uses.ReceiverOf(operation), call.Seen), socket));

    /// <summary>The connection was shut down above, and nobody looks at the buffer below: what is waited for is the peer's end.</summary>
    private static bool WaitsForTheEnd(Call call) =>
        call.Seen.Net.CallsOf(Topics.ShutsDown).Where(end => end.Syntax.Span.End <= call.Operation.Syntax.SpanStart).ToList() is { Count: > 0 } ends
        && SameConnection.RootOf(call.Receiver, call.Seen) is { } connection
        && ends.Any(end => SymbolEqualityComparer.Default.Equals(connection, SameConnection.RootOf(Uses.ReceiverOf(end), call.Seen)))
        && Uses.ArgumentOf(call.Operation, "buffer") is { } given
        && (IsMadeInPlace(given) || (Makings.SymbolOf(Uses.Plain(given)) is { } buffer && call.Body.MentionsOf(buffer).All(mention => mention.Syntax.SpanStart <= call.Operation.Syntax.Span.End)));

    /// <summary>A test that reads into a buffer at which nobody can look waits for something to come, and its next statements say for what.</summary>
    private static bool OnlyWaitsInTest(Call call) =>
        Uses.ArgumentOf(call.Operation, "buffer") is { } given && (IsMadeInPlace(given) || IsOnlyShown(given, call)) && TestCode.Holds(call.Body.Owner, call.Seen.Compilation);

    /// <summary><c>Console.WriteLine(Encoding.UTF8.GetString(buffer))</c> and nothing else behind the receive.</summary>
    private static bool IsOnlyShown(IOperation buffer, Call call) =>
        Makings.SymbolOf(Uses.Plain(buffer)) is { } array
        && call.Body.MentionsOf(array).Where(mention => mention.Syntax.SpanStart > call.Operation.Syntax.Span.End).All(mention =>
            Operations.Above<IInvocationOperation>(mention) is { Type.SpecialType: SpecialType.System_String } text
            && Operations.Above<IArgumentOperation>(text) is { Parent: IInvocationOperation { TargetMethod.Name: var name } } && Noting.Says(name));

    /// <summary><c>client.Receive(new byte[32]); Send(client, policy); client.Close();</c>: whatever is asked has one answer, and no more is read.</summary>
    private static bool AnswersWhatever(Call call) =>
        Uses.ArgumentOf(call.Operation, "buffer") is { } given && IsMadeInPlace(given)
        && SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true) is { } connection
        && call.Seen.Net.CallsOf(Topics.Releases).Any(close => IsBehind(close, connection, call))
        && !call.Seen.Net.CallsOf(Receiving.Reads).Any(read => IsBehind(read, connection, call));

    private static bool IsBehind(IOperation other, ISymbol connection, Call call) =>
        other.Syntax.SpanStart > call.Operation.Syntax.SpanStart
        && ReferenceEquals(Body.FunctionOf(other), Body.FunctionOf(call.Operation))
        && SymbolEqualityComparer.Default.Equals(connection, SameConnection.RootOf(Uses.ReceiverOf(other), call.Seen, throughAll: true));

    /// <summary><c>Receive(new byte[64])</c>: nobody can look at the bytes.</summary>
    private static bool IsMadeInPlace(IOperation buffer) => Uses.Plain(buffer) is IArrayCreationOperation;
}
