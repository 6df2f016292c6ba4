using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7008: what is added for one request goes out with all later ones.</summary>
public sealed class DefaultHeadersPerCallExperiment
{
    [Fact]
    public async Task The_second_request_has_the_values_of_both()
    {
        await using var server = new HttpPeer("ok");
        var seen = new Recorder();
        var pitfall = new Pitfall(new HttpClient(seen));
        await pitfall.Ask($"http://127.0.0.1:{server.Address.Port}/", "first").Bounded();
        await pitfall.Ask($"http://127.0.0.1:{server.Address.Port}/", "second").Bounded();
        Assert.Equal(["first", "first, second"], seen.Sent);
    }

    [Fact]
    public async Task A_header_of_the_request_goes_with_it()
    {
        await using var server = new HttpPeer("ok");
        var seen = new Recorder();
        var mended = new Mended(new HttpClient(seen));
        await mended.Ask($"http://127.0.0.1:{server.Address.Port}/", "first").Bounded();
        await mended.Ask($"http://127.0.0.1:{server.Address.Port}/", "second").Bounded();
        Assert.Equal(["first", "second"], seen.Sent);
    }

    /// <summary>Notes what goes out, on its way to the server.</summary>
    private sealed class Recorder() : DelegatingHandler(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        public List<string> Sent { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(string.Join(", ", request.Headers.GetValues("X-Trace")));
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Pitfall(HttpClient client)
    {
        private readonly HttpClient _client = client;

#pragma warning disable NWA7008 // the sin is the exhibit
        public async Task<string> Ask(string address, string trace)
        {
            _client.DefaultRequestHeaders.Add("X-Trace", trace);
            return await _client.GetStringAsync(address);
        }
#pragma warning restore NWA7008
    }

    private sealed class Mended(HttpClient client)
    {
        private readonly HttpClient _client = client;

        public async Task<string> Ask(string address, string trace)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("X-Trace", trace);
            using var response = await _client.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }
    }
}
