using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7004: a server sends its headers and the half of the body, and then nothing; the timeout of the client has ended with the headers.</summary>
public sealed class BodyWithoutTimeoutExperiment
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task The_download_waits_for_ever()
    {
        using var listener = Loopback.Listen();
        var server = StopsInTheMiddleAsync(listener);
        using var client = Client();
        using var file = new MemoryStream();
        var download = Pitfall.DownloadAsync(client, UriOf(listener), file);
        using var connection = await server.Bounded();
        await Task.WhenAny(download, Task.Delay(s_timeout * 1.5));
        Assert.False(download.IsCompleted);

        // It was waiting for the server and for nothing else: when it goes, the download ends.
        connection.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => download.Bounded());
        Assert.Equal(5, file.Length);
    }

    [Fact]
    public async Task With_a_token_it_ends()
    {
        using var listener = Loopback.Listen();
        var server = StopsInTheMiddleAsync(listener);
        using var client = Client();
        using var file = new MemoryStream();
        var download = Mended.DownloadAsync(client, UriOf(listener), file);
        using var connection = await server.Bounded();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download.Bounded());
    }

    private static HttpClient Client() => new() { Timeout = s_timeout };

    private static Uri UriOf(Socket listener) => new($"http://{listener.Address()}/");

    private static async Task<Socket> StopsInTheMiddleAsync(Socket listener)
    {
        var accepted = await listener.AcceptAsync().Bounded();
        var request = new byte[4096];
        using var over = new CancellationTokenSource(Patience.Limit);
        Assert.NotEqual(0, await accepted.ReceiveAsync(request, over.Token));
        _ = await accepted.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf "u8.ToArray());
        return accepted;
    }

    private static class Pitfall
    {
#pragma warning disable NWA7004 // the sin is the exhibit
        public static async Task DownloadAsync(HttpClient client, Uri uri, Stream file)
        {
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
            await response.Content.CopyToAsync(file);
        }
#pragma warning restore NWA7004
    }

    private static class Mended
    {
        public static async Task DownloadAsync(HttpClient client, Uri uri, Stream file)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await response.Content.CopyToAsync(file, limit.Token);
        }
    }
}
