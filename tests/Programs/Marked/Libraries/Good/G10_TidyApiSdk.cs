using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace TidyApi;

public sealed class TidyApiException : Exception
{
    public TidyApiException(HttpStatusCode status, string body) : base($"{(int)status}: {body}") => Status = status;
    public HttpStatusCode Status { get; }
}

public sealed class TidyTicket
{
    public string Id { get; set; }
    public string Title { get; set; }
}

/// <summary>Adds the key to each request; the client itself carries no per-call state.</summary>
public sealed class ApiKeyHandler : DelegatingHandler
{
    private readonly Func<string> _key;

    public ApiKeyHandler(Func<string> key, HttpMessageHandler inner) : base(inner) => _key = key;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key());
        return base.SendAsync(request, cancellationToken);
    }
}

public sealed class TidyApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly int _attempts;

    public TidyApiClient(Uri baseAddress, Func<string> key, int attempts = 4)
        : this(new HttpClient(new ApiKeyHandler(key, CreateHandler())), baseAddress, attempts)
    {
    }

    /// <summary>For clients that come from an IHttpClientFactory.</summary>
    public TidyApiClient(HttpClient http, Uri baseAddress, int attempts = 4)
    {
        _http = http;
        _attempts = attempts;
        string text = baseAddress.AbsoluteUri;
        _http.BaseAddress = text.EndsWith('/') ? baseAddress : new Uri(text + "/");
        _http.Timeout = TimeSpan.FromSeconds(30);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("TidyApi", "2.1"));
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AutomaticDecompression = DecompressionMethods.All,
    };

    public Task<TidyTicket> GetAsync(string id, CancellationToken ct = default) =>
        SendAsync<TidyTicket>(() => new HttpRequestMessage(HttpMethod.Get, "tickets/" + Uri.EscapeDataString(id)), ct);

    public Task<TidyTicket> PutAsync(TidyTicket ticket, CancellationToken ct = default) =>
        SendAsync<TidyTicket>(
            () => new HttpRequestMessage(HttpMethod.Put, "tickets/" + Uri.EscapeDataString(ticket.Id))
            {
                Content = JsonContent.Create(ticket),
            },
            ct);

    public Task<TidyTicket> AttachAsync(string id, byte[] data, CancellationToken ct = default) =>
        SendAsync<TidyTicket>(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, $"tickets/{Uri.EscapeDataString(id)}/attachment");
                request.Content = new ByteArrayContent(data);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                request.Content.Headers.ContentLength = data.Length;
                return request;
            },
            ct);

    public async Task<string> RenderAsync(string template, CancellationToken ct = default)
    {
        using var content = new StringContent(template, Encoding.UTF8, "text/plain");
        using HttpResponseMessage response = await _http.PostAsync("render", content, ct);
        await ThrowIfFailedAsync(response, ct);
        return await response.Content.ReadAsStringAsync(ct);
    }

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> create, CancellationToken ct)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan pause = TimeSpan.FromMilliseconds(150 * (1 << attempt) + Random.Shared.Next(200));
            try
            {
                using HttpRequestMessage request = create();
                using HttpResponseMessage response = await _http.SendAsync(request, ct);
                if (!IsTransient(response.StatusCode) || attempt >= _attempts)
                {
                    await ThrowIfFailedAsync(response, ct);
                    return await response.Content.ReadFromJsonAsync<T>(cancellationToken: ct);
                }
                if (response.Headers.RetryAfter?.Delta is { } wanted && wanted < TimeSpan.FromMinutes(1)) pause = wanted;
            }
            catch (HttpRequestException) when (attempt < _attempts)
            {
                // next attempt
            }
            catch (OperationCanceledException ex) when (ex.InnerException is TimeoutException && attempt < _attempts)
            {
                // next attempt
            }
            await Task.Delay(pause, ct);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static async Task ThrowIfFailedAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode) return;
        string body = await response.Content.ReadAsStringAsync(ct);
        throw new TidyApiException(response.StatusCode, body.Length > 500 ? body[..500] : body);
    }

    public void Dispose() => _http.Dispose();
}
