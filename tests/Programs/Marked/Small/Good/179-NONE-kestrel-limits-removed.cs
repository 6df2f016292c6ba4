using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BlindC179G;

public static class Limits179G
{
    public static void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }
}
