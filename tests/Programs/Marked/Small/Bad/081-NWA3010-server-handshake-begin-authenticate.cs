using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace BlindC081;

public sealed class TlsDoor081(X509Certificate2 certificate)
{
    public async Task<SslStream> WrapAsync(TcpClient accepted)
    {
        var tls = new SslStream(accepted.GetStream(), leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsServerAsync(certificate, false, false).ConfigureAwait(false); // ! NWA3010
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
