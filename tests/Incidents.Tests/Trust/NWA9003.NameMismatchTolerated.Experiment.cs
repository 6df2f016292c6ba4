using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9003: somebody else answers for the server, with a certificate that an issuer whom the client trusts has given them for their own name.</summary>
public sealed class NameMismatchToleratedExperiment
{
    private const string Server = "vault.example.com";

    [Fact]
    public async Task A_stranger_with_a_good_certificate_is_told_the_password()
    {
        using var pair = ConnectedPair.Connect();
        var (issuer, certificate) = Stranger.Issued("stranger.example.net");
        using (issuer)
        using (certificate)
        {
            var heard = Stranger.ListensAsync(pair.Far, certificate);
            await Pitfall.LogInAsync(pair.Near, Server, "secret", Trusting(issuer)).Bounded();
            Assert.Equal("PASS secret", await heard.Bounded());
        }
    }

    [Fact]
    public async Task One_whose_name_is_looked_at_is_not()
    {
        using var pair = ConnectedPair.Connect();
        var (issuer, certificate) = Stranger.Issued("stranger.example.net");
        using (issuer)
        using (certificate)
        {
            var heard = Stranger.ListensAsync(pair.Far, certificate);
            await Assert.ThrowsAsync<AuthenticationException>(() => Mended.LogInAsync(pair.Near, Server, "secret", Trusting(issuer)).Bounded());
            pair.Near.Close();
            Assert.Empty(await heard.Bounded());
        }
    }

    [Fact]
    public async Task And_the_server_itself_still_is()
    {
        using var pair = ConnectedPair.Connect();
        var (issuer, certificate) = Stranger.Issued(Server);
        using (issuer)
        using (certificate)
        {
            var heard = Stranger.ListensAsync(pair.Far, certificate);
            await Mended.LogInAsync(pair.Near, Server, "secret", Trusting(issuer)).Bounded();
            Assert.Equal("PASS secret", await heard.Bounded());
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2 issuer)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(issuer);
        return policy;
    }

    private static class Pitfall
    {
#pragma warning disable NWA9003, NWA3010 // the sin is the exhibit; its caller limits the time
        public static async Task LogInAsync(Socket socket, string server, string password, X509ChainPolicy trusted)
        {
            using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = server,
                CertificateChainPolicy = trusted,
                RemoteCertificateValidationCallback = (sender, certificate, chain, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNameMismatch,
            });
            await tls.WriteAsync(Encoding.UTF8.GetBytes($"PASS {password}\n"));
        }
#pragma warning restore NWA9003, NWA3010
    }

    private static class Mended
    {
#pragma warning disable NWA3010 // its caller limits the time
        public static async Task LogInAsync(Socket socket, string server, string password, X509ChainPolicy trusted)
        {
            using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server, CertificateChainPolicy = trusted });
            await tls.WriteAsync(Encoding.UTF8.GetBytes($"PASS {password}\n"));
        }
#pragma warning restore NWA3010
    }
}
