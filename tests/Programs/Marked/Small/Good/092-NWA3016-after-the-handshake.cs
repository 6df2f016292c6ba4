using System.Net.Security;
using System.Net.Sockets;

namespace BlindC092G;

public static class Tls092G
{
    public static SslStream Open(TcpClient client, string host)
    {
        client.ReceiveTimeout = 5000;
        client.SendTimeout = 5000;
        var tls = new SslStream(client.GetStream());
        try
        {
            tls.AuthenticateAsClient(host);
            return tls;
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }
}
