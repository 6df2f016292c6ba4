using System.Net.Sockets;

namespace BlindC121G;

public sealed class Bag121G : IDisposable
{
    private readonly List<Socket> _all = [];

    public void Add(Socket socket) => _all.Add(socket);

    public void Dispose()
    {
        foreach (var socket in _all)
        {
            try { socket.Shutdown(SocketShutdown.Both); }
            catch (SocketException) { }
            finally { socket.Dispose(); }
        }
    }
}
