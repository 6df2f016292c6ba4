using System.Net.Sockets;

namespace BlindC065;

public static class Tune065
{
    public static TcpClient Tuned(this TcpClient client)
    {
        client.NoDelay = true;
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1); // ! NWA3002
        return client;
    }
}
