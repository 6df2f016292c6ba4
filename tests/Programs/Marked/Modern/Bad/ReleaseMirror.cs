using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Blind.B.Bad.ReleaseMirror;

public sealed record Release(string Name, Uri Archive, long Size);

public sealed class ReleaseMirror
{
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(30) }; // ! NWA7002

    private readonly string _folder;

    public ReleaseMirror(Uri index, string folder, TimeSpan? timeout = null)
    {
        _folder = folder;
        s_http.BaseAddress = index; // ! NWA7014
        if (timeout is { } t)
        {
            s_http.Timeout = t; // ! NWA7014
        }
    }

    public async Task<int> MirrorAsync(CancellationToken ct)
    {
        var count = 0;
        await foreach (var release in ListAsync(ct))
        {
            await DownloadAsync(release);
            count++;
        }

        return count;
    }

    private static async IAsyncEnumerable<Release> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "releases.ndjson");
        for (var attempt = 0; ; attempt++)
        {
            using var response = await s_http.SendAsync(request, ct); // ! NWA7005
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests && attempt < 4)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 << attempt), ct);
                continue;
            }

            response.EnsureSuccessStatusCode();
            using var lines = new StringReader(await response.Content.ReadAsStringAsync(ct));
            while (lines.ReadLine() is { } line)
            {
                if (JsonSerializer.Deserialize<Release>(line) is { } release)
                {
                    yield return release;
                }
            }

            yield break;
        }
    }

    private async Task DownloadAsync(Release release)
    {
        var path = Path.Combine(_folder, Path.GetFileName(release.Name));
        try
        {
            await using var body = await s_http.GetStreamAsync(release.Archive);
            await using var file = File.Create(path);
            await body.CopyToAsync(file); // ! NWA7004
        }
        catch (TimeoutException) // ! NWA3014
        {
            File.Delete(path);
            throw;
        }
    }
}

public sealed class AlertRelay(IHttpClientFactory factory)
{
    private readonly StringContent _ping = new("{\"state\":\"alive\"}", null, "application/json");

    public async Task PingAsync(IReadOnlyCollection<Uri> hooks, CancellationToken ct)
    {
        var http = factory.CreateClient("alerts");
        foreach (var hook in hooks)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, hook) { Content = _ping }; // ! NWA7005
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
            response.EnsureSuccessStatusCode();
        }
    }
}
