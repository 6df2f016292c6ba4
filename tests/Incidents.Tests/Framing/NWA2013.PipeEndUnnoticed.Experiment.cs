using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2013: a pipe whose other end is done answers at once, for ever; only IsCompleted tells.</summary>
public sealed class PipeEndUnnoticedExperiment
{
    private const int ManyRounds = 10_000;

    [Fact]
    public async Task A_reader_that_does_not_ask_spins_after_the_peer_has_closed()
    {
        using var pair = ConnectedPair.Connect();
        using var stopping = new CancellationTokenSource();
        var reader = PipeReader.Create(new NetworkStream(pair.Near));
        var rounds = 0;
        pair.Deliver("bye"u8);
        pair.CloseFar();

        var reading = Task.Run(() => Pitfall.ReadAsync(reader, () => Interlocked.Increment(ref rounds), stopping.Token));
        Patience.Until(() => Volatile.Read(ref rounds) >= ManyRounds, "the loop has turned ten thousand times over nothing");
        Assert.False(reading.IsCompleted);

        stopping.Cancel();
        await reading.Bounded();
    }

    [Fact]
    public async Task A_reader_that_asks_ends_with_the_connection()
    {
        using var pair = ConnectedPair.Connect();
        var reader = PipeReader.Create(new NetworkStream(pair.Near));
        var rounds = 0;
        pair.Deliver("bye"u8);
        pair.CloseFar();

        await Mended.ReadAsync(reader, () => Interlocked.Increment(ref rounds), CancellationToken.None).Bounded();
        Assert.InRange(rounds, 1, 3);
    }

    [Fact]
    public async Task A_producer_that_does_not_ask_goes_on_when_its_reader_is_gone()
    {
        var pipe = new Pipe();
        using var stopping = new CancellationTokenSource();
        var rounds = 0;
        pipe.Reader.Complete();

        var producing = Task.Run(() => Pitfall.ProduceAsync(pipe.Writer, () => Interlocked.Increment(ref rounds), stopping.Token));
        Patience.Until(() => Volatile.Read(ref rounds) >= ManyRounds, "ten thousand messages have been produced for nobody");

        stopping.Cancel();
        await producing.Bounded();
    }

    [Fact]
    public async Task A_producer_that_asks_ends_with_its_reader()
    {
        var pipe = new Pipe();
        var rounds = 0;
        pipe.Reader.Complete();

        await Mended.ProduceAsync(pipe.Writer, () => Interlocked.Increment(ref rounds), CancellationToken.None).Bounded();
        Assert.Equal(1, rounds);
    }

    private static class Pitfall
    {
#pragma warning disable NWA2013 // the sin is the exhibit
        public static async Task ReadAsync(PipeReader reader, Action onRound, CancellationToken stopping)
        {
            while (!stopping.IsCancellationRequested)
            {
                var result = await reader.ReadAsync();
                onRound();
                reader.AdvanceTo(result.Buffer.End);
            }
        }

        public static async Task ProduceAsync(PipeWriter writer, Action onRound, CancellationToken stopping)
        {
            while (!stopping.IsCancellationRequested)
            {
                onRound();
                writer.Write("tick"u8);
                await writer.FlushAsync();
            }
        }
#pragma warning restore NWA2013
    }

    private static class Mended
    {
        public static async Task ReadAsync(PipeReader reader, Action onRound, CancellationToken stopping)
        {
            while (!stopping.IsCancellationRequested)
            {
                var result = await reader.ReadAsync();
                onRound();
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }

        public static async Task ProduceAsync(PipeWriter writer, Action onRound, CancellationToken stopping)
        {
            while (!stopping.IsCancellationRequested)
            {
                onRound();
                writer.Write("tick"u8);
                var flushed = await writer.FlushAsync();
                if (flushed.IsCompleted)
                {
                    break;
                }
            }
        }
    }
}
