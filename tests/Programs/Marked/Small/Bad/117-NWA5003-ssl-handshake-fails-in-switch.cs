using System.Net.Security;
using System.Net.Sockets;

namespace BlindC117;

public static class Transport117
{
    public static async Task<Stream> OpenAsync(string scheme, string host, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, 443, limit.Token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var plain = new NetworkStream(socket, ownsSocket: true);
        switch (scheme)
        {
            case "tls":
                var tls = new SslStream(plain);
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, limit.Token); // ! NWA5003
                return tls;
            default:
                return plain;
        }
    }
}
