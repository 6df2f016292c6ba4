using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7002: the host moves to another address, and a client that keeps its connections does not notice.</summary>
public sealed class StaleDnsExperiment
{
    [Fact]
    public async Task A_client_that_keeps_its_connections_still_hears_the_old_server() =>
        Assert.Equal("old", await AfterTheMove(new SocketsHttpHandler()));

    [Fact]
    public async Task A_client_whose_connections_end_hears_the_new_one() =>
        Assert.Equal("new", await AfterTheMove(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMilliseconds(200) }));

    /// <summary>Asks, moves the host, waits for half a second, asks again.</summary>
    private static async Task<string> AfterTheMove(SocketsHttpHandler handler)
    {
        await using var old = new HttpPeer("old");
        await using var @new = new HttpPeer("new");

        // Stands in for the name server: asked at each connect, as that is.
        EndPoint address = old.Address;
        handler.ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };

        using var over = new CancellationTokenSource(Patience.Limit);
        using var client = new HttpClient(handler);
        Assert.Equal("old", await client.GetStringAsync("http://prices.example/", over.Token));
        address = @new.Address;
        await Task.Delay(500, over.Token);
        return await client.GetStringAsync("http://prices.example/", over.Token);
    }
}
