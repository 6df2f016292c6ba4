using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A peer that is gone when the answer comes ends receiving for all: its "port unreachable" is thrown by the next receive, and nobody goes on.</summary>
public sealed class DatagramLoopDies : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public DatagramLoopDies()
        : base(
            "NWA9011",
            "One refused datagram ends receiving for all",
            "'{0}' throws SocketException (10054 on Windows) when what this socket sent before was refused, and {1} ends for every peer; catch it and go on receiving",
            "Where a datagram is sent to a port that nobody has open any more, the peer's system answers 'port unreachable', and on Windows the next receive of the sending socket throws ConnectionReset for it. The socket is as good as before, but a loop that the exception leaves receives nothing any more, "
            + "from nobody, though the process lives and the port is open.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "what is to be noted of the failure, and when the loop is really to end, is for the author to say";

    /// <inheritdoc/>
    public override string? Threat => "a client that asks and closes its port ends the service for everybody";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.TakesDatagram | Topics.Datagram | Topics.EndsDatagram, Judge);

    private static void Judge(Call call)
    {
        if (DatagramLoops.EndedBy(call) is { } ended && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, ended);
        }
    }
}
