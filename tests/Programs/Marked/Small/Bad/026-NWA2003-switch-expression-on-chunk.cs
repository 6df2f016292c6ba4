using System.Net.Sockets;
using System.Text;

namespace BlindC026;

public sealed class Bot026(Socket socket)
{
    public async Task<bool> StepAsync(CancellationToken token)
    {
        var buffer = new byte[256];
        int n = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, token);
        if (n == 0) return false;
        ReadOnlyMemory<byte> reply = Encoding.ASCII.GetString(buffer, 0, n) switch // ! NWA2003
        {
            "PING" => "PONG"u8.ToArray(),
            "TIME" => Encoding.ASCII.GetBytes(DateTime.UtcNow.ToString("O")),
            _ => "WHAT"u8.ToArray(),
        };
        await socket.SendAsync(reply, SocketFlags.None, token);
        return true;
    }
}
