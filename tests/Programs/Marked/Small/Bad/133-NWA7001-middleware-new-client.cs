using Microsoft.AspNetCore.Http;

namespace BlindC133;

public sealed class Geo133(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using (var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(2) }) // ! NWA7001
        {
            context.Items["geo"] = await http.GetStringAsync("https://geo.example.org/me", context.RequestAborted);
        }
        await next(context);
    }
}
