using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9004: a server that turns away one address compares it with == and lets it in.</summary>
public sealed class AddressComparedByReferenceExperiment
{
    [Fact]
    public async Task A_blocked_address_is_let_in() =>
        Assert.True(await IsLetInAsync((socket, blocked) => Pitfall.IsAllowed(socket, blocked)));

    [Fact]
    public async Task Compared_by_what_it_says_it_is_turned_away() =>
        Assert.False(await IsLetInAsync((socket, blocked) => Mended.IsAllowed(socket, blocked)));

    private delegate bool Gate(Socket accepted, IPAddress blocked);

    private static async Task<bool> IsLetInAsync(Gate gate)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint).Bounded();
        using var accepted = await listener.AcceptSocketAsync().Bounded();
        return gate(accepted, IPAddress.Parse("127.0.0.1"));
    }

    private static class Pitfall
    {
#pragma warning disable NWA9004 // the sin is the exhibit
        public static bool IsAllowed(Socket accepted, IPAddress blocked) => ((IPEndPoint)accepted.RemoteEndPoint!).Address != blocked;
#pragma warning restore NWA9004
    }

    private static class Mended
    {
        public static bool IsAllowed(Socket accepted, IPAddress blocked) => !((IPEndPoint)accepted.RemoteEndPoint!).Address.Equals(blocked);
    }
}
