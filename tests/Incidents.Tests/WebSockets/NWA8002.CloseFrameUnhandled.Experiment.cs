using System;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.WebSockets;

/// <summary>NWA8002: whoever does not answer the close frame lets the peer wait.</summary>
public sealed class CloseFrameUnhandledExperiment
{
    [Fact]
    public async Task The_peer_waits_for_an_answer_that_nobody_gives() =>
        Assert.False(await IsAnswered(new Pitfall().Listen));

    [Fact]
    public async Task The_peer_is_answered() =>
        Assert.True(await IsAnswered(new Mended().Listen));

    /// <summary>Whether the peer, which closes, has had an answer a second after the near end has ended listening.</summary>
    private static async Task<bool> IsAnswered(Func<WebSocket, CancellationToken, Task> listen)
    {
        using var over = new CancellationTokenSource(Patience.Limit);
        using var pair = ConnectedPair.Connect();
        using var near = WebSocket.CreateFromStream(new NetworkStream(pair.Near), isServer: true, subProtocol: null, TimeSpan.Zero);
        using var far = WebSocket.CreateFromStream(new NetworkStream(pair.Far), isServer: false, subProtocol: null, TimeSpan.Zero);
        var listening = listen(near, over.Token);
        await far.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, endOfMessage: true, over.Token);
        var closing = far.CloseAsync(WebSocketCloseStatus.NormalClosure, null, over.Token);
        await listening;
        await Task.WhenAny(closing, Task.Delay(Patience.Watch, over.Token));
        var answered = far.CloseStatus is not null;
        near.Abort();
        pair.Near.Dispose();
        try
        {
            await closing;
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
        }

        return answered;
    }

    private sealed class Pitfall
    {
        private int _bytes;

#pragma warning disable NWA8002 // the sin is the exhibit
        public async Task Listen(WebSocket socket, CancellationToken cancellation)
        {
            var buffer = new byte[4096];
            while (socket.State == WebSocketState.Open)
            {
                var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), cancellation);
                _bytes += result.Count;
            }
        }
#pragma warning restore NWA8002
    }

    private sealed class Mended
    {
        private int _bytes;

        public async Task Listen(WebSocket socket, CancellationToken cancellation)
        {
            var buffer = new byte[4096];
            while (true)
            {
                var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), cancellation);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
                    return;
                }

                _bytes += result.Count;
            }
        }
    }
}
