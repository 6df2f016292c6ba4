using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
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
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var old = Loopback.Listen();
        using var @new = Loopback.Listen();
        var servers = Task.WhenAll(Serve(old, "old", over.Token), Serve(@new, "new", over.Token));

        // Stands in for the name server: asked at each connect, as that is.
        EndPoint address = old.Address();
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

        string heard;
        using (var client = new HttpClient(handler))
        {
            Assert.Equal("old", await client.GetStringAsync("http://prices.example/", over.Token));
            address = @new.Address();
            await Task.Delay(500, over.Token);
            heard = await client.GetStringAsync("http://prices.example/", over.Token);
        }

        await over.CancelAsync();
        await servers;
        return heard;
    }

    /// <summary>Answers every request of every connection with its name, and keeps the connection open.</summary>
    private static async Task Serve(Socket listener, string name, CancellationToken over)
    {
        try
        {
            while (true)
            {
                var accepted = await listener.AcceptAsync(over);
                _ = Answer(accepted, name, over);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task Answer(Socket accepted, string name, CancellationToken over)
    {
        using var stream = new NetworkStream(accepted, ownsSocket: true);
        var request = new byte[4096];
        var length = 0;
        try
        {
            while (await stream.ReadAsync(request.AsMemory(length), over) is > 0 and var read)
            {
                length += read;
                if (request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    length = 0;
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\n\r\n{name}"), over);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or System.IO.IOException)
        {
        }
    }
}
