using System.Security.Authentication;

namespace BlindC167G;

public sealed class Old167G
{
#pragma warning disable SYSLIB0039, CS0618
    private readonly SslProtocols _protocols = SslProtocols.None;
#pragma warning restore SYSLIB0039, CS0618

    public SocketsHttpHandler Handler() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = { EnabledSslProtocols = _protocols },
    };
}
