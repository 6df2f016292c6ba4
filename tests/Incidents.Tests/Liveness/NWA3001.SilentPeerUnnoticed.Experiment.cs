using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3001: a peer that vanishes says nothing, so a connection that is only read never learns of it.</summary>
public sealed class SilentPeerUnnoticedExperiment
{
    [Fact]
    public async Task A_peer_behind_a_cut_cable_is_noticed_only_where_keep_alive_asks_for_it()
    {
        using var cable = Cable.Lay();
        using var unwatched = cable.Connect();
        using var watched = cable.Connect();

        var waiting = Pitfall.FollowAsync(unwatched.Near, _ => { });
        var noticing = Mended.ReadAsync(watched.Near, _ => { });
        cable.Cut();

        // Probes after 1, 2 and 3 s; the fourth second gives up.
        var gone = await Assert.ThrowsAsync<SocketException>(() => noticing.Bounded());
        Assert.Contains(gone.SocketErrorCode, new[] { SocketError.TimedOut, SocketError.HostUnreachable });

        // The cable comes back, but the peer died meanwhile and nobody tells: it is waited for still.
        unwatched.Far.Close(0);

        // Its last segment asks for the near host's address three times, one second apart (arp(7)), and is dropped then.
        await Task.Delay(TimeSpan.FromSeconds(4));
        cable.Restore();
        Assert.True(await waiting.StillWaits());
        Assert.True(unwatched.Near.Connected);
    }

    [Fact]
    public async Task A_peer_that_is_merely_silent_is_kept_by_both()
    {
        using var cable = Cable.Lay();
        using var unwatched = cable.Connect();
        using var watched = cable.Connect();
        var heard = 0;

        var waiting = Pitfall.FollowAsync(unwatched.Near, part => heard += part.Length);
        var noticing = Mended.ReadAsync(watched.Near, part => heard += part.Length);

        // Longer than the keep-alive would need to give up on a peer that does not answer.
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.False(waiting.IsCompleted);
        Assert.False(noticing.IsCompleted);

        unwatched.Far.Send("one"u8);
        unwatched.Far.Shutdown(SocketShutdown.Send);
        await waiting.Bounded();
        watched.Far.Send("two"u8);
        watched.Far.Shutdown(SocketShutdown.Send);
        await noticing.Bounded();
        Assert.Equal("onetwo".Length, heard);
    }

    private static class Pitfall
    {
#pragma warning disable NWA3001 // the sin is the exhibit
        public static Task FollowAsync(Socket socket, Action<ReadOnlyMemory<byte>> handle) => ReadAsync(socket, handle);

        public static async Task ReadAsync(Socket socket, Action<ReadOnlyMemory<byte>> handle)
        {
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer) is var count and > 0)
            {
                handle(buffer.AsMemory(0, count));
            }
        }
#pragma warning restore NWA3001
    }

    private static class Mended
    {
        public static async Task ReadAsync(Socket socket, Action<ReadOnlyMemory<byte>> handle)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);

            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer) is var count and > 0)
            {
                handle(buffer.AsMemory(0, count));
            }
        }
    }
}
