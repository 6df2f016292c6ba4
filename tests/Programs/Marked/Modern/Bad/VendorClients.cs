using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.VendorClients;

public sealed record VendorOptions(Uri Api, Uri Feed, string CertificateName, bool Strict = true);
public sealed record Offer(string Sku, decimal Price);

public sealed class VendorClients(VendorOptions options, ILogger<VendorClients> log)
{
    private readonly HttpClientHandler _handler = new()
    {
        ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator, // ! NWA9002
    };

    public SslClientAuthenticationOptions Tls => new()
    {
        TargetHost = options.Api.Host,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => errors switch
        {
            SslPolicyErrors.None => true,
            SslPolicyErrors.RemoteCertificateNameMismatch => true, // ! NWA9003
            _ => certificate is X509Certificate2 { Subject: var subject } && subject.Contains(options.CertificateName), // ! NWA9013
        },
    };

    public async Task<IReadOnlyList<Offer>> FetchAsync(IEnumerable<string> skus, CancellationToken ct)
    {
        List<Offer> offers = [];
        foreach (var sku in skus)
        {
            using var http = new HttpClient(_handler, disposeHandler: true) { BaseAddress = options.Api }; // ! NWA7001
            var response = await http.GetAsync($"offers/{Uri.EscapeDataString(sku)}", HttpCompletionOption.ResponseHeadersRead, ct); // ! none: response not disposed
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                continue;
            }

            offers.AddRange(await response.Content.ReadFromJsonAsync<Offer[]>(ct) ?? []);
        }

        return offers;
    }

    public async Task ListenAsync(Action<ReadOnlyMemory<byte>> onOffer, CancellationToken ct)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        socket.Options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            if (errors != SslPolicyErrors.None)
            {
                log.LogWarning("Certificate of {Feed}: {Errors}", options.Feed, errors);
            }

            return true; // ! NWA9002
        };
        await socket.ConnectAsync(options.Feed, ct);

        Memory<byte> buffer = new byte[16384];
        ValueWebSocketReceiveResult part;
        while ((part = await socket.ReceiveAsync(buffer, ct)).MessageType != WebSocketMessageType.Close)
        {
            onOffer(buffer[..part.Count]); // ! NWA8001
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None); // ! NWA8003
    }
}

public static class VendorEndpoints
{
    public static RouteHandlerBuilder MapVendor(this IEndpointRouteBuilder app) => app.MapGet("/vendor/{sku}", Fetch);

    private static async Task<IResult> Fetch(string sku, VendorOptions options)
    {
        var http = new HttpClient { BaseAddress = options.Api }; // ! NWA7001
        var response = await http.GetAsync($"offers/{Uri.EscapeDataString(sku)}", HttpCompletionOption.ResponseHeadersRead); // ! none: response not disposed
        return response.IsSuccessStatusCode
            ? Results.Ok(await response.Content.ReadFromJsonAsync<Offer[]>()) // ! NWA7004
            : Results.StatusCode(502);
    }
}
