using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A read loop that goes on when the peer has closed: every further read tells the end at once, and the loop spins.</summary>
public sealed class EndOfStreamUnnoticed : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public EndOfStreamUnnoticed()
        : base(
            "NWA2002",
            "The end of the stream goes unnoticed",
            "'{0}' tells that the peer has closed by returning {1}, and the loop goes on; leave it then",
            "Once the peer has closed, every receive returns 0 (a reader null, ReadByte -1) at once and for ever. A loop without a test for it "
            + "keeps a processor at 100 % and never gives the connection back.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "closing at the right moment makes a thread spin for ever";

    private protected override void Watch(Watch on, NetTypes net) =>
        on.Calls(Topics.ReceivesBytes | Topics.ReadsLine | Topics.ReadsOneByte | Topics.ReadsThroughReader | Topics.SaysHowItWent, Judge);

    private static void Judge(Call call)
    {
        if (call.Is(Topics.SaysHowItWent))
        {
            if (call.Member.Name == "BytesTransferred" && call.Operation.Parent is not INameOfOperation && EndOfStream.IsUnnoticedInHandler(call) && Received.IsFromStream(call)
                && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
            {
                call.Report(call.Name, "0");
            }

            return;
        }

        if (!call.Is(Topics.Datagram)
            && (!call.Is(Topics.ReadsThroughReader) || call.Is(Topics.ReadsLine) || TellsByCount(call))
            && !IsIgnored(call)
            && Goes(call)
            && Connections.MayBringPart(call.Receiver, call.Seen)
            && !IsOpenedEachRound(call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, call.Is(Topics.ReadsLine) ? "null" : call.Is(Topics.ReadsOneByte) ? "-1" : "0");
        }
    }

    /// <summary><c>reader.Read(buffer, 0, n)</c>: a reader's other methods tell the end by an exception, or by -1 for a character.</summary>
    private static bool TellsByCount(Call call) => call.Member is IMethodSymbol { Name: "Read" or "ReadAsync" or "ReadBlock" or "ReadBlockAsync", Parameters.Length: > 0 };

    /// <summary>The loop opens a connection for each round: what it goes on with is another one.</summary>
    private static bool IsOpenedEachRound(Call call) =>
        Loops.Around(call.Operation) is { } loop
        && SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true) is ILocalSymbol root
        && Writes.Among(call.Body.MentionsOf(root)).ToList() is { Count: 1 } writes
        && Operations.Contains(loop, writes[0].At)
        && writes[0].Value is { } opened && Uses.Plain(opened) is IObjectCreationOperation;

    private static bool Goes(Call call) => Loops.Around(call.Operation) is { } loop
        ? EndOfStream.IsUnnoticedInLoop(call.Operation, loop, call.Seen) && !SameConnection.IsAnotherEachRound(call.Receiver, loop, call.Seen)
        : call.Is(Topics.Ends) && EndOfStream.IsUnnoticedInCallback(call);

    /// <summary>A count that nobody reads is NWA2001's; a line or a byte that nobody reads is skipped, and the next read tells.</summary>
    private static bool IsIgnored(Call call)
    {
        var fate = Fate.Of(call.Operation);
        return fate.Kind == FateKind.Dropped
            || (fate is { Kind: FateKind.Stored, Into: ILocalSymbol local, Accumulates: false } && Received.InlineTestOf(fate) is null
                && (call.Body.MentionsOf(local).Count == 0 || Received.IsNeverRead(local, fate.At, call.Operation, call.Seen)));
    }
}
