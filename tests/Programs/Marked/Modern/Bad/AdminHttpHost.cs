using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blind.B.Bad.AdminHttp;

public sealed class AdminOptions
{
    public const string DefaultPrefix = "http://localhost:9099/admin";

    public string[] Prefixes { get; set; } = [DefaultPrefix];
    public string Secret { get; set; } = "";
    public Uri Upstream { get; set; } = new("http://localhost:5000/");
}

public sealed class AdminHttpHost(IOptions<AdminOptions> options, IHttpClientFactory clients, ILogger<AdminHttpHost> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new HttpListener { Prefixes = { AdminOptions.DefaultPrefix } }; // ! NWA7012
        listener.Start();
        await using var stop = stoppingToken.Register(listener.Abort);

        while (!stoppingToken.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception ex) when (ex is HttpListenerException or ObjectDisposedException && stoppingToken.IsCancellationRequested)
            {
                return;
            }

            _ = HandleAsync(context);
        }
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        try
        {
            switch (request.Url?.AbsolutePath)
            {
                case "/admin/login" when request.QueryString["key"] is { } key:
                    var digest = Rfc2898DeriveBytes.Pbkdf2(key, "admin"u8, 2_000_000, HashAlgorithmName.SHA512, 32); // ! NWA6001
                    await WriteAsync(response, Convert.ToHexString(digest) == options.Value.Secret ? "willkommen, schön!" : "nein");
                    break;
                case "/admin/upstream":
                    var status = clients.CreateClient().GetStringAsync(new Uri(options.Value.Upstream, "status")).Result; // ! NWA6002
                    await WriteAsync(response, status);
                    break;
                case "/admin/machines":
                    var names = request.QueryString.GetValues("host") ?? [];
                    await WriteAsync(response, JsonSerializer.Serialize(names.Select(n => Dns.GetHostAddresses(n)[^1].ToString()))); // ! NWA6002
                    break;
                default:
                    response.StatusCode = 404; // ! NWA7011
                    break;
            }
        }
        catch (Exception ex)
        {
            log.LogError(ex, "{Url} failed", request.Url);
            response.Abort();
        }
    }

    private static async Task WriteAsync(HttpListenerResponse response, string text)
    {
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength64 = text.Length; // ! NWA2007
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        response.Close();
    }
}
