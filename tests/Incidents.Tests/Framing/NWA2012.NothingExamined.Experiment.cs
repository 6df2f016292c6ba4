using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2012: half a line lies in the pipe and is never marked as looked at, so each read returns it again at once.</summary>
public sealed class NothingExaminedExperiment
{
    private const int ManyRounds = 10_000;

    [Fact]
    public async Task Half_a_line_makes_the_loop_spin()
    {
        using var pair = ConnectedPair.Connect();
        var reader = PipeReader.Create(new NetworkStream(pair.Near));
        using var stopping = new CancellationTokenSource();
        var rounds = 0;
        pair.Deliver("half a li"u8);

        var reading = Task.Run(() => Pitfall.ReadLineAsync(reader, () => Interlocked.Increment(ref rounds), stopping.Token));
        Patience.Until(() => Volatile.Read(ref rounds) >= ManyRounds, "the loop has turned ten thousand times over half a line");

        // The rest lies in the socket; the reader never asks for it.
        pair.Far.Send("ne\n"u8);
        Patience.Until(() => pair.Near.Available == 3, "the rest has arrived");
        var before = Volatile.Read(ref rounds);
        Patience.Until(() => Volatile.Read(ref rounds) >= before + ManyRounds, "the loop has turned ten thousand times more");
        Assert.False(reading.IsCompleted);

        stopping.Cancel();
        Assert.Equal(-1, await reading.Bounded());
    }

    [Fact]
    public async Task A_buffer_marked_as_examined_makes_the_read_wait()
    {
        using var pair = ConnectedPair.Connect();
        var reader = PipeReader.Create(new NetworkStream(pair.Near));
        var rounds = 0;
        pair.Deliver("half a li"u8);

        var reading = Mended.ReadLineAsync(reader, () => Interlocked.Increment(ref rounds));
        Patience.Until(() => Volatile.Read(ref rounds) == 1, "half a line has been looked at");

        pair.Far.Send("ne\n"u8);
        Assert.Equal(11, await reading.Bounded());
        Assert.InRange(rounds, 2, 4);
    }

    private static class Pitfall
    {
#pragma warning disable NWA2012 // the sin is the exhibit
        public static async Task<long> ReadLineAsync(PipeReader reader, Action onRound, CancellationToken stopping)
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                onRound();
                var buffer = result.Buffer;
                if (buffer.PositionOf((byte)'\n') is { } end)
                {
                    return buffer.Slice(0, end).Length;
                }

                reader.AdvanceTo(buffer.Start);
                if (result.IsCompleted || stopping.IsCancellationRequested)
                {
                    return -1;
                }
            }
        }
#pragma warning restore NWA2012
    }

    private static class Mended
    {
        public static async Task<long> ReadLineAsync(PipeReader reader, Action onRound)
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                onRound();
                var buffer = result.Buffer;
                if (buffer.PositionOf((byte)'\n') is { } end)
                {
                    return buffer.Slice(0, end).Length;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    return -1;
                }
            }
        }
    }
}
