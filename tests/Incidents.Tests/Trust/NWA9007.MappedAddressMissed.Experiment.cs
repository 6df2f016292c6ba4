using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9007: a listener for both families gives an IPv4 peer as IPv6, and a filter that looks for IPv4 does not know it.</summary>
public sealed class MappedAddressMissedExperiment
{
    [Fact]
    public async Task The_peer_on_this_machine_is_not_recognised()
    {
        if (Socket.OSSupportsIPv6)
        {
            using var accepted = await AcceptedAsync();
            Assert.Equal("::ffff:127.0.0.1", PeerOf(accepted).ToString());
            Assert.False(Pitfall.IsPrivate(PeerOf(accepted)));
        }
    }

    [Fact]
    public async Task Mapped_first_it_is()
    {
        if (Socket.OSSupportsIPv6)
        {
            using var accepted = await AcceptedAsync();
            Assert.True(Mended.IsPrivate(PeerOf(accepted)));
        }
    }

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void One_address_written_in_two_ways_has_two_answers(string address, bool isPrivate) => Assert.Equal(isPrivate, Pitfall.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("::ffff:192.0.2.1", false)]
    public void Mapped_first_it_has_one(string address, bool isPrivate) => Assert.Equal(isPrivate, Mended.IsPrivate(IPAddress.Parse(address)));

    private static IPAddress PeerOf(Socket accepted) => ((IPEndPoint)accepted.RemoteEndPoint!).Address;

    private static async Task<Socket> AcceptedAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, listener.Address().Port).Bounded();
        return await listener.AcceptAsync().Bounded();
    }

    private static class Pitfall
    {
#pragma warning disable NWA9007 // the sin is the exhibit
        public static bool IsPrivate(IPAddress address)
        {
            var bytes = address.GetAddressBytes();
            return bytes[0] == 10 || bytes[0] == 127 || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 172 && bytes[1] >= 16 && bytes[1] < 32);
        }
#pragma warning restore NWA9007
    }

    private static class Mended
    {
        public static bool IsPrivate(IPAddress address)
        {
            if (address.IsIPv4MappedToIPv6)
            {
                address = address.MapToIPv4();
            }

            var bytes = address.GetAddressBytes();
            return bytes[0] == 10 || bytes[0] == 127 || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 172 && bytes[1] >= 16 && bytes[1] < 32);
        }
    }
}
