using System.Buffers;
using System.Net.Sockets;

namespace BlindC052G;

public static class Rented052G
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Socket socket, CancellationToken token)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            int n = await socket.ReceiveAsync(rented.AsMemory(0, 4096), SocketFlags.None, token);
            return rented.AsSpan(0, n).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
