using System;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7009: the stream ends with the response.</summary>
public sealed class DeadStreamReturnedExperiment
{
    [Fact]
    public async Task A_stream_of_which_only_the_headers_were_waited_for_is_empty() =>
        Assert.Equal("", await Read((client, address) => Pitfall.Open(client, address, HttpCompletionOption.ResponseHeadersRead)));

    [Fact]
    public async Task One_that_was_read_into_memory_throws() =>
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Read((client, address) => Pitfall.Open(client, address, HttpCompletionOption.ResponseContentRead)));

    [Fact]
    public async Task One_that_owns_its_response_can_be_read() => Assert.Equal("hello", await Read(Mended.Open));

    private static async Task<string> Read(Func<HttpClient, string, Task<Stream>> open)
    {
        await using var server = new HttpPeer("hello");
        using var client = new HttpClient();
        await using var stream = await open(client, $"http://127.0.0.1:{server.Address.Port}/").Bounded();
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory).Bounded();
        return System.Text.Encoding.ASCII.GetString(memory.ToArray());
    }

    private static class Pitfall
    {
#pragma warning disable NWA7009 // the sin is the exhibit
        public static async Task<Stream> Open(HttpClient client, string address, HttpCompletionOption until)
        {
            using var response = await client.GetAsync(address, until);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStreamAsync();
        }
#pragma warning restore NWA7009
    }

    private static class Mended
    {
        public static Task<Stream> Open(HttpClient client, string address) => client.GetStreamAsync(address);
    }
}
