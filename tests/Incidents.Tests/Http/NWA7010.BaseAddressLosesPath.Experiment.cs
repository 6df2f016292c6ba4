using System;
using System.Net.Http;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7010: a relative address replaces what stands behind the last slash of the base.</summary>
public sealed class BaseAddressLosesPathExperiment
{
    [Fact]
    public async Task Without_the_slash_the_request_goes_elsewhere()
    {
        await using var server = new HttpPeer("ok");
        Assert.Equal("/users", await Pitfall.AskedFor(server.Address.Port).Bounded());
    }

    [Fact]
    public async Task With_it_the_request_goes_below_the_base()
    {
        await using var server = new HttpPeer("ok");
        Assert.Equal("/api/users", await Mended.AskedFor(server.Address.Port).Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA7010 // the sin is the exhibit
        public static async Task<string> AskedFor(int port)
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api") };
            using var response = await client.GetAsync("users");
            return response.RequestMessage!.RequestUri!.AbsolutePath;
        }
#pragma warning restore NWA7010
    }

    private static class Mended
    {
        public static async Task<string> AskedFor(int port)
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/") };
            using var response = await client.GetAsync("users");
            return response.RequestMessage!.RequestUri!.AbsolutePath;
        }
    }
}
