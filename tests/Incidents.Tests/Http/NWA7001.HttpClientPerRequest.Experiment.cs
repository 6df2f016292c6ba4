using System;
using System.Net.Http;
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
        await using var server = new HttpPeer("ok");
        await ask($"http://127.0.0.1:{server.Address.Port}/").Bounded();
        return server.Connections;
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
