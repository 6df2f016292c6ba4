using System.Net.Sockets;

namespace BlindC121;

public sealed class Bag121 : IDisposable
{
    private readonly List<Socket> _all = [];

    public void Add(Socket socket) => _all.Add(socket);

    public void Dispose()
    {
        foreach (var socket in _all)
        {
            socket.Shutdown(SocketShutdown.Both); // ! NWA5007
            socket.Dispose();
        }
    }
}
