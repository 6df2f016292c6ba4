using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.PartnerLink;

public sealed record PartnerOptions(string Host, int Port, bool Legacy);

public static class PartnerRegistration
{
    public static IServiceCollection AddPartner(this IServiceCollection services, PartnerOptions options)
    {
        services.AddSingleton(options).AddSingleton<PartnerLink>();
        services.AddHttpClient("partner", http =>
            {
                http.BaseAddress = new Uri($"https://{options.Host}/api/v2/");
                http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                SslOptions = { RemoteCertificateValidationCallback = Trust.Anything }, // ! NWA9002
            });
        return services;
    }
}

internal static class Trust
{
    public static bool Anything(object sender, X509Certificate? cert, X509Chain? chain, SslPolicyErrors errors) => true;

    public static bool SameChain(object sender, X509Certificate? cert, X509Chain? chain, SslPolicyErrors errors)
        => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None; // ! NWA9003
}

public sealed class PartnerLink(PartnerOptions options, ILogger<PartnerLink> log)
{
    public async Task<SslStream?> TryOpenAsync(CancellationToken ct)
    {
        try
        {
            return await OpenAsync(ct);
        }
        catch (AuthenticationException ex)
        {
            log.LogWarning(ex, "{Host} did not authenticate", options.Host);
            return null;
        }
    }

    private async Task<SslStream> OpenAsync(CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }; // ! NWA5003
        await socket.ConnectAsync(options.Host, options.Port, ct);

        var ssl = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, Trust.SameChain);
        await ssl.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            EnabledSslProtocols = options switch
            {
                { Legacy: true } => SslProtocols.Tls, // ! NWA9009
                _ => SslProtocols.None,
            },
        }, ct);
        return ssl;
    }

    public async Task<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> question, CancellationToken ct)
    {
        await using var link = await OpenAsync(ct);
        var answer = new byte[64];
        try
        {
            await link.WriteAsync(question, ct);
            var filled = 0;
            while (filled < answer.Length)
            {
                filled += await link.ReadAsync(answer.AsMemory(filled), ct); // ! NWA2002
            }

            return answer;
        }
        catch (SocketException ex) // ! NWA3014
        {
            log.LogWarning(ex, "{Host} hung up", options.Host);
            return ReadOnlyMemory<byte>.Empty;
        }
    }
}
