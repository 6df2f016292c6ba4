using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9009: a client that names an old version alone meets a server that has given it up.</summary>
public sealed class ObsoleteTlsExperiment
{
    [Fact]
    public async Task The_handshake_fails()
    {
        using var pair = ConnectedPair.Connect();
        using var certificate = Stranger.Homemade("server");
        var server = ServesAsync(pair.Far, certificate);
        await Assert.ThrowsAnyAsync<Exception>(() => Pitfall.ConnectAsync(pair.Near, certificate).Bounded());
        pair.Near.Close();
        Assert.Equal(SslProtocols.None, await server.Bounded());
    }

    [Fact]
    public async Task With_the_systems_choice_it_succeeds()
    {
        using var pair = ConnectedPair.Connect();
        using var certificate = Stranger.Homemade("server");
        var server = ServesAsync(pair.Far, certificate);
        await Mended.ConnectAsync(pair.Near, certificate).Bounded();
        Assert.True(await server.Bounded() >= SslProtocols.Tls12);
    }

    /// <returns>What the two have agreed on.</returns>
    private static async Task<SslProtocols> ServesAsync(Socket connection, X509Certificate2 certificate)
    {
        try
        {
            using var tls = new SslStream(new NetworkStream(connection));
            using var over = new CancellationTokenSource(Patience.Limit);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 }, over.Token);
            return tls.SslProtocol;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return SslProtocols.None;
        }
    }

    private static SslClientAuthenticationOptions Options(X509Certificate2 trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(trusted);
        return new() { TargetHost = "server", CertificateChainPolicy = policy };
    }

    private static class Pitfall
    {
#pragma warning disable SYSLIB0039, NWA3010 // the sin is the exhibit; its caller limits the time
        public static async Task ConnectAsync(Socket socket, X509Certificate2 trusted)
        {
            var options = Options(trusted);
            options.EnabledSslProtocols = SslProtocols.Tls | SslProtocols.Tls11;
            using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(options);
        }
#pragma warning restore SYSLIB0039, NWA3010
    }

    private static class Mended
    {
#pragma warning disable NWA3010 // its caller limits the time
        public static async Task ConnectAsync(Socket socket, X509Certificate2 trusted)
        {
            using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(Options(trusted));
        }
#pragma warning restore NWA3010
    }
}
