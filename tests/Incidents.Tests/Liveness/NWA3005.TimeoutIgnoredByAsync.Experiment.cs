using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3005: ReceiveTimeout and ReadTimeout bind the blocking calls alone; the async ones wait on.</summary>
public sealed class TimeoutIgnoredByAsyncExperiment
{
    /// <summary>A fifth of what the pitfall is watched for.</summary>
    private static readonly TimeSpan Timeout = Patience.Watch / 5;

    [Fact]
    public async Task ReceiveAsync_waits_on_in_spite_of_ReceiveTimeout()
    {
        using var pair = ConnectedPair.Connect();
        var answer = new byte[1];

        var asking = Pitfall.ReceiveAsync(pair.Near, answer);
        Assert.True(await asking.StillWaits());

        // It was waiting for the peer and for nothing else.
        pair.Far.Send([12]);
        Assert.Equal(1, await asking.Bounded());
    }

    [Fact]
    public async Task ReadAsync_waits_on_in_spite_of_ReadTimeout()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        var answer = new byte[1];

        var asking = Pitfall.ReadAsync(stream, answer);
        Assert.True(await asking.StillWaits());

        pair.Far.Send([12]);
        Assert.Equal(1, await asking.Bounded());
    }

    [Fact]
    public async Task ReceiveAsync_ends_when_its_token_is_cancelled()
    {
        using var pair = ConnectedPair.Connect();
        var answer = new byte[1];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mended.ReceiveAsync(pair.Near, answer).Bounded());

        // The connection is none the worse for it.
        pair.Deliver([12]);
        Assert.Equal(1, await Mended.ReceiveAsync(pair.Near, answer).Bounded());
    }

    [Fact]
    public async Task ReadAsync_ends_when_its_token_is_cancelled()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        var answer = new byte[1];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mended.ReadAsync(stream, answer).Bounded());

        pair.Deliver([12]);
        Assert.Equal(1, await Mended.ReadAsync(stream, answer).Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA3005 // the sin is the exhibit
        public static async Task<int> ReceiveAsync(Socket socket, byte[] answer)
        {
            socket.ReceiveTimeout = (int)Timeout.TotalMilliseconds;
            return await socket.ReceiveAsync(answer);
        }

        public static async Task<int> ReadAsync(NetworkStream stream, byte[] answer)
        {
            stream.ReadTimeout = (int)Timeout.TotalMilliseconds;
            return await stream.ReadAsync(answer);
        }
#pragma warning restore NWA3005
    }

    private static class Mended
    {
        public static async Task<int> ReceiveAsync(Socket socket, byte[] answer)
        {
            using var deadline = new CancellationTokenSource(Timeout);
            return await socket.ReceiveAsync(answer, deadline.Token);
        }

        public static async Task<int> ReadAsync(NetworkStream stream, byte[] answer)
        {
            using var deadline = new CancellationTokenSource(Timeout);
            return await stream.ReadAsync(answer, deadline.Token);
        }
    }
}
