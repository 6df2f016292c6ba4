using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace BlindC081G;

public sealed class TlsDoor081G(X509Certificate2 certificate)
{
    public async Task<SslStream> WrapAsync(TcpClient accepted)
    {
        var tls = new SslStream(accepted.GetStream(), leaveInnerStreamOpen: false);
        try
        {
            using var cts = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cts.Token).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            accepted.Dispose();
            throw;
        }
    }
}
