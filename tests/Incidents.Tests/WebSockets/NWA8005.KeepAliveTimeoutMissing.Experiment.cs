using System;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.WebSockets;

/// <summary>NWA8005: the other end has vanished, and a WebSocket that sends its keep-alive and asks for no answer waits for it.</summary>
public sealed class KeepAliveTimeoutMissingExperiment
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_peer_that_has_vanished_is_waited_for()
    {
        using var pair = ConnectedPair.Connect();
        using var near = Pitfall.Open(pair.Near);
        var receive = near.ReceiveAsync(new byte[1], CancellationToken.None);
        Assert.True(await receive.StillWaits());
        near.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => receive.Bounded());
    }

    [Fact]
    public async Task With_a_time_for_the_answer_the_receive_ends()
    {
        using var pair = ConnectedPair.Connect();
        using var near = Mended.Open(pair.Near);
        await Assert.ThrowsAnyAsync<Exception>(() => near.ReceiveAsync(new byte[1], CancellationToken.None).Bounded());
        Assert.Equal(WebSocketState.Aborted, near.State);
    }

    private static class Pitfall
    {
        public static WebSocket Open(Socket socket) => WebSocket.CreateFromStream(
            new NetworkStream(socket), new WebSocketCreationOptions { KeepAliveInterval = s_soon });
    }

    private static class Mended
    {
        public static WebSocket Open(Socket socket) => WebSocket.CreateFromStream(
            new NetworkStream(socket), new WebSocketCreationOptions { KeepAliveInterval = s_soon, KeepAliveTimeout = s_soon });
    }
}
