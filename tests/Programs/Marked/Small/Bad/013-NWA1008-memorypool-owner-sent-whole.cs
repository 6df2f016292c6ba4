using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace BlindC013;

public static class Greeter013
{
    public static async Task GreetAsync(Socket socket, string name, CancellationToken token)
    {
        int size = Encoding.UTF8.GetByteCount(name);
        using IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(size);
        Encoding.UTF8.GetBytes(name, owner.Memory.Span);
        await socket.SendAsync(owner.Memory, SocketFlags.None, token); // ! NWA1008
    }
}
