using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9013: somebody else answers for the server, with a certificate that they have made themselves and given the server's name.</summary>
public sealed class CertificateTrustedByNameExperiment
{
    private const string Server = "vault.example.com";

    [Fact]
    public async Task A_stranger_who_has_written_the_name_is_told_the_password()
    {
        using var pair = ConnectedPair.Connect();
        using var own = Stranger.Homemade(Server);
        using var strangers = Stranger.Homemade(Server);
        var heard = Stranger.ListensAsync(pair.Far, strangers);
        await Pitfall.LogInAsync(pair.Near, Server, "secret", own).Bounded();
        Assert.Equal("PASS secret", await heard.Bounded());
    }

    [Fact]
    public async Task One_whose_hash_is_compared_is_not()
    {
        using var pair = ConnectedPair.Connect();
        using var own = Stranger.Homemade(Server);
        using var strangers = Stranger.Homemade(Server);
        var heard = Stranger.ListensAsync(pair.Far, strangers);
        await Assert.ThrowsAsync<AuthenticationException>(() => Mended.LogInAsync(pair.Near, Server, "secret", own).Bounded());
        pair.Near.Close();
        Assert.Empty(await heard.Bounded());
    }

    [Fact]
    public async Task And_the_server_itself_still_is()
    {
        using var pair = ConnectedPair.Connect();
        using var own = Stranger.Homemade(Server);
        var heard = Stranger.ListensAsync(pair.Far, own);
        await Mended.LogInAsync(pair.Near, Server, "secret", own).Bounded();
        Assert.Equal("PASS secret", await heard.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA9013, NWA3010 // the sin is the exhibit; its caller limits the time
        public static async Task LogInAsync(Socket socket, string server, string password, X509Certificate2 expected)
        {
            using var tls = new SslStream(new NetworkStream(socket), false, (sender, certificate, chain, errors) => errors == SslPolicyErrors.None || certificate!.Subject == expected.Subject);
            await tls.AuthenticateAsClientAsync(server);
            await tls.WriteAsync(Encoding.UTF8.GetBytes($"PASS {password}\n"));
        }
#pragma warning restore NWA9013, NWA3010
    }

    private static class Mended
    {
#pragma warning disable NWA3010 // its caller limits the time
        public static async Task LogInAsync(Socket socket, string server, string password, X509Certificate2 expected)
        {
            using var tls = new SslStream(new NetworkStream(socket), false, (sender, certificate, chain, errors) => errors == SslPolicyErrors.None || certificate!.GetCertHashString() == expected.GetCertHashString());
            await tls.AuthenticateAsClientAsync(server);
            await tls.WriteAsync(Encoding.UTF8.GetBytes($"PASS {password}\n"));
        }
#pragma warning restore NWA3010
    }
}
