using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2002: a closed connection is readable for ever, so a loop that does not look for 0 never rests again.</summary>
public sealed class EndOfStreamUnnoticedExperiment
{
    private const int ManyTurns = 10_000;

    [Fact]
    public async Task A_loop_without_a_test_for_zero_spins_after_the_peer_has_closed()
    {
        using var pair = ConnectedPair.Connect();
        using var stopping = new CancellationTokenSource();
        var handled = new Handled();

        pair.Deliver("last words"u8);
        pair.CloseFar();
        var pumping = Patience.OnOwnThread(() => Pitfall.Pump(pair.Near, handled.Take, stopping.Token));

        Patience.Until(() => handled.Empty >= ManyTurns, "the loop has turned ten thousand times over nothing");
        Assert.False(pumping.IsCompleted);
        Assert.Equal("last words".Length, handled.Bytes);

        stopping.Cancel();
        await pumping.Bounded();
    }

    [Fact]
    public async Task A_loop_that_leaves_on_zero_ends_with_the_connection()
    {
        using var pair = ConnectedPair.Connect();
        using var stopping = new CancellationTokenSource();
        var handled = new Handled();

        pair.Deliver("last words"u8);
        pair.CloseFar();
        await Patience.OnOwnThread(() => Mended.Pump(pair.Near, handled.Take, stopping.Token)).Bounded();

        Assert.Equal(0, handled.Empty);
        Assert.Equal("last words".Length, handled.Bytes);
    }

    private static class Pitfall
    {
#pragma warning disable NWA2002 // the sin is the exhibit
        public static void Pump(Socket socket, Action<ReadOnlyMemory<byte>> handle, CancellationToken stopping)
        {
            var buffer = new byte[1024];
            while (!stopping.IsCancellationRequested)
            {
                var count = socket.Receive(buffer);
                handle(buffer.AsMemory(0, count));
            }
        }
#pragma warning restore NWA2002
    }

    private static class Mended
    {
        public static void Pump(Socket socket, Action<ReadOnlyMemory<byte>> handle, CancellationToken stopping)
        {
            var buffer = new byte[1024];
            while (!stopping.IsCancellationRequested)
            {
                var count = socket.Receive(buffer);
                if (count == 0)
                {
                    break;
                }

                handle(buffer.AsMemory(0, count));
            }
        }
    }

    private sealed class Handled
    {
        private int _bytes;
        private int _empty;

        public int Bytes => Volatile.Read(ref _bytes);

        public int Empty => Volatile.Read(ref _empty);

        public void Take(ReadOnlyMemory<byte> part)
        {
            Interlocked.Add(ref _bytes, part.Length);
            if (part.IsEmpty)
            {
                Interlocked.Increment(ref _empty);
            }
        }
    }
}
