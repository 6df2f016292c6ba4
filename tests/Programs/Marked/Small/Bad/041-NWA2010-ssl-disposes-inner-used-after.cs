using System.Net.Security;
using System.Net.Sockets;

namespace BlindC041;

public static class Clear041
{
    public static async Task DowngradeAsync(NetworkStream plain, SslClientAuthenticationOptions options, CancellationToken token)
    {
        await using (var tls = new SslStream(plain)) // ! NWA2010
        {
            await tls.AuthenticateAsClientAsync(options, token);
            await tls.WriteAsync("CCC\r\n"u8.ToArray(), token);
            await tls.ShutdownAsync();
        }
        await plain.WriteAsync("NOOP\r\n"u8.ToArray(), token);
    }
}
