using System.Net.Sockets;

namespace BlindC090G;

public static class Sender090G
{
    private const int WsaEConnReset = 10054;

    public static async Task<bool> TrySendAsync(Socket socket, ReadOnlyMemory<byte> data, CancellationToken token)
    {
        try
        {
            await socket.SendAsync(data, SocketFlags.None, token);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
        {
            socket.Dispose();
            return false;
        }
    }
}
