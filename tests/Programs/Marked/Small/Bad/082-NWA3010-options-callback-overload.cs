using System.Net.Security;
using System.Net.Sockets;

namespace BlindC082;

public sealed class Sni082(Func<string, SslServerAuthenticationOptions> select)
{
    public async Task ServeAsync(Socket peer, Func<Stream, Task> next)
    {
        await using var tls = new SslStream(new NetworkStream(peer, ownsSocket: true));
        await tls.AuthenticateAsServerAsync((_, hello, state, _) => new ValueTask<SslServerAuthenticationOptions>(((Sni082)state)._pick(hello.ServerName)), this); // ! NWA3010
        await next(tls);
    }

    private readonly Func<string, SslServerAuthenticationOptions> _pick = select;
}
