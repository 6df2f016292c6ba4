using System.Net;
using System.Net.Sockets;

namespace BlindC118;

public static class Opener118
{
    public static async Task<Stream> OpenAsync(IPEndPoint target, CancellationToken token)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target, token);
            return new NetworkStream(socket); // ! NWA5004
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
