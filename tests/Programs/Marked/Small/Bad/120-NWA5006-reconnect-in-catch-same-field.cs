using System.Net;
using System.Net.Sockets;

namespace BlindC120;

public sealed class Sticky120(IPEndPoint server) : IDisposable
{
    private Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public ValueTask StartAsync(CancellationToken token) => _socket.ConnectAsync(server, token);

    public async Task SendAsync(ReadOnlyMemory<byte> data, CancellationToken token)
    {
        try
        {
            await _socket.SendAsync(data, SocketFlags.None, token);
        }
        catch (SocketException)
        {
            await Task.Delay(1000, token);
            await _socket.ConnectAsync(server, token); // ! NWA5006
            throw;
        }
    }

    public void Dispose() => _socket.Dispose();
}
