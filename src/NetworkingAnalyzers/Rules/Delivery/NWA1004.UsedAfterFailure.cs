using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Delivery;

/// <summary>A failed read or write is caught and noted, and the loop goes on with the same connection: it fails again, for ever.</summary>
public sealed class UsedAfterFailure : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public UsedAfterFailure()
        : base(
            "NWA1004",
            "A connection is used after it has failed",
            "when '{0}' fails, the handler neither closes '{1}' nor leaves, and {2}; close it and leave",
            "A TCP connection that has failed once does not recover: every later call fails as well, at once. A loop that catches and goes on "
            + "fills the log and a processor, keeps the socket, and loses or tears the messages that it believes to send.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Whether to leave, to tell somebody or to connect anew when a connection has failed is for the program to decide.";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(MayCatch, Judge);

    private static bool MayCatch(NetBody net) => GoesOnBehindSend(net) || GoesOnBehindConnect(net) || (!net.Body.AllLoops.IsEmpty && net.Body.AllLoops.Any(loop => Operations.BelowInFunction(loop).Any(operation => operation is ITryOperation { Catches.IsEmpty: false })));

    /// <summary>A send in a <c>try</c>, and another use of a connection.</summary>
    private static bool GoesOnBehindSend(NetBody net) =>
        net.Topics.HasAny(SwallowedFailures.Writing) && net.CallsOf(SwallowedFailures.Writing | Receiving.Reads).Skip(1).Any() && net.CallsOf(SwallowedFailures.Writing).Any(send => Operations.Above<ITryOperation>(send) is not null);

    private static bool GoesOnBehindConnect(NetBody net) =>
        net.Topics.HasAny(Topics.Connects) && net.CallsOf(Topics.Connects).Any(connect => Operations.Above<ITryOperation>(connect) is not null);

    private static void Judge(Seen seen)
    {
        foreach (var (connect, connection, behind) in FailedConnects.In(seen))
        {
            if (!TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(Uses.PlaceOf(connect), Uses.NameOf(connect), connection.Name, $"'{Uses.NameOf(behind)}' behind it uses it again");
            }
        }

        foreach (var failure in SwallowedFailures.In(seen))
        {
            // A send that is repeated until it succeeds is NWA1002's.
            if (!(failure.IsSend && failure.IsRetry))
            {
                seen.Report(
                    Uses.PlaceOf(failure.Use),
                    Uses.NameOf(failure.Use),
                    failure.Connection.Name,
                    failure.Behind is { } behind ? $"'{Uses.NameOf(behind)}' behind it uses it again"
                    : failure.Again is { } again ? $"writes to it by '{Uses.NameOf(again)}'" : "the next round uses it again");
            }
        }
    }
}
