using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace BlobSdk;

public sealed class BlobSdkOptions
{
    public string Tenant { get; set; } = "demo";
    public string ApiKey { get; set; }
    public int MaxAttempts { get; set; } = 4;
}

public sealed class BlobInfo
{
    public string Name { get; set; }
    public long Size { get; set; }
}

public class BlobSdkException : Exception
{
    public BlobSdkException(HttpStatusCode status, string message) : base(message) => Status = status;
    public HttpStatusCode Status { get; }
}

public abstract class BlobServiceBase
{
    private static readonly HttpClient Shared = CreateClient();

    protected BlobServiceBase(BlobSdkOptions options) => Options = options;

    protected BlobSdkOptions Options { get; }
    protected static HttpClient Http => Shared;

    private static HttpClient CreateClient()
    {
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) }; // ! NWA7002
        client.BaseAddress = new Uri("https://storage.example.org/api/v2"); // ! NWA7010
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }

    protected async Task<string> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        for (int attempt = 1; ; attempt++)
        {
            using HttpResponseMessage response = await Http.SendAsync(request, ct); // ! NWA7005
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadAsStringAsync(ct);
            }
            bool transient = (int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests;
            if (!transient || attempt >= Options.MaxAttempts)
            {
                throw new BlobSdkException(response.StatusCode, response.ReasonPhrase);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200 * Math.Pow(2, attempt)), ct);
        }
    }
}

public sealed class BlobService : BlobServiceBase
{
    public BlobService(BlobSdkOptions options) : base(options) { }

    public async Task<IReadOnlyList<BlobInfo>> ListAsync(string container, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{container}?list=1");
        request.Headers.Add("X-Api-Key", Options.ApiKey);
        string json = await SendAsync(request, ct);
        return JsonSerializer.Deserialize<List<BlobInfo>>(json);
    }

    public async Task PutAsync(string container, string name, byte[] data, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{container}/{Uri.EscapeDataString(name)}");
        request.Content = new ByteArrayContent(data);
        request.Headers.Add("X-Api-Key", Options.ApiKey);
        request.Headers.Add("Content-Type", "application/octet-stream"); // ! NWA7006
        await SendAsync(request, ct);
    }

    public async Task<BlobInfo> StatAsync(string container, string name, CancellationToken ct = default)
    {
        Http.DefaultRequestHeaders.Add("X-Request-Id", Guid.NewGuid().ToString()); // ! NWA7008
        using HttpResponseMessage response = await Http.GetAsync($"{container}/{Uri.EscapeDataString(name)}?stat=1", ct);
        response.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize<BlobInfo>(await response.Content.ReadAsStringAsync(ct));
    }

    public async Task TagAsync(string container, string name, IDictionary<string, string> tags, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{container}/{Uri.EscapeDataString(name)}/tags");
        request.Headers.Add("X-Api-Key", Options.ApiKey);
        request.Content = new StringContent(JsonSerializer.Serialize(tags), Encoding.UTF8, "application/json; charset=utf-8"); // ! NWA7007
        await SendAsync(request, ct);
    }
}
