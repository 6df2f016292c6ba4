using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Blind.B.Good.AddressRules;

public sealed record AddressRuleOptions(IPNetwork[] Admins, string[] HookDomains);

public static class AddressRules
{
    public static IApplicationBuilder UseAddressRules(this IApplicationBuilder app, AddressRuleOptions options)
        => app.Use((context, next) =>
        {
            if (Plain(context.Connection.RemoteIpAddress) is { } address
                && (IPAddress.IsLoopback(address) || options.Admins.Any(network => network.Contains(address))))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });

    private static IPAddress? Plain(IPAddress? address)
        => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    /// <summary>Link-local, private and loopback addresses, whichever family they come in.</summary>
    public static bool IsInternal(IPAddress address)
    {
        if (Plain(address) is not { } plain)
        {
            return true;
        }

        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => plain.GetAddressBytes() is [0 or 10 or 127, ..] or [169, 254, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..],
            AddressFamily.InterNetworkV6 => IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.IPv6Any) || plain.IsIPv6LinkLocal
                || plain.IsIPv6SiteLocal || plain.IsIPv6UniqueLocal,
            _ => true,
        };
    }

    public static bool MayCall(AddressRuleOptions options, Uri hook)
        => hook.Scheme == Uri.UriSchemeHttps
            && options.HookDomains.Any(domain =>
                hook.IdnHost.Equals(domain, StringComparison.OrdinalIgnoreCase)
                || hook.IdnHost.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));

    /// <summary>"host", "host:port", "1.2.3.4:port", "[::1]:port" and bare "::1".</summary>
    public static EndPoint ParseTarget(string text, int defaultPort)
    {
        if (IPAddress.TryParse(text.Trim('[', ']'), out var bare))
        {
            return new IPEndPoint(bare, defaultPort);
        }

        if (IPEndPoint.TryParse(text, out var endPoint))
        {
            return endPoint;
        }

        var colon = text.LastIndexOf(':');
        return colon < 0
            ? new DnsEndPoint(text, defaultPort)
            : new DnsEndPoint(text[..colon], ushort.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>A client for hooks that connects only to public addresses, and to each of them in turn.</summary>
    public static SocketsHttpHandler CreateHookHandler() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AllowAutoRedirect = false,
        ConnectCallback = static async (context, ct) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
            var allowed = Array.FindAll(addresses, address => !IsInternal(address));
            if (allowed.Length == 0)
            {
                throw new HttpRequestException($"{context.DnsEndPoint.Host} has no public address");
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
