using Microsoft.AspNetCore.Http;

namespace BlindC166G;

public sealed class Admin166G(RequestDelegate next)
{
    private static readonly HashSet<string> s_admins = ["10.0.0.5", "10.0.0.6"];

    public Task InvokeAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        if (!s_admins.Contains(address?.ToString()))
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        }
        return next(context);
    }
}
