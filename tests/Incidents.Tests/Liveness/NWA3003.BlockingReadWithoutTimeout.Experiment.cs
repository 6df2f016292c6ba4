using System;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3003: a blocking read without a timeout keeps its thread for as long as the peer is silent.</summary>
public sealed class BlockingReadWithoutTimeoutExperiment
{
    /// <summary>A fifth of what the pitfall is watched for.</summary>
    private static readonly TimeSpan Timeout = Patience.Watch / 5;

    [Fact]
    public async Task A_blocking_read_waits_as_long_as_the_peer_is_silent()
    {
        using var pair = ConnectedPair.Connect();

        var asking = Patience.OnOwnThread(() => Pitfall.Ask(pair.Near, "time?"));
        Assert.True(await asking.StillWaits());

        // It was waiting for the peer and for nothing else.
        pair.Far.Send([12]);
        Assert.Equal((byte)12, await asking.Bounded());
    }

    [Fact]
    public async Task With_a_timeout_it_gives_the_thread_back()
    {
        using var pair = ConnectedPair.Connect();

        var asking = Patience.OnOwnThread(() => Mended.Ask(pair.Near, "time?"));

        var late = await Assert.ThrowsAsync<SocketException>(() => asking.Bounded());
        Assert.Equal(SocketError.TimedOut, late.SocketErrorCode);
    }

    private static class Pitfall
    {
#pragma warning disable NWA3003 // the sin is the exhibit
        public static byte Ask(Socket socket, string question)
        {
            socket.Send(Encoding.ASCII.GetBytes(question));
            var answer = new byte[1];
            return socket.Receive(answer) == 1 ? answer[0] : throw new InvalidOperationException("no answer");
        }
#pragma warning restore NWA3003
    }

    private static class Mended
    {
        public static byte Ask(Socket socket, string question)
        {
            socket.ReceiveTimeout = (int)Timeout.TotalMilliseconds;
            socket.Send(Encoding.ASCII.GetBytes(question));
            var answer = new byte[1];
            return socket.Receive(answer) == 1 ? answer[0] : throw new InvalidOperationException("no answer");
        }
    }
}
