using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery.Client;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Live;

/// <summary>A server on Kestrel's own transport, on loopback, that notes what its handler is given.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    public static readonly Limits Quick = Limits.Default with { Heartbeat = TimeSpan.FromMilliseconds(200) };

    private readonly WebApplication _host;

    private LiveServer(WebApplication host) => _host = host;

    public required ConcurrentQueue<Message> Handled { get; init; }

    public string[] Texts => [.. Handled.Select(message => Encoding.UTF8.GetString(message.Payload.Span))];

    public SessionDirectory Directory => _host.Services.GetRequiredService<SessionDirectory>();

    public IPEndPoint Address
    {
        get
        {
            var uri = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return new IPEndPoint(IPAddress.Loopback, uri.Port);
        }
    }

    public static async Task<LiveServer> StartAsync(Action<DeliveryServerOptions>? change = null, Action<ListenOptions>? listen = null, int port = 0)
    {
        var handled = new ConcurrentQueue<Message>();
        var options = new DeliveryServerOptions
        {
            Limits = Quick,
            Handler = (message, _) =>
            {
                handled.Enqueue(message);
                return ValueTask.CompletedTask;
            },
        };
        change?.Invoke(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDelivery(options);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint =>
        {
            listen?.Invoke(endpoint);
            endpoint.UseConnectionHandler<DeliveryHandler>();
        }));
        var server = new LiveServer(builder.Build()) { Handled = handled };
        await server._host.StartAsync();
        return server;
    }

    public Task<DeliveryClient> ConnectAsync(Action<DeliveryClientOptions>? change = null) => ClientAsync(Address, change);

    public static Task<DeliveryClient> ClientAsync(IPEndPoint address, Action<DeliveryClientOptions>? change = null)
    {
        var options = new DeliveryClientOptions { Dial = new TcpDialer(address).DialAsync, Limits = Quick, Peer = "tester", LongestWait = TimeSpan.FromMilliseconds(200) };
        change?.Invoke(options);
        return DeliveryClient.StartAsync(options);
    }

    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!holds())
        {
            Assert.False(late.IsCancellationRequested, $"It did not come about that {what}.");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        await _host.StopAsync(late.Token);
        await _host.DisposeAsync();
    }
}

/// <summary>A directory of its own for a test's journals.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("delivery-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public JournalStore Open(string name = "store", Durability durability = Durability.ProcessCrash) =>
        JournalStore.Open(this[name], new JournalOptions { Durability = durability });

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
