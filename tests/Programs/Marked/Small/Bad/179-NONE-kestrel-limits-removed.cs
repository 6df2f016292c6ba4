using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BlindC179;

public static class Limits179
{
    public static void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.RequestHeadersTimeout = Timeout.InfiniteTimeSpan; // ! none: the header deadline of the server is removed
    }
}
