using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9005: the address of a server is put into a URL as it is, and it is one of IPv6.</summary>
public sealed class HostAndPortGluedExperiment
{
    [Fact]
    public void The_URL_of_a_bare_IPv6_address_is_none() =>
        Assert.Throws<UriFormatException>(() => Pitfall.UriOf(new IPEndPoint(IPAddress.IPv6Loopback, 8080)));

    [Fact]
    public void Of_an_IPv4_address_it_works() =>
        Assert.Equal(8080, Pitfall.UriOf(new IPEndPoint(IPAddress.Loopback, 8080)).Port);

    [Fact]
    public void The_host_of_an_endpoint_that_is_split_is_a_bracket() =>
        Assert.Equal("[", Pitfall.HostOf(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 8080)));

    [Fact]
    public async Task With_brackets_the_server_answers()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return;
        }

        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
        listener.Start();
        using var client = new HttpClient();
        var answer = client.GetStringAsync(Mended.UriOf((IPEndPoint)listener.LocalEndpoint));
        using var accepted = await listener.AcceptTcpClientAsync().Bounded();
        await accepted.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray());
        Assert.Equal("ok", await answer.Bounded());
    }

    [Fact]
    public void The_host_of_an_endpoint_that_is_asked_is_its_address() =>
        Assert.Equal("::ffff:127.0.0.1", Mended.HostOf(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 8080)));

    private static class Pitfall
    {
#pragma warning disable NWA9005 // the sin is the exhibit
        public static Uri UriOf(IPEndPoint server) => new($"http://{server.Address}:{server.Port}/");

        public static string HostOf(EndPoint peer) => peer.ToString()!.Split(':')[0];
#pragma warning restore NWA9005
    }

    private static class Mended
    {
        public static Uri UriOf(IPEndPoint server) => new($"http://{server}/");

        public static string HostOf(EndPoint peer) => ((IPEndPoint)peer).Address.ToString();
    }
}
