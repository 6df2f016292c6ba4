using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7014: a client takes settings before its first request, and never again.</summary>
public sealed class ChangedAfterFirstRequestExperiment
{
    [Fact]
    public async Task The_second_request_throws()
    {
        await using var server = new HttpPeer("ok");
        var address = $"http://127.0.0.1:{server.Address.Port}/";
        var pitfall = new Pitfall();
        Assert.Equal("ok", await pitfall.Ask(address).Bounded());
        await Assert.ThrowsAsync<InvalidOperationException>(() => pitfall.Ask(address).Bounded());
    }

    [Fact]
    public async Task A_token_bounds_each_request()
    {
        await using var server = new HttpPeer("ok");
        var address = $"http://127.0.0.1:{server.Address.Port}/";
        var mended = new Mended();
        Assert.Equal("ok", await mended.Ask(address).Bounded());
        Assert.Equal("ok", await mended.Ask(address).Bounded());
    }

    private sealed class Pitfall
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

#pragma warning disable NWA7014 // the sin is the exhibit
        public async Task<string> Ask(string address)
        {
            _client.Timeout = Patience.Limit;
            return await _client.GetStringAsync(address);
        }
#pragma warning restore NWA7014
    }

    private sealed class Mended
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = Timeout.InfiniteTimeSpan };

        public async Task<string> Ask(string address)
        {
            using var end = new CancellationTokenSource(Patience.Limit);
            return await _client.GetStringAsync(address, end.Token);
        }
    }
}
