using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9012: a host has two addresses, and at the first nobody answers. What the DNS gives is handed in: one cannot put a name with two addresses into every machine's DNS.</summary>
public sealed class FirstAddressOnlyExperiment
{
    private static readonly IPAddress s_down = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task At_the_first_address_nobody_answers()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        await Assert.ThrowsAnyAsync<SocketException>(() => Pitfall.OpenAsync(socket, [s_down, IPAddress.Loopback], port).Bounded());
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Who_is_given_all_goes_on_to_the_second()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        await Mended.OpenAsync(socket, [s_down, IPAddress.Loopback], port).Bounded();
        using var accepted = await listener.AcceptSocketAsync().Bounded();
        Assert.Equal(socket.LocalEndPoint, accepted.RemoteEndPoint);
    }

    private static class Pitfall
    {
#pragma warning disable NWA3006 // its caller limits the time
        public static async Task OpenAsync(Socket socket, IPAddress[] addresses, int port) => await socket.ConnectAsync(addresses[0], port);
#pragma warning restore NWA3006
    }

    private static class Mended
    {
#pragma warning disable NWA3006 // its caller limits the time
        public static async Task OpenAsync(Socket socket, IPAddress[] addresses, int port) => await socket.ConnectAsync(addresses, port);
#pragma warning restore NWA3006
    }
}
