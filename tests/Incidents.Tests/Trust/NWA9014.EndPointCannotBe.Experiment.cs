using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9014: what can be no port, no address and no URI is refused on every run; its neighbour is not.</summary>
public sealed class EndPointCannotBeExperiment
{
    private static readonly Dictionary<string, Action<int>> s_takers = new()
    {
        ["IPEndPoint"] = port => _ = new IPEndPoint(IPAddress.Loopback, port),
        ["DnsEndPoint"] = port => _ = new DnsEndPoint("host", port),
        ["TcpListener"] = port => new TcpListener(IPAddress.Loopback, port).Dispose(),
        ["UriBuilder"] = port => _ = new UriBuilder("http", "host", port).Uri,
        ["WebProxy"] = port => _ = new WebProxy("host", port),
        ["UdpClient.Send"] = port =>
        {
            using var udp = new UdpClient(AddressFamily.InterNetwork);
            udp.Send([1], 1, "127.0.0.1", port);
        },
    };

    /// <summary>The calls of the table that connect nobody.</summary>
    public static TheoryData<string> Takers => [.. s_takers.Keys];

    [Theory]
    [MemberData(nameof(Takers))]
    public void A_port_behind_the_last_one_always_throws(string taker)
    {
        s_takers[taker](65535);
        Assert.ThrowsAny<Exception>(() => s_takers[taker](65536));
    }

    [Fact]
    public async Task A_port_behind_the_last_one_connects_nobody()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => socket.ConnectAsync("127.0.0.1", 65536));
        using var client = new TcpClient();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.ConnectAsync("127.0.0.1", 65536));
    }

    [Fact]
    public async Task Port_0_is_refused_though_somebody_listens()
    {
        using var listener = Loopback.Listen();
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => Dial(client, 0));
        using var other = new TcpClient();
        await Dial(other, listener.Address().Port).Bounded();
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("256.1.1.1", "255.1.1.1")]
    [InlineData("127.0.0.1:80", "127.0.0.1")]
    public void A_text_that_is_no_address_always_throws(string text, string neighbour)
    {
        Assert.NotNull(IPAddress.Parse(neighbour));
        Assert.Throws<FormatException>(() => IPAddress.Parse(text));
    }

    [Fact]
    public void Parts_that_make_no_address_always_throw()
    {
        foreach (var length in Enumerable.Range(0, 20).Where(length => length is not (4 or 16)))
        {
            Assert.Throws<ArgumentException>(() => new IPAddress(new byte[length]));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new IPAddress(0x1_0000_0000));
        Assert.Equal(IPAddress.Broadcast, new IPAddress(0xFFFF_FFFF));
    }

    [Theory]
    [InlineData("http://host:99999/", "http://host:9999/")]
    [InlineData("https://", "https://host")]
    public void A_text_that_is_no_URI_always_throws(string text, string neighbour)
    {
        Assert.NotNull(new Uri(neighbour));
        Assert.Throws<UriFormatException>(() => new Uri(text));
    }

    private static Task Dial(TcpClient client, int port) => client.ConnectAsync("127.0.0.1", port);
}
