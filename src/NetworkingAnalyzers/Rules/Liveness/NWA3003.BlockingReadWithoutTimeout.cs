using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A client blocks in a read for its peer's answer, and nothing ends the wait when none comes.</summary>
public sealed class BlockingReadWithoutTimeout : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public BlockingReadWithoutTimeout()
        : base(
            "NWA3003",
            "A blocking read has no timeout",
            "'{0}' blocks its thread until the peer answers, for ever if it does not; set ReceiveTimeout on the connection first",
            "A blocking read on a connection without ReceiveTimeout waits until bytes come, the peer closes, or the connection breaks. "
            + "A peer that is up but silent, or has vanished, keeps the thread for ever: no error, no log, no answer.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "a client that says nothing keeps a thread for ever";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => body.Topics.HasAny(Receiving.Reads) || Exchanges.MayBeIn(body) || Exchanges.MayBeOnKept(body, net) || WrappedReads.MayBeIn(body, net) || DatagramReplies.MayBeIn(body), Judge);

    /// <summary>One report for a connection in a body: a timeout set once mends all its reads.</summary>
    private static void Judge(Seen seen)
    {
        if (TestCode.Holds(seen.Body.Owner, seen.Compilation))
        {
            return;
        }

        foreach (var (read, topics) in seen.Net.Calls)
        {
            if (topics.HasAny(Receiving.Reads) && topics.HasAny(Topics.BlocksOnNetwork) && !topics.HasAny(Topics.Datagram))
            {
                var call = new Call(read, topics, seen);
                if (Replies.IsAwaitedBy(call) && Evidence.TypeOf(call) is { } type && !IsTimed(call, type) && !Evidence.IsNamed(type, seen, Settings.DeadlineNames))
                {
                    call.Report(call.Name);
                    return;
                }
            }
        }

        if (DatagramReplies.UnboundedIn(seen, asynchronous: false) is { } answer)
        {
            seen.Report(Uses.PlaceOf(answer), Uses.NameOf(answer));
        }
        else if ((Exchanges.UnboundedIn(seen) ?? Exchanges.UnboundedOnKept(seen)) is { } wait && !(seen.Body.Owner?.ContainingType is { } asker && Evidence.IsNamed(asker, seen, Settings.DeadlineNames)))
        {
            seen.Report(Uses.PlaceOf(wait), Uses.NameOf(wait));
        }
        else if (WrappedReads.UnboundedIn(seen) is { } read && !(seen.Body.Owner?.ContainingType is { } reader && Evidence.IsNamed(reader, seen, Settings.DeadlineNames)))
        {
            seen.Report(Uses.PlaceOf(read), Uses.NameOf(read));
        }
    }

    /// <summary>A connection that the type opens and shows to nobody has its timeout there, or none; another may have been prepared before it came here.</summary>
    private static bool IsTimed(Call call, INamedTypeSymbol type) =>
        ClientConnections.IsKept(call.Receiver, call.Seen) && !Evidence.ShowsConnections(type, call.Seen)
            ? Evidence.TimesOwnReads(type, call.Seen)
            : Evidence.IsNamed(type, call.Seen, Evidence.SaysTimedRead);
}
