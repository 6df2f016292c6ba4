using System.Net;
using System.Text;

namespace Pitfalls;

/// <summary>Orders goods of another company's shop.</summary>
public sealed class ShopClient
{
    // NWA7002: when the shop moves to another machine, this client stays with the old one.
    private static readonly HttpClient Shop = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Orders, and tries again when that fails.</summary>
    public async Task<string> OrderAsync(string order, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://shop.example/orders");
        request.Content = new StringContent(order, Encoding.UTF8);

        // NWA7006: Content-Type belongs to the content; this returns false, and the shop gets text/plain.
        request.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // NWA7005: the second attempt always throws, whatever came of the first.
                using var response = await Shop.SendAsync(request, token);
                return await response.Content.ReadAsStringAsync(token);
            }
            catch (HttpRequestException) when (attempt < 3)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 << attempt), token);
            }
        }
    }

    /// <summary>The picture of a product.</summary>
    public async Task<Stream> PictureAsync(string product, CancellationToken token)
    {
        // NWA7009: the caller gets a stream whose response is gone.
        using var response = await Shop.GetAsync("https://shop.example/pictures/" + Uri.EscapeDataString(product), token);
        return await response.Content.ReadAsStreamAsync(token);
    }

    /// <summary>Fetches the shop's catalogue.</summary>
    public async Task CatalogueAsync(Stream file, CancellationToken token)
    {
        using var response = await Shop.GetAsync("https://shop.example/catalogue", HttpCompletionOption.ResponseHeadersRead, token);

        // NWA7004: ten seconds for the headers, and for ever for the rest.
        await response.Content.CopyToAsync(file);
    }
}

/// <summary>Tells a monitor whether all is well.</summary>
public sealed class HealthPage(int port)
{
    /// <summary>Answers until the process ends.</summary>
    public async Task RunAsync()
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://localhost:{port}/");
        listener.Start();
        while (true)
        {
            // NWA7011: whoever asks with POST waits for ever.
            var context = await listener.GetContextAsync();
            if (context.Request.HttpMethod != "GET")
            {
                context.Response.StatusCode = 405;
                continue;
            }

            context.Response.Close(Encoding.UTF8.GetBytes("well"), willBlock: false);
        }
    }
}
