using System;
using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2017: a buffer that went back to the pool is filled by the next connection while the first still holds it.</summary>
public sealed class BufferReturnedInUseExperiment
{
    private const int Size = 16;

    [Fact]
    public async Task The_message_of_one_connection_becomes_that_of_another()
    {
        using var alice = ConnectedPair.Connect();
        using var mallory = ConnectedPair.Connect();
        var pool = ArrayPool<byte>.Create(Size, 1);
        alice.Deliver("alice's password"u8);
        mallory.Deliver("mallory was here"u8);

        var first = await Pitfall.ReadAsync(alice.Near, pool).Bounded();
        var second = await Pitfall.ReadAsync(mallory.Near, pool).Bounded();

        Assert.Equal("mallory was here", Encoding.ASCII.GetString(first.Span));
        Assert.Equal("mallory was here", Encoding.ASCII.GetString(second.Span));
    }

    [Fact]
    public async Task A_copy_keeps_each_message_with_its_connection()
    {
        using var alice = ConnectedPair.Connect();
        using var mallory = ConnectedPair.Connect();
        var pool = ArrayPool<byte>.Create(Size, 1);
        alice.Deliver("alice's password"u8);
        mallory.Deliver("mallory was here"u8);

        var first = await Mended.ReadAsync(alice.Near, pool).Bounded();
        var second = await Mended.ReadAsync(mallory.Near, pool).Bounded();

        Assert.Equal("alice's password", Encoding.ASCII.GetString(first.Span));
        Assert.Equal("mallory was here", Encoding.ASCII.GetString(second.Span));
    }

    private static class Pitfall
    {
#pragma warning disable NWA2017 // the sin is the exhibit
        public static async Task<ReadOnlyMemory<byte>> ReadAsync(Socket socket, ArrayPool<byte> pool)
        {
            var buffer = pool.Rent(Size);
            try
            {
                var count = await socket.ReceiveAsync(buffer);
                return buffer.AsMemory(0, count);
            }
            finally
            {
                pool.Return(buffer);
            }
        }
#pragma warning restore NWA2017
    }

    private static class Mended
    {
        public static async Task<ReadOnlyMemory<byte>> ReadAsync(Socket socket, ArrayPool<byte> pool)
        {
            var buffer = pool.Rent(Size);
            try
            {
                var count = await socket.ReceiveAsync(buffer);
                return buffer.AsSpan(0, count).ToArray();
            }
            finally
            {
                pool.Return(buffer);
            }
        }
    }
}
