using System.Net.Sockets;

namespace BlindC079;

public readonly struct Limits079(TimeSpan idle)
{
    public TcpClient Apply(TcpClient client)
    {
        (client.ReceiveTimeout, client.SendTimeout) = (idle.Milliseconds, 5000); // ! NWA3009
        return client;
    }
}
