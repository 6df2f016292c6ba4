using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3004: the peer takes the question and is silent; an asynchronous read waits for the answer as long as anybody watches.</summary>
public sealed class ReplyWithoutDeadlineExperiment
{
    [Fact]
    public async Task A_reply_that_does_not_come_is_awaited_for_ever()
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.ReceiveTimeout = (int)(Patience.Watch / 5).TotalMilliseconds;

        var asking = Pitfall.Ask(pair.Near);
        Assert.True(await asking.StillWaits());

        // It was waiting for the answer and for nothing else.
        pair.Far.Send([12]);
        Assert.Equal(12, await asking.Bounded());
    }

    [Fact]
    public async Task With_a_token_the_wait_ends()
    {
        using var pair = ConnectedPair.Connect();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mended.Ask(pair.Near, Patience.Watch / 5).Bounded());
    }

    private static class Pitfall
    {
        public static async Task<byte> Ask(Socket socket)
        {
            var answer = new byte[1];
            await socket.SendAsync(new byte[] { 1 }, SocketFlags.None);
            return await socket.ReceiveAsync(answer, SocketFlags.None) == 1 ? answer[0] : throw new InvalidOperationException("The peer has closed.");
        }
    }

    private static class Mended
    {
        public static async Task<byte> Ask(Socket socket, TimeSpan limit)
        {
            using var deadline = new CancellationTokenSource(limit);
            var answer = new byte[1];
            await socket.SendAsync(new byte[] { 1 }, SocketFlags.None, deadline.Token);
            return await socket.ReceiveAsync(answer, SocketFlags.None, deadline.Token) == 1 ? answer[0] : throw new InvalidOperationException("The peer has closed.");
        }
    }
}
