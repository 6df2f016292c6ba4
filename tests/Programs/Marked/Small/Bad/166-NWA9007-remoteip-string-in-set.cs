using Microsoft.AspNetCore.Http;

namespace BlindC166;

public sealed class Admin166(RequestDelegate next)
{
    private static readonly HashSet<string> s_admins = ["10.0.0.5", "10.0.0.6"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!s_admins.Contains(context.Connection.RemoteIpAddress?.ToString())) // ! NWA9007
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        }
        return next(context);
    }
}
