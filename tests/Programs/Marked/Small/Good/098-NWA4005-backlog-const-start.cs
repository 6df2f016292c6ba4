using System.Net;
using System.Net.Sockets;

namespace BlindC098G;

public sealed class Web098G : IDisposable
{
    private const int Backlog = 4;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public void Open(int port)
    {
        _socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        _socket.Listen(512);
    }

    public async Task AcceptAllAsync(Action<Socket> queue, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            Socket peer;
            try { peer = await _socket.AcceptAsync(token); }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            queue(peer);
        }
    }

    public void Dispose() => _socket.Dispose();
}
