using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Ownership;

/// <summary>NWA5004: the stream is disposed of and the connection stays: it does not own its socket.</summary>
public sealed class StreamDoesNotOwnExperiment
{
    [Fact]
    public async Task The_peer_sees_no_end_when_the_stream_is_disposed_of()
    {
        using var pair = ConnectedPair.Connect();
        new NetworkStream(pair.Near).Dispose();

        var end = Patience.OnOwnThread(() => pair.Far.Receive(new byte[1]));

        Assert.True(await end.StillWaits());
        pair.Near.Dispose();
        Assert.Equal(0, await end.Bounded());
    }

    [Fact]
    public async Task Of_a_stream_that_owns_its_socket_it_does()
    {
        using var pair = ConnectedPair.Connect();
        new NetworkStream(pair.Near, ownsSocket: true).Dispose();

        Assert.Equal(0, await Patience.OnOwnThread(() => pair.Far.Receive(new byte[1])).Bounded());
    }
}
