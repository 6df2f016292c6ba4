using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3017: two peers; the first does not read, and the second gets nothing.</summary>
public sealed class BroadcastWithoutTimeoutExperiment
{
    /// <summary>More than the buffers of both sides hold.</summary>
    private static readonly byte[] s_news = new byte[64 * 1024 * 1024];

    [Fact]
    public async Task One_that_does_not_read_stops_the_broadcast_for_all()
    {
        using var deaf = ConnectedPair.Connect();
        using var listening = ConnectedPair.Connect();

        var broadcast = Patience.OnOwnThread(() => Pitfall.Tell([deaf.Near, listening.Near], s_news));

        Assert.False(listening.Far.Poll(Patience.Watch, SelectMode.SelectRead));
        Assert.False(broadcast.IsCompleted);

        // It was waiting for that one and for nothing else.
        var read = Patience.OnOwnThread(() => Drain(deaf.Far));
        Assert.True(listening.Far.Poll(Patience.Limit, SelectMode.SelectRead));
        await read.Bounded();
        await Patience.OnOwnThread(() => Drain(listening.Far)).Bounded();
        await broadcast.Bounded();
    }

    [Fact]
    public async Task With_a_timeout_the_others_hear_it()
    {
        using var deaf = ConnectedPair.Connect();
        using var listening = ConnectedPair.Connect();

        var broadcast = Patience.OnOwnThread(() => Mended.Tell([deaf.Near, listening.Near], s_news));

        Assert.True(listening.Far.Poll(Patience.Limit, SelectMode.SelectRead));
        await Patience.OnOwnThread(() => Drain(listening.Far)).Bounded();
        await broadcast.Bounded();
    }

    private static void Drain(Socket socket)
    {
        var buffer = new byte[1024 * 1024];
        for (var left = (long)s_news.Length; left > 0;)
        {
            var count = socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error);
            if (count == 0 || error != SocketError.Success)
            {
                return;
            }

            left -= count;
        }
    }

    private static class Pitfall
    {
#pragma warning disable NWA3017 // the sin is the exhibit
        public static void Tell(List<Socket> peers, byte[] news)
        {
            foreach (var peer in peers)
            {
                try
                {
                    peer.Send(news);
                }
                catch (SocketException gone)
                {
                    Console.WriteLine(gone.Message);
                }
            }
        }
#pragma warning restore NWA3017
    }

    private static class Mended
    {
        public static void Tell(List<Socket> peers, byte[] news)
        {
            foreach (var peer in peers)
            {
                peer.SendTimeout = 500;
                try
                {
                    peer.Send(news);
                }
                catch (SocketException slow)
                {
                    Console.WriteLine(slow.Message);
                    peer.Dispose();
                }
            }
        }
    }
}
