using System;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReferenceServer.Tests.Conformance;
using ReferenceServer.Transport;

namespace ReferenceServer.Tests.Transport;

/// <summary>The transport alone, without Kestrel over it.</summary>
public static class Bound
{
    public static async ValueTask<TestedTransport> ToAsync(EndPoint endpoint, Action<ReferenceTransportOptions>? configure = null, ILoggerProvider? log = null, IMemoryPoolFactory<byte>? memory = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        }

        if (memory is not null)
        {
            builder.Services.AddSingleton(memory);
        }

        builder.WebHost.UseReferenceTransport(configure);
        var host = builder.Build();
        var factory = host.Services.GetRequiredService<IConnectionListenerFactory>();
        try
        {
            return new SocketTransport(await factory.BindAsync(endpoint), host.Services as IDisposable);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
