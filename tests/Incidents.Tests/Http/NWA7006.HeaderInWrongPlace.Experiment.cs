using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7006: the headers of a message do not take, nor tell, those of its content.</summary>
public sealed class HeaderInWrongPlaceExperiment
{
    [Fact]
    public async Task Among_the_headers_of_the_response_the_length_cannot_be_asked_for()
    {
        await using var server = new HttpPeer("hello");
        using var client = new HttpClient();
        using var response = await client.GetAsync($"http://127.0.0.1:{server.Address.Port}/").Bounded();
        Assert.Throws<InvalidOperationException>(() => Pitfall.LengthOf(response));
    }

    [Fact]
    public async Task Among_those_of_its_content_it_stands()
    {
        await using var server = new HttpPeer("hello");
        using var client = new HttpClient();
        using var response = await client.GetAsync($"http://127.0.0.1:{server.Address.Port}/").Bounded();
        Assert.Equal("5", Mended.LengthOf(response));
    }

    [Fact]
    public void Adding_throws_and_trying_does_nothing()
    {
        using var request = new HttpRequestMessage();
#pragma warning disable NWA7006 // the sin is the exhibit
        Assert.Throws<InvalidOperationException>(() => request.Headers.Add("Content-Type", "application/json"));
        Assert.False(request.Headers.TryAddWithoutValidation("Content-Type", "application/json"));
#pragma warning restore NWA7006
        Assert.Empty(request.Headers);
    }

    private static class Pitfall
    {
#pragma warning disable NWA7006 // the sin is the exhibit
        public static string LengthOf(HttpResponseMessage response) => response.Headers.GetValues("Content-Length").Single();
#pragma warning restore NWA7006
    }

    private static class Mended
    {
        public static string LengthOf(HttpResponseMessage response) => response.Content.Headers.GetValues("Content-Length").Single();
    }
}
