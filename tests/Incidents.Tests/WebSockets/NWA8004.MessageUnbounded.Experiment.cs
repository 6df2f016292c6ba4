using System;
using System.IO;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.WebSockets;

/// <summary>NWA8004: a client sends part after part, and never says that its message ends.</summary>
public sealed class MessageUnboundedExperiment
{
    private const int Parts = 64;

    private static readonly byte[] s_part = new byte[65_536];

    [Fact]
    public async Task All_parts_are_kept()
    {
        using var over = new CancellationTokenSource(Patience.Limit);
        using var pair = ConnectedPair.Connect();
        using var near = Of(pair.Near, isServer: true);
        using var far = Of(pair.Far, isServer: false);
        using var all = new MemoryStream();
        var message = Pitfall.MessageAsync(near, all, over.Token);
        for (var i = 0; i < Parts; i++)
        {
            await far.SendAsync(s_part, WebSocketMessageType.Binary, endOfMessage: false, over.Token);
        }

        Patience.Until(() => Volatile.Read(ref Pitfall.Kept) == Parts * s_part.Length, "all parts are kept");
        Assert.False(message.IsCompleted);
        near.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => message.Bounded());
    }

    [Fact]
    public async Task With_a_limit_the_client_is_told_that_it_is_too_big()
    {
        using var over = new CancellationTokenSource(Patience.Limit);
        using var pair = ConnectedPair.Connect();
        using var near = Of(pair.Near, isServer: true);
        using var far = Of(pair.Far, isServer: false);
        using var all = new MemoryStream();
        var message = Mended.MessageAsync(near, all, over.Token);
        await far.SendAsync(s_part, WebSocketMessageType.Binary, endOfMessage: false, over.Token);
        await message.Bounded();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, (await far.ReceiveAsync(new byte[1], over.Token)).CloseStatus);
    }

    private static WebSocket Of(Socket socket, bool isServer) => WebSocket.CreateFromStream(new NetworkStream(socket), isServer, subProtocol: null, TimeSpan.Zero);

    private static class Pitfall
    {
        public static long Kept;

#pragma warning disable NWA8004 // the sin is the exhibit
        public static async Task MessageAsync(WebSocket socket, MemoryStream all, CancellationToken token)
        {
            var buffer = new byte[4096];
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, token);
                all.Write(buffer, 0, part.Count);
                Volatile.Write(ref Kept, all.Length);
            }
            while (!part.EndOfMessage);
        }
#pragma warning restore NWA8004
    }

    private static class Mended
    {
        private const int Longest = 16_384;

        public static async Task MessageAsync(WebSocket socket, MemoryStream all, CancellationToken token)
        {
            var buffer = new byte[4096];
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, token);
                if (all.Length + part.Count > Longest)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, token);
                    return;
                }

                all.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
        }
    }
}
