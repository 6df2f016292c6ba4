using System;
using System.Buffers.Binary;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9001: four bytes of a client that speaks another protocol are a length of more than a gigabyte.</summary>
public sealed class LengthTrustedExperiment
{
    private const int AsLength = 0x47455420;

    [Fact]
    public async Task Four_bytes_of_a_browser_allocate_a_gigabyte()
    {
        var (failure, allocated) = await After("GET "u8.ToArray(), Pitfall.Read);
        Assert.IsType<EndOfStreamException>(failure);
        Assert.True(allocated >= AsLength, $"{allocated} bytes");
    }

    [Fact]
    public async Task A_negative_length_throws_what_no_handler_expects()
    {
        var (failure, _) = await After([0xFF, 0xFF, 0xFF, 0xFF], Pitfall.Read);
        Assert.IsType<OverflowException>(failure);
    }

    [Fact]
    public async Task A_length_with_a_limit_is_refused_before_anything_is_allocated()
    {
        foreach (var prefix in new[] { "GET "u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF] })
        {
            var (failure, allocated) = await After(prefix, Mended.Read);
            Assert.Contains("allowed", Assert.IsType<InvalidDataException>(failure).Message, StringComparison.Ordinal);
            Assert.True(allocated < 1_000_000, $"{allocated} bytes");
        }
    }

    [Fact]
    public async Task A_message_within_the_limit_is_read_by_both()
    {
        foreach (var read in new Func<NetworkStream, byte[]>[] { Pitfall.Read, Mended.Read })
        {
            Assert.Null((await After([0, 0, 0, 2, 1, 2], read)).Failure);
        }
    }

    /// <summary>What a reader throws, and how many bytes it allocates, when a client sends this and ends.</summary>
    private static async Task<(Exception? Failure, long Allocated)> After(byte[] sent, Func<NetworkStream, byte[]> read)
    {
        using var pair = ConnectedPair.Connect();
        pair.Far.Send(sent);
        pair.Far.Shutdown(SocketShutdown.Send);
        using var stream = new NetworkStream(pair.Near);
        return await Patience.OnOwnThread(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var failure = Record.Exception(() => read(stream));
            return (failure, GC.GetAllocatedBytesForCurrentThread() - before);
        }).Bounded();
    }

    private static class Pitfall
    {
#pragma warning disable NWA9001 // the sin is the exhibit
        public static byte[] Read(NetworkStream stream)
        {
            var header = new byte[4];
            stream.ReadExactly(header);
            var length = BinaryPrimitives.ReadInt32BigEndian(header);
            var message = new byte[length];
            stream.ReadExactly(message);
            return message;
        }
#pragma warning restore NWA9001
    }

    private static class Mended
    {
        private const int Largest = 64 * 1024;

        public static byte[] Read(NetworkStream stream)
        {
            var header = new byte[4];
            stream.ReadExactly(header);
            var length = BinaryPrimitives.ReadInt32BigEndian(header);
            if (length is < 0 or > Largest)
            {
                throw new InvalidDataException($"A message of {length} bytes was announced; {Largest} are allowed.");
            }

            var message = new byte[length];
            stream.ReadExactly(message);
            return message;
        }
    }
}
