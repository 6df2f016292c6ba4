using System.Net.Sockets;
using System.Text;

namespace BlindC063G;

public sealed class Listener063G(TcpClient client)
{
    private readonly StreamReader _reader = new(client.GetStream(), Encoding.ASCII);

    public async IAsyncEnumerable<string> EventsAsync()
    {
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        using var owned = client;
        while (await _reader.ReadLineAsync() is { } line)
            yield return line;
    }
}
