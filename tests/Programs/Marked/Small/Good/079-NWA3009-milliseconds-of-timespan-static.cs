using System.Net.Sockets;

namespace BlindC079G;

public readonly struct Limits079G(TimeSpan idle)
{
    public TcpClient Apply(TcpClient client)
    {
        (client.ReceiveTimeout, client.SendTimeout) = ((int)idle.TotalMilliseconds, 5000);
        return client;
    }
}
