using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A timeout that only blocking calls obey, on a connection that is used by asynchronous calls alone.</summary>
public sealed class TimeoutIgnoredByAsync : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public TimeoutIgnoredByAsync()
        : base(
            "NWA3005",
            "A timeout is set that asynchronous calls ignore",
            "'{0}' counts for blocking calls only and '{1}' ignores it; pass a token of a CancellationTokenSource with CancelAfter instead",
            "ReceiveTimeout, SendTimeout, ReadTimeout and WriteTimeout end blocking calls. Asynchronous ones wait for ever all the same: "
            + "the code reads as if a silent peer were noticed after seconds, and it never is.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "where a deadline begins and ends (a read, a message, an exchange) and what happens when it passes is for the author to say; the property cannot tell";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.BlockingTimeout | Topics.SetsOption, Judge);

    private static void Judge(Call call)
    {
        if (BlockingTimeouts.NameSetBy(call.Operation) is not { } timeout
            || call.Receiver is not { } connection
            || Evidence.TypeOf(call) is not { } type
            || BlockingTimeouts.HeldBy(connection) is not { } holder)
        {
            return;
        }

        var ignoring = Connections.Carries(connection, call.Seen)
            ? IgnoredTimeouts.Leaves(holder, call) || BlockingTimeouts.IsListener(connection, type, call.Seen) ? null : IgnoredTimeouts.By(call, BlockingTimeouts.IsOfReads(timeout), type, holder)
            : BlockingTimeouts.IsOfReads(timeout) && Connections.IsDatagram(connection, call.Seen) && !IgnoredTimeouts.Leaves(holder, call) ? IgnoredTimeouts.ByDatagrams(call, type, holder) : null;
        if (ignoring is not null && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(timeout, Uses.NameOf(ignoring));
        }
    }
}
