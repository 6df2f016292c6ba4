using System.Net.Security;
using System.Net.Sockets;

namespace BlindC092;

public static class Tls092
{
    public static SslStream Open(TcpClient client, string host)
    {
        var tls = new SslStream(client.GetStream());
        try
        {
            tls.AuthenticateAsClient(host);
            client.ReceiveTimeout = 5000; // ! NWA3016
            client.SendTimeout = 5000;
            return tls;
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }
}
