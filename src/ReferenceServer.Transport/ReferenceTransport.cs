using System;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ReferenceServer.Transport;

/// <summary>Puts the transport under Kestrel.</summary>
public static class ReferenceTransport
{
    /// <summary>
    /// Kestrel's TCP and Unix domain socket end points are served by this transport. What it does not bind (inherited handles, named pipes) stays with Kestrel's own.
    /// </summary>
    /// <param name="builder">The web host, for example <c>builder.WebHost</c>.</param>
    /// <param name="configure">Sets options; see <see cref="ReferenceTransportOptions"/> for units and defaults.</param>
    /// <returns>The same builder.</returns>
    public static IWebHostBuilder UseReferenceTransport(this IWebHostBuilder builder, Action<ReferenceTransportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            services.AddMetrics();
            services.AddSingleton<TransportMetrics>();
            services.AddSingleton<IConnectionListenerFactory, ReferenceTransportFactory>();
            if (configure is not null)
            {
                services.Configure(configure);
            }
        });
    }
}
