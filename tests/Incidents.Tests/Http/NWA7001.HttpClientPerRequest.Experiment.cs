using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7001: a client for each request is a connection for each request.</summary>
public sealed class HttpClientPerRequestExperiment
{
    private const int Questions = 10;

    [Fact]
    public async Task A_client_for_each_question_connects_for_each() =>
        Assert.Equal(Questions, await ConnectionsFor(async address =>
        {
            for (var i = 0; i < Questions; i++)
            {
                await Pitfall.Ask(address);
            }
        }));

    [Fact]
    public async Task One_client_for_all_connects_once() =>
        Assert.Equal(1, await ConnectionsFor(async address =>
        {
            var mended = new Mended();
            for (var i = 0; i < Questions; i++)
            {
                await mended.Ask(address);
            }
        }));

    /// <summary>How many connections the server has accepted when all has been asked.</summary>
    private static async Task<int> ConnectionsFor(Func<string, Task> ask)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var listener = Loopback.Listen();
        var connections = 0;
        var server = Serve(listener, () => connections++, over.Token);

        await ask($"http://127.0.0.1:{listener.Address().Port}/").Bounded();

        await over.CancelAsync();
        await server;
        return connections;
    }

    private static async Task Serve(Socket listener, Action accepted, CancellationToken over)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(over);
                accepted();
                _ = Answer(socket, over);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Answers every request of the connection, and keeps it open.</summary>
    private static async Task Answer(Socket accepted, CancellationToken over)
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
                    await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), over);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
        }
    }

    private static class Pitfall
    {
#pragma warning disable NWA7001 // the sin is the exhibit
        public static async Task<string> Ask(string address)
        {
            using var client = new HttpClient();
            return await client.GetStringAsync(address);
        }
#pragma warning restore NWA7001
    }

    private sealed class Mended
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

        public Task<string> Ask(string address) => _client.GetStringAsync(address);
    }
}
