using System.Net;
using System.Net.Http.Headers;

namespace Models;

/// <summary>Downloads machine learning models of several gigabytes and goes on where it was broken off.</summary>
public sealed class ModelDownloader : IDisposable
{
    private readonly HttpClient http;
    private readonly string folder;

    public ModelDownloader(string folder)
    {
        this.folder = folder;
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10), ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public async Task<string> FetchAsync(Uri model, IProgress<long> progress, CancellationToken cancel)
    {
        var path = Path.Combine(folder, Path.GetFileName(model.LocalPath));
        await using var file = new FileStream(path + ".part", FileMode.OpenOrCreate, FileAccess.Write);
        file.Seek(0, SeekOrigin.End);
        await using var body = await OpenAsync(model, file.Length, cancel);
        await CopyAsync(body, file, progress); // BAD: missing-timeout
        await file.FlushAsync(cancel);
        file.Close();
        File.Move(path + ".part", path, overwrite: true);
        return path;
    }

    private async Task<Stream> OpenAsync(Uri model, long from, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, model);
        request.Headers.Range = new RangeHeaderValue(from, null);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStreamAsync(cancel); // BAD: response-disposed-before-body
    }

    private static async Task CopyAsync(Stream body, Stream file, IProgress<long> progress)
    {
        var buffer = new byte[1 << 16];
        int n;
        while ((n = await body.ReadAsync(buffer)) > 0)
        {
            await file.WriteAsync(buffer.AsMemory(0, n));
            progress.Report(file.Length);
        }
    }

    public void Dispose() => http.Dispose();
}
