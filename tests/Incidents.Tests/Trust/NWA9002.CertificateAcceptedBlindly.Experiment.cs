using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9002: somebody else answers for the server, with a certificate that they have made themselves a moment ago.</summary>
public sealed class CertificateAcceptedBlindlyExperiment
{
    private const string Server = "vault.example.com";

    [Fact]
    public async Task A_stranger_is_told_the_password()
    {
        using var pair = ConnectedPair.Connect();
        using var certificate = Stranger.Homemade("stranger.example.net");
        var heard = Stranger.ListensAsync(pair.Far, certificate);

        await Pitfall.LogInAsync(pair.Near, Server, "secret").Bounded();
        Assert.Equal("PASS secret", await heard.Bounded());
    }

    [Fact]
    public async Task With_the_check_that_NET_makes_the_handshake_is_broken_off()
    {
        using var pair = ConnectedPair.Connect();
        using var certificate = Stranger.Homemade("stranger.example.net");
        var heard = Stranger.ListensAsync(pair.Far, certificate);

        await Assert.ThrowsAsync<AuthenticationException>(() => Mended.LogInAsync(pair.Near, Server, "secret").Bounded());
        pair.Near.Close();
        Assert.Empty(await heard.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA9002, NWA3010 // the sin is the exhibit; its caller limits the time
        public static async Task LogInAsync(Socket socket, string server, string password)
        {
            using var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (sender, certificate, chain, errors) => true);
            await tls.AuthenticateAsClientAsync(server);
            await tls.WriteAsync(Encoding.UTF8.GetBytes($"PASS {password}\n"));
        }
#pragma warning restore NWA9002, NWA3010
    }

    private static class Mended
    {
#pragma warning disable NWA3010 // its caller limits the time
        public static async Task LogInAsync(Socket socket, string server, string password)
        {
            using var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false);
            await tls.AuthenticateAsClientAsync(server);
            await tls.WriteAsync(Encoding.UTF8.GetBytes($"PASS {password}\n"));
        }
#pragma warning restore NWA3010
    }
}
