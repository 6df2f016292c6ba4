using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Ownership;

/// <summary>NWA5003: a handshake that fails before anybody owns the connection leaves the connection open: the peer sees no end.</summary>
public sealed class LeakedWhenConnectFailsExperiment
{
    [Fact]
    public async Task After_a_failed_handshake_the_peer_still_has_a_connection()
    {
        var seen = await FailedHandshake(Pitfall.ConnectAsync);

        Assert.False(seen.HasEnded);
        seen.Kept.Dispose();
    }

    [Fact]
    public async Task Whoever_disposes_and_throws_again_ends_it()
    {
        var seen = await FailedHandshake(Mended.ConnectAsync);

        Assert.True(seen.HasEnded);
        seen.Kept.Dispose();
    }

    /// <summary>A server that does not speak TLS, and what it sees after the client has given up.</summary>
    private static async Task<(bool HasEnded, Client Kept)> FailedHandshake(Func<Client, IPEndPoint, Task> connect)
    {
        using var listener = Loopback.Listen();
        var client = new Client();
        var connecting = connect(client, listener.Address());
        using var peer = await listener.AcceptAsync();

        // Takes the client's greeting and answers something else than TLS.
        Assert.NotEqual(0, peer.Receive(new byte[4096]));
        peer.Send("this is no TLS at all\r\n"u8);
        await Assert.ThrowsAnyAsync<Exception>(() => connecting.Bounded());

        // An end is seen at once or, within the watch, not at all; what comes before it is the alert.
        var ended = Patience.OnOwnThread(() =>
        {
            try
            {
                while (peer.Receive(new byte[256]) > 0)
                {
                }
            }
            catch (SocketException)
            {
            }
        });
        return (!await ended.StillWaits(), client);
    }

    /// <summary>Holds the socket for the experiment alone, so that no finalizer closes it meanwhile.</summary>
    private sealed class Client : IDisposable
    {
        public TcpClient? Made { get; set; }

        public void Dispose() => Made?.Dispose();
    }

    private static class Pitfall
    {
        public static async Task<SslStream> ConnectAsync(Client kept, IPEndPoint server)
        {
            var client = new TcpClient();
            kept.Made = client;
            await client.ConnectAsync(server);
            var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync("localhost");
            return tls;
        }
    }

    private static class Mended
    {
        public static async Task<SslStream> ConnectAsync(Client kept, IPEndPoint server)
        {
            var client = new TcpClient();
            kept.Made = client;
            try
            {
                await client.ConnectAsync(server);
                var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsClientAsync("localhost");
                return tls;
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }
    }
}
