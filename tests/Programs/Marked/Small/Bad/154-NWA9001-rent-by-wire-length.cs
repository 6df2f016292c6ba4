using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace BlindC154;

public static class Packet154
{
    public static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken token)
    {
        var four = new byte[4];
        await stream.ReadExactlyAsync(four, token);
        int size = BinaryPrimitives.ReadInt32LittleEndian(four);
        byte[] rented = ArrayPool<byte>.Shared.Rent(size); // ! NWA9001
        try
        {
            await stream.ReadExactlyAsync(rented.AsMemory(0, size), token);
            return rented.AsSpan(0, size).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
