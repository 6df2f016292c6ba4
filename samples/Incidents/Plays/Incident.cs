using System.Threading.Tasks;
using Incidents.Stage;

namespace Incidents.Plays;

/// <summary>One of the six.</summary>
/// <param name="Number">From 1 to 6.</param>
/// <param name="Name">What happened, in a few words.</param>
/// <param name="Needs">What the machine must have.</param>
/// <param name="PlayAsync">Builds the situation, plays naive and reference in it, and takes it down again.</param>
internal sealed record Incident(int Number, string Name, string Needs, System.Func<Play, Task> PlayAsync)
{
    /// <summary>All of them, in order.</summary>
    public static readonly Incident[] All =
    [
        new(1, "Unresponsive under load", "root, ip, tc (iproute2), ab (apache2-utils)", SlowAcceptLoop.PlayAsync),
        new(2, "Messages lost over a connection that breaks", "root, ip (iproute2)", RetriedUntilNoError.PlayAsync),
        new(3, "A server that stops answering", "Linux", StopsAnswering.PlayAsync),
        new(4, "Connections run out though the machine idles", "Linux, 12,000 descriptors", ThreadPerConnection.PlayAsync),
        new(5, "Peers that vanish, and what readable means", "root, ip (iproute2)", VanishedPeers.PlayAsync),
        new(6, "Send succeeds on a network that is gone", "root, ip (iproute2)", SendTakenForDelivery.PlayAsync),
    ];
}
