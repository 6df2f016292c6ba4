using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace HookRelay;

public sealed class WebhookDelivery
{
    public Guid Id { get; init; } = Guid.NewGuid();
    public Uri Target { get; init; }
    public string Payload { get; init; }
    public string Secret { get; init; }
    public bool Delivered { get; set; }
    public int Attempts { get; set; }
}

public interface ITargetPolicy
{
    Task<bool> AllowsAsync(Uri target);
}

public sealed class TargetPolicy : ITargetPolicy
{
    private static readonly string[] Trusted = { "hooks.example.com", "example.net" };

    public async Task<bool> AllowsAsync(Uri target)
    {
        foreach (string host in Trusted)
        {
            if (target.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase)) // ! NWA9006
            {
                return true;
            }
        }
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(target.DnsSafeHost);
        return addresses.Length > 0 && !addresses.Any(IsInternal);
    }

    private static bool IsInternal(IPAddress address)
    {
        if (IPAddress.IsLoopback(address)) return true;
        if (address.AddressFamily != AddressFamily.InterNetwork) return false; // ! NWA9007
        byte[] b = address.GetAddressBytes();
        return b[0] == 10 || (b[0] == 192 && b[1] == 168) || (b[0] == 172 && b[1] >= 16 && b[1] < 32);
    }
}

public sealed class WebhookSender
{
    private readonly ITargetPolicy _policy;
    private readonly TimeSpan _timeout;

    public WebhookSender(ITargetPolicy policy, TimeSpan timeout)
    {
        _policy = policy;
        _timeout = timeout;
    }

    public async Task<bool> SendAsync(WebhookDelivery delivery)
    {
        if (!await _policy.AllowsAsync(delivery.Target)) return false;
        using var client = new HttpClient { Timeout = _timeout }; // ! NWA7001
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Target);
        request.Content = new StringContent(delivery.Payload, Encoding.UTF8);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content.Headers.ContentLength = delivery.Payload.Length; // ! NWA2007
        request.Headers.TryAddWithoutValidation("X-Signature", Sign(delivery));
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request);
            return response.IsSuccessStatusCode;
        }
        catch (TimeoutException) // ! NWA3014
        {
            return false;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Sign(WebhookDelivery delivery)
    {
        byte[] mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(delivery.Secret), Encoding.UTF8.GetBytes(delivery.Payload));
        return "sha256=" + Convert.ToHexString(mac).ToLowerInvariant();
    }
}

public sealed class WebhookQueue
{
    private readonly Queue<WebhookDelivery> _pending = new();
    private readonly WebhookSender _sender;

    public WebhookQueue(WebhookSender sender) => _sender = sender;

    public void Enqueue(WebhookDelivery delivery)
    {
        lock (_pending) _pending.Enqueue(delivery);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            WebhookDelivery next = null;
            lock (_pending)
            {
                if (_pending.Count > 0) next = _pending.Dequeue();
            }
            if (next == null)
            {
                await Task.Delay(500, ct);
                continue;
            }
            next.Attempts++;
            next.Delivered = await _sender.SendAsync(next);
            if (!next.Delivered && next.Attempts < 5)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 << next.Attempts), ct);
                Enqueue(next);
            }
        }
    }
}
