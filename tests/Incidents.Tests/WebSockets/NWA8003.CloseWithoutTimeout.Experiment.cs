using System;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.WebSockets;

/// <summary>NWA8003: a peer that is silent does not answer the close frame, and a close without a time waits for it.</summary>
public sealed class CloseWithoutTimeoutExperiment
{
    [Fact]
    public async Task A_silent_peer_keeps_the_close_waiting()
    {
        using var pair = ConnectedPair.Connect();
        using var near = Near(pair);
        var closing = Pitfall.Close(near);
        Assert.True(await closing.StillWaits());

        // It was waiting for the peer and for nothing else: when the peer goes, it ends.
        pair.CloseFar();
        await Assert.ThrowsAnyAsync<WebSocketException>(() => closing.Bounded());
    }

    [Fact]
    public async Task With_a_time_the_close_ends_and_the_peer_was_told()
    {
        using var pair = ConnectedPair.Connect();
        using var near = Near(pair);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mended.Close(near).Bounded());
        Assert.True(pair.Drain() > 0);
    }

    [Fact]
    public async Task With_a_token_that_is_cancelled_already_the_peer_is_told_nothing()
    {
        using var pair = ConnectedPair.Connect();
        using var near = Near(pair);
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pitfall.CloseStopped(near, stopping).Bounded());
        near.Dispose();
        Assert.Equal(0, pair.Drain());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_to_a_close_frame_ends_at_once(bool isServer)
    {
        using var over = new CancellationTokenSource(Patience.Limit);
        using var pair = ConnectedPair.Connect();
        using var near = WebSocket.CreateFromStream(new NetworkStream(pair.Near), isServer, subProtocol: null, TimeSpan.Zero);
        using var far = WebSocket.CreateFromStream(new NetworkStream(pair.Far), !isServer, subProtocol: null, TimeSpan.Zero);
        await far.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, over.Token);
        Assert.Equal(WebSocketMessageType.Close, (await near.ReceiveAsync(new byte[1], over.Token)).MessageType);
        await near.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Bounded();
    }

    private static WebSocket Near(ConnectedPair pair) =>
        WebSocket.CreateFromStream(new NetworkStream(pair.Near, ownsSocket: true), isServer: true, subProtocol: null, TimeSpan.Zero);

    private static class Pitfall
    {
#pragma warning disable NWA8003 // the sin is the exhibit
        public static async Task Close(WebSocket socket)
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        public static async Task CloseStopped(WebSocket socket, CancellationTokenSource stopping)
        {
            await stopping.CancelAsync();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, stopping.Token);
        }
#pragma warning restore NWA8003
    }

    private static class Mended
    {
        public static async Task Close(WebSocket socket)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
        }
    }
}
