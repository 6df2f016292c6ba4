using System.Net;
using System.Net.Http.Headers;

namespace ResumingFetch;

/// <summary>A body that owns the response it came with.</summary>
public sealed class ResponseBody : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    private ResponseBody(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        Stream = stream;
    }

    public Stream Stream { get; }
    public bool Partial => _response.StatusCode == HttpStatusCode.PartialContent;
    public long? Length => _response.Content.Headers.ContentLength;

    public static async Task<ResponseBody> OpenAsync(HttpClient http, Uri uri, long from, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        try
        {
            response.EnsureSuccessStatusCode();
            return new ResponseBody(response, await response.Content.ReadAsStreamAsync(ct));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        _response.Dispose();
    }
}

public sealed class ResumingFetcher
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly TimeSpan _stallLimit;
    private readonly int _attempts;

    public ResumingFetcher(TimeSpan stallLimit, int attempts)
    {
        _stallLimit = stallLimit;
        _attempts = attempts;
    }

    public async Task FetchAsync(Uri uri, string path, IProgress<long> progress, CancellationToken ct)
    {
        string temporary = path + ".part";
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await CopyAsync(uri, temporary, progress, ct);
                break;
            }
            catch (Exception ex) when (IsTransient(ex) && attempt < _attempts && !ct.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(30, 1 << attempt)), ct);
            }
        }
        File.Move(temporary, path, overwrite: true);
    }

    private async Task CopyAsync(Uri uri, string path, IProgress<long> progress, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, useAsync: true);
        await using ResponseBody body = await ResponseBody.OpenAsync(Http, uri, file.Length, ct);
        if (body.Partial) file.Seek(0, SeekOrigin.End);
        else file.SetLength(0);

        long expected = body.Length ?? -1;
        long copied = 0;
        byte[] buffer = new byte[128 * 1024];
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(ct);
        while (true)
        {
            stall.CancelAfter(_stallLimit);
            int n = await body.Stream.ReadAsync(buffer, stall.Token);
            if (n == 0) break;
            await file.WriteAsync(buffer.AsMemory(0, n), ct);
            copied += n;
            progress?.Report(file.Position);
        }
        if (expected >= 0 && copied != expected) throw new EndOfStreamException("body ended early");
    }

    private static bool IsTransient(Exception ex) => ex switch
    {
        HttpRequestException { StatusCode: { } status } => (int)status >= 500 || status == HttpStatusCode.TooManyRequests,
        HttpRequestException => true,
        IOException => true,
        OperationCanceledException => true,
        _ => false,
    };
}

public static class QuickFetch
{
    public static async Task<byte[]> SmallAsync(HttpClient http, Uri uri, int limit, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        using HttpResponseMessage response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        response.EnsureSuccessStatusCode();
        using var result = new MemoryStream();
        await using Stream body = await response.Content.ReadAsStreamAsync(deadline.Token);
        byte[] chunk = new byte[8192];
        for (int n; (n = await body.ReadAsync(chunk, deadline.Token)) != 0;)
        {
            if (result.Length + n > limit) throw new InvalidDataException("larger than " + limit);
            result.Write(chunk, 0, n);
        }
        return result.ToArray();
    }
}
