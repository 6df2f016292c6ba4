using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Blind.B.Bad.ShopGateway;

public sealed record Order(string Sku, int Count, string? Note);
public sealed record Price(string Sku, decimal Amount);

public interface IPriceSource
{
    Task<Price?> GetAsync(string sku, string tenant, CancellationToken ct);
}

public sealed class PriceSource(HttpClient http) : IPriceSource
{
    public async Task<Price?> GetAsync(string sku, string tenant, CancellationToken ct)
    {
        http.DefaultRequestHeaders.Add("X-Tenant", tenant); // ! NWA7008
        return await http.GetFromJsonAsync<Price>($"/prices/{Uri.EscapeDataString(sku)}", ct); // ! NWA7010
    }
}

public static class ShopGatewayEndpoints
{
    private const string Json = "application/json; charset=utf-8";

    public static IServiceCollection AddShopGateway(this IServiceCollection services)
    {
        services.AddHttpClient<IPriceSource, PriceSource>(http => http.BaseAddress = new Uri("https://prices.internal/catalog/v3"));
        return services;
    }

    public static void MapShopGateway(this IEndpointRouteBuilder app)
    {
        var shop = app.MapGroup("/shop");

        shop.MapGet("/price/{sku}", async (string sku, HttpContext context, IPriceSource prices) =>
            await prices.GetAsync(sku, context.Request.Headers["X-Tenant"].ToString(), context.RequestAborted) is { } price
                ? Results.Ok(price)
                : Results.NotFound());

        shop.MapPost("/orders", async (Order order, CancellationToken ct) =>
        {
            using var http = NewClient(); // ! NWA7001
            using var request = new HttpRequestMessage(HttpMethod.Post, "https://orders.internal/v1/orders")
            {
                Content = new StringContent(JsonSerializer.Serialize(order), Encoding.UTF8, Json), // ! NWA7007
            };
            request.Headers.Add("Content-Language", "en"); // ! NWA7006
            using var response = await http.SendAsync(request, ct);
            return Results.StatusCode((int)response.StatusCode);
        });

        shop.MapGet("/manual/{sku}", async (string sku, IHttpClientFactory factory, CancellationToken ct) =>
            Results.Stream(await OpenManualAsync(factory.CreateClient(), sku, ct), "application/pdf"));
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3) })
    {
        Timeout = TimeSpan.FromSeconds(15),
        DefaultRequestHeaders = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
    };

    private static async Task<Stream> OpenManualAsync(HttpClient http, string sku, CancellationToken ct)
    {
        using var response = await http.GetAsync(
            $"https://manuals.internal/{Uri.EscapeDataString(sku)}.pdf",
            HttpCompletionOption.ResponseHeadersRead,
            ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStreamAsync(ct); // ! NWA7009
    }
}
