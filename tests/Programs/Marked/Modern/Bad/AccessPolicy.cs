using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Blind.B.Bad.AccessPolicy;

public sealed record AccessOptions(string[] AllowedHosts, IPAddress[] Admins, string Backend);

public static class AccessPolicyExtensions
{
    private static readonly FrozenSet<string> s_local = new[] { "127.0.0.1", "::1" }.ToFrozenSet();

    public static IApplicationBuilder UseAccessPolicy(this IApplicationBuilder app, AccessOptions options)
        => app.Use(async (context, next) =>
        {
            var remote = context.Connection.RemoteIpAddress;
            if (remote is null || !IsAdmin(options, remote) && !s_local.Contains(remote.ToString())) // ! NWA9007
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            await next(context);
        });

    private static bool IsAdmin(AccessOptions options, IPAddress remote)
        => Array.Exists(options.Admins, admin => admin == remote); // ! NWA9004

    public static bool IsPrivate(this IPAddress address) => address.GetAddressBytes() switch // ! NWA9007
    {
        [10, ..] => true,
        [172, >= 16 and < 32, ..] => true,
        [192, 168, ..] => true,
        [127, ..] => true,
        _ => false,
    };
}

public sealed class WebhookSender(AccessOptions options, HttpClient http)
{
    public async Task<bool> TrySendAsync(Uri target, HttpContent body, CancellationToken ct)
    {
        if (!options.AllowedHosts.Any(allowed => target.Host.EndsWith(allowed, StringComparison.OrdinalIgnoreCase))) // ! NWA9006
        {
            return false;
        }

        using var response = await http.PostAsync(target, body, ct);
        return response.IsSuccessStatusCode;
    }

    public bool IsOwnSite(Uri referrer) => referrer.Host.Contains("example.com"); // ! NWA9006
}

public sealed class BackendConnector(AccessOptions options)
{
    public async Task<Socket> OpenAsync(CancellationToken ct)
    {
        var (host, port) = options.Backend.Split(':') switch // ! NWA9005
        {
            [var h, var p] => (h, int.Parse(p)),
            [var h] => (h, 80),
            _ => throw new FormatException(options.Backend),
        };

        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        var endPoint = new IPEndPoint(addresses.First(), port); // ! NWA9012
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static Uri HealthOf(IPEndPoint endPoint) => new("http://" + endPoint.Address + ":" + endPoint.Port + "/health"); // ! NWA9005
}
