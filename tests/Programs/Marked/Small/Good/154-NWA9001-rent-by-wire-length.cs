using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace BlindC154G;

public static class Packet154G
{
    public static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken token)
    {
        var four = new byte[4];
        await stream.ReadExactlyAsync(four, token);
        int size = BinaryPrimitives.ReadInt32LittleEndian(four);
        if (size is < 0 or > 1 << 20) throw new InvalidDataException("length " + size);
        byte[] rented = ArrayPool<byte>.Shared.Rent(size);
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
