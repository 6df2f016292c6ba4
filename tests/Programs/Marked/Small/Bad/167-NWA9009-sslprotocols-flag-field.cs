using System.Security.Authentication;

namespace BlindC167;

public sealed class Old167
{
#pragma warning disable SYSLIB0039, CS0618
    private readonly SslProtocols _protocols = SslProtocols.Tls12 | SslProtocols.Tls; // ! NWA9009
#pragma warning restore SYSLIB0039, CS0618

    public SocketsHttpHandler Handler() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = { EnabledSslProtocols = _protocols },
    };
}
