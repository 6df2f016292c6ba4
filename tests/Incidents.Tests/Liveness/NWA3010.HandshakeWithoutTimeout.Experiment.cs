using System;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3010: a client connects to a TLS server and says nothing; without a token its handshake is waited for as long as anybody watches.</summary>
public sealed class HandshakeWithoutTimeoutExperiment
{
    [Fact]
    public async Task A_silent_client_keeps_the_handshake_waiting()
    {
        using var pair = ConnectedPair.Connect();
        using var certificate = Certificate();
        using var tls = new SslStream(new NetworkStream(pair.Near));

        var handshake = Pitfall.Greet(tls, certificate);
        Assert.True(await handshake.StillWaits());

        // It was waiting for the client and for nothing else: when the client goes, it ends.
        pair.CloseFar();
        await Assert.ThrowsAnyAsync<Exception>(() => handshake.Bounded());
    }

    [Fact]
    public async Task With_a_token_the_handshake_ends_and_the_connection_can_be_closed()
    {
        using var pair = ConnectedPair.Connect();
        using var certificate = Certificate();
        using var tls = new SslStream(new NetworkStream(pair.Near));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mended.Greet(tls, certificate, Patience.Watch / 5).Bounded());
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static class Pitfall
    {
#pragma warning disable NWA3010 // the sin is the exhibit
        public static async Task Greet(SslStream tls, X509Certificate2 certificate) => await tls.AuthenticateAsServerAsync(certificate);
#pragma warning restore NWA3010
    }

    private static class Mended
    {
        public static async Task Greet(SslStream tls, X509Certificate2 certificate, TimeSpan limit)
        {
            using var deadline = new CancellationTokenSource(limit);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, deadline.Token);
        }
    }
}
