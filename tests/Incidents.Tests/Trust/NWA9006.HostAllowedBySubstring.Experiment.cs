using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9006: a client gives its token to the hosts of one domain, and a stranger has a host whose name ends with that domain's.</summary>
public sealed class HostAllowedBySubstringExperiment
{
    [Theory]
    [InlineData("https://evilexample.com/")]
    [InlineData("https://my-example.com/")]
    public async Task A_stranger_gets_the_token(string uri) => Assert.Equal("Bearer secret", await AskedWith(Pitfall.Authorize, uri));

    [Theory]
    [InlineData("https://evilexample.com/")]
    [InlineData("https://my-example.com/")]
    [InlineData("https://example.com.evil.example/")]
    public async Task With_a_dot_before_the_domain_no_stranger_does(string uri) => Assert.Null(await AskedWith(Mended.Authorize, uri));

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("https://api.example.com/")]
    public async Task And_the_hosts_of_the_domain_still_do(string uri) => Assert.Equal("Bearer secret", await AskedWith(Mended.Authorize, uri));

    private static async Task<string?> AskedWith(Action<HttpRequestMessage, string> authorize, string uri)
    {
        var stranger = new Listener();
        using var client = new HttpClient(stranger);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        authorize(request, "secret");
        using var response = await client.SendAsync(request);
        return stranger.Heard;
    }

    private sealed class Listener : HttpMessageHandler
    {
        public string? Heard { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Heard = request.Headers.Authorization?.ToString();
            return Task.FromResult(new HttpResponseMessage());
        }
    }

    private static class Pitfall
    {
#pragma warning disable NWA9006 // the sin is the exhibit
        public static void Authorize(HttpRequestMessage request, string token)
        {
            if (request.RequestUri!.Host.EndsWith("example.com", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
        }
#pragma warning restore NWA9006
    }

    private static class Mended
    {
        public static void Authorize(HttpRequestMessage request, string token)
        {
            var host = request.RequestUri!.Host;
            if (host.Equals("example.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".example.com", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
        }
    }
}
