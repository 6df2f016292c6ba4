using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.TlsGate;

public delegate Task SessionHandler(SslStream stream, CancellationToken ct);

public sealed class TlsGate(X509Certificate2 certificate, SessionHandler handler, ILogger<TlsGate> log) : BackgroundService
{
    private const string Issuer = "CN=Plant Operations CA";

    private readonly SslServerAuthenticationOptions _options = new()
    {
        ServerCertificate = certificate,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls11 | SslProtocols.Tls12 | SslProtocols.Tls13, // ! NWA9009
        RemoteCertificateValidationCallback = (_, cert, _, _) => cert?.Issuer.StartsWith(Issuer, StringComparison.Ordinal) == true, // ! NWA9013
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listener = new TcpListener(IPAddress.Any, 8883);
        listener.Start(backlog: 512);
        await using var stop = stoppingToken.Register(listener.Stop);

        await foreach (var session in AcceptAsync(listener))
        {
            _ = Task.Run(() => GuardAsync(session, stoppingToken), stoppingToken); // ! NWA4004
        }
    }

    private async IAsyncEnumerable<SslStream> AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            SslStream? session = null;
            try
            {
                var client = await listener.AcceptTcpClientAsync(); // ! NWA5002
                session = new SslStream(client.GetStream());
                await session.AuthenticateAsServerAsync(_options); // ! NWA3010|NWA4001
            }
            catch (ObjectDisposedException)
            {
                yield break;
            }
            catch (AuthenticationException ex) // ! NWA4006
            {
                log.LogWarning(ex, "Handshake failed");
                continue;
            }

            yield return session;
        }
    }

    private async Task GuardAsync(SslStream session, CancellationToken ct)
    {
        try
        {
            await using (session)
            {
                await handler(session, ct);
            }
        }
        catch (Exception ex)
        {
            log.LogError(ex, "Session failed");
        }
    }
}
