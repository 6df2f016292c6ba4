using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7012: HttpListener refuses a prefix that does not end with a slash.</summary>
public sealed class PrefixWithoutSlashExperiment
{
    [Fact]
    public void Without_a_slash_the_listener_does_not_start()
    {
        using var listener = new HttpListener();
        var failure = Assert.Throws<ArgumentException>(() => Pitfall.Start(listener, FreePort()));
        Assert.Contains("'/'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_it_the_listener_answers()
    {
        using var listener = new HttpListener();
        var port = FreePort();
        Mended.Start(listener, port);

        using var client = new HttpClient();
        var answer = client.GetAsync(new Uri($"http://localhost:{port}/a/b"));
        (await listener.GetContextAsync().Bounded()).Response.Close();
        Assert.Equal(HttpStatusCode.OK, (await answer.Bounded()).StatusCode);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static class Pitfall
    {
#pragma warning disable NWA7012 // the sin is the exhibit
        public static void Start(HttpListener listener, int port)
        {
            listener.Prefixes.Add($"http://localhost:{port}");
            listener.Start();
        }
#pragma warning restore NWA7012
    }

    private static class Mended
    {
        public static void Start(HttpListener listener, int port)
        {
            listener.Prefixes.Add($"http://localhost:{port}/");
            listener.Start();
        }
    }
}
