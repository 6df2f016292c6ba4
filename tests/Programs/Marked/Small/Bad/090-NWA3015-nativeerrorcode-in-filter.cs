using System.Net.Sockets;

namespace BlindC090;

public static class Sender090
{
    private const int WsaEConnReset = 10054;

    public static async Task<bool> TrySendAsync(Socket socket, ReadOnlyMemory<byte> data, CancellationToken token)
    {
        try
        {
            await socket.SendAsync(data, SocketFlags.None, token);
            return true;
        }
        catch (SocketException e) when (e.NativeErrorCode is WsaEConnReset) // ! NWA3015
        {
            socket.Dispose();
            return false;
        }
    }
}
