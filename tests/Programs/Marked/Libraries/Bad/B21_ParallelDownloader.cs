using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace FetchMany;

public sealed class DownloadItem
{
    public Uri Source { get; init; }
    public string Destination { get; init; }
    public string Sha256 { get; init; }
    public long BytesReceived { get; set; }
}

public sealed class DownloadFailedException : Exception
{
    public DownloadFailedException(string message, Exception inner = null) : base(message, inner) { }
}

public interface IContentSource
{
    Task<Stream> OpenAsync(Uri uri, long from, CancellationToken ct);
}

public sealed class HttpContentSource : IContentSource
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    });

    public static TimeSpan RequestTimeout
    {
        get => Http.Timeout;
        set => Http.Timeout = value; // ! NWA7014
    }

    public async Task<Stream> OpenAsync(Uri uri, long from, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        using HttpResponseMessage response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new DownloadFailedException($"{uri} answered {(int)response.StatusCode}");
        }
        return await response.Content.ReadAsStreamAsync(ct); // ! NWA7009
    }

    public async Task<long> MeasureAsync(Uri uri)
    {
        using HttpResponseMessage response = await Http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        int n;
        while ((n = await body.ReadAsync(buffer)) > 0) // ! NWA7004
        {
            total += n;
        }
        return total;
    }

    public async Task<byte[]> ReadBodyAsync(Uri uri)
    {
        using HttpResponseMessage response = await Http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using Stream stream = await response.Content.ReadAsStreamAsync();
        byte[] data = new byte[stream.Length]; // ! NWA2014
        await stream.ReadExactlyAsync(data, CancellationToken.None); // ! NWA7004
        return data;
    }
}

public sealed class ParallelDownloader
{
    private readonly IContentSource _source;
    private readonly SemaphoreSlim _slots;

    public ParallelDownloader(IContentSource source, int parallelism)
    {
        _source = source;
        _slots = new SemaphoreSlim(parallelism);
    }

    public event Action<DownloadItem> Progress;

    public Task RunAsync(IEnumerable<DownloadItem> items, CancellationToken ct) =>
        Task.WhenAll(items.Select(item => RunOneAsync(item, ct)));

    private async Task RunOneAsync(DownloadItem item, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            for (int attempt = 0; ; attempt++)
            {
                try
                {
                    await CopyAsync(item, ct);
                    Verify(item);
                    return;
                }
                catch (WebException ex) // ! NWA3014
                {
                    if (attempt == 3) throw new DownloadFailedException(item.Source.ToString(), ex);
                    await Task.Delay(500 << attempt, ct);
                }
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task CopyAsync(DownloadItem item, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(10));
        await using Stream source = await _source.OpenAsync(item.Source, item.BytesReceived, limit.Token);
        await using var target = new FileStream(item.Destination, FileMode.OpenOrCreate, FileAccess.Write);
        target.Seek(item.BytesReceived, SeekOrigin.Begin);
        byte[] buffer = new byte[81920];
        int n;
        while ((n = await source.ReadAsync(buffer, limit.Token)) > 0)
        {
            await target.WriteAsync(buffer.AsMemory(0, n), limit.Token);
            item.BytesReceived += n;
            Progress?.Invoke(item);
        }
    }

    private static void Verify(DownloadItem item)
    {
        if (item.Sha256 == null) return;
        using FileStream file = File.OpenRead(item.Destination);
        string actual = Convert.ToHexString(SHA256.HashData(file));
        if (!actual.Equals(item.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new DownloadFailedException("checksum mismatch");
        }
    }
}
