using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using MQTTnet;
using MQTTnet.Protocol;
using ReferenceServer.Delivery.Client;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Transport;

namespace ReferenceServer.Delivery.Benchmarks;

/// <summary>Acknowledged messages, over loopback, to a server that is a process of its own: ours, and the broker mosquitto with quality of service 1.</summary>
internal static class Messages
{
    private const int InFlight = 100;
    private static readonly byte[] s_secret = "for the measurement"u8.ToArray();

    public static async Task RunAsync(string folder, TimeSpan time, string? only, int rounds)
    {
        Console.WriteLine($"| | survives | message | sessions | messages/s, {InFlight} under way in each session | messages/s, {InFlight} under way in all | median, 99 % of one under way per session |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (size, sessions) in new[] { (100, 1), (100, 100), (10_000, 1), (10_000, 100) }.Where(row => only is null || only == $"{row.Item1}x{row.Item2}"))
        {
            Row[] rows = [
                .. Enum.GetValues<Durability>().Select(durability => new Row("ours", durability.ToString(), () => OursAsync(folder, durability, sessions))),
                new Row("mosquitto, QoS 1", "nothing", () => MosquittoAsync(folder, sessions)),
            ];

            // In turn, so that a machine that is slower for a while is so for all of them.
            for (var round = 0; round < rounds; round++)
            {
                foreach (var row in rows)
                {
                    row.Figures.Add(await MeasureAsync(row.Make, size, sessions, time));
                }
            }

            foreach (var row in rows)
            {
                double Median(Func<Figures, double> which) => row.Figures.Select(which).Order().ElementAt(rounds / 2);

                Console.WriteLine($"| {row.Who} | {row.Survives} | {size} B | {sessions} | {Median(of => of.Most):F0} | {Median(of => of.Rate):F0} | {Median(of => of.Half):F2} ms, {Median(of => of.Late):F2} ms |");
            }
        }
    }

    /// <summary>The server of this measurement, until its standard input ends.</summary>
    public static async Task ServeAsync(int port, string folder, Durability durability)
    {
        await using var store = Open(folder, durability);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddDelivery(new DeliveryServerOptions { Store = store, SecretOf = _ => s_secret, PerPeer = new PeerLimits(1000), Handler = (_, _) => ValueTask.CompletedTask });
        builder.WebHost.UseKestrelCore().UseReferenceTransport().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.UseConnectionHandler<DeliveryHandler>()));
        await using var host = builder.Build();
        await host.StartAsync();
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await host.StopAsync();
    }

    private static IDeliveryStore Open(string folder, Durability durability) =>
        durability == Durability.Memory ? new MemoryStore() : JournalStore.Open(folder, new JournalOptions { Durability = durability });

    private static async Task<Figures> MeasureAsync(Func<Task<Rig>> make, int size, int sessions, TimeSpan time)
    {
        await using var rig = await make();
        var payload = new byte[size];
        new Random(1).NextBytes(payload);
        await LoadAsync(rig, payload, perSession: InFlight, time / 4);
        var (most, _) = await LoadAsync(rig, payload, perSession: InFlight, time);
        var (rate, _) = sessions == 1 ? (most, []) : await LoadAsync(rig, payload, perSession: InFlight / sessions, time);
        var (_, waits) = await LoadAsync(rig, payload, perSession: 1, time / 2);
        return new Figures(most, rate, waits[waits.Length / 2].TotalMilliseconds, waits[waits.Length * 99 / 100].TotalMilliseconds);
    }

    private static async Task<(double PerSecond, TimeSpan[] Waits)> LoadAsync(Rig rig, byte[] payload, int perSession, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var waits = await Task.WhenAll(rig.Senders.SelectMany(send => Enumerable.Range(0, perSession).Select(_ => Task.Run(async () =>
        {
            var mine = new List<TimeSpan>();
            while (clock.Elapsed < time)
            {
                var began = clock.Elapsed;
                await send(payload);
                mine.Add(clock.Elapsed - began);
            }

            return mine;
        }))));
        var elapsed = clock.Elapsed;
        var all = waits.SelectMany(wait => wait).Order().ToArray();
        return (all.Length / elapsed.TotalSeconds, all);
    }

    private static async Task<Rig> OursAsync(string folder, Durability durability, int sessions)
    {
        var port = FreePort();
        var path = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        var server = Start(Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "ReferenceServer.Delivery.Benchmarks.dll"), "serve", port.ToString(CultureInfo.InvariantCulture), Path.Combine(path, "server"), durability.ToString());
        await ListeningAsync(port);
        var rig = new Rig();
        for (var number = 0; number < sessions; number++)
        {
            // Each session's outbox is a journal of its own, as each is a process of its own elsewhere.
            var store = Open(Path.Combine(path, $"client-{number}"), durability);
            var client = await DeliveryClient.StartAsync(new DeliveryClientOptions { Store = store, Dial = new TcpDialer(new IPEndPoint(IPAddress.Loopback, port)).DialAsync, Peer = "bench", Secret = s_secret });
            await client.Session.SendAsync(new byte[1]);
            rig.Senders.Add(payload => client.Session.SendAsync(payload));
            rig.Ends.Add(async () =>
            {
                await client.DisposeAsync();
                await store.DisposeAsync();
            });
        }

        rig.Ends.Add(() => EndAsync(server, path));
        return rig;
    }

    private static async Task<Rig> MosquittoAsync(string folder, int sessions)
    {
        var port = FreePort();
        var path = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        var configuration = Path.Combine(path, "mosquitto.conf");
        await File.WriteAllLinesAsync(configuration, [
            $"listener {port} 127.0.0.1", "allow_anonymous true", "user root", "max_inflight_messages 0", "max_queued_messages 0"]);
        var broker = Start("mosquitto", "-c", configuration);
        await ListeningAsync(port);
        var rig = new Rig();

        // Somebody takes the messages, so that the broker has something to do with them, as our handler is there to take ours.
        var subscriber = await ConnectAsync(port, "subscriber");
        await subscriber.SubscribeAsync("bench", MqttQualityOfServiceLevel.AtLeastOnce);
        rig.Ends.Add(() => DisconnectAsync(subscriber));
        for (var number = 0; number < sessions; number++)
        {
            var client = await ConnectAsync(port, $"client-{number}");
            rig.Senders.Add(payload => client.PublishAsync(new MqttApplicationMessage { Topic = "bench", Payload = new(payload), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }));
            rig.Ends.Add(() => DisconnectAsync(client));
        }

        rig.Ends.Add(() => EndAsync(broker, path));
        return rig;
    }

    private static async Task<IMqttClient> ConnectAsync(int port, string name)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(name).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).Build());
        return client;
    }

    private static async Task DisconnectAsync(IMqttClient client)
    {
        await client.DisconnectAsync();
        client.Dispose();
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = program == "mosquitto" })!;

    private static async Task EndAsync(Process process, string path)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(path, recursive: true);
    }

    private static async Task ListeningAsync(int port)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port, late.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, late.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private sealed record Row(string Who, string Survives, Func<Task<Rig>> Make)
    {
        public List<Figures> Figures { get; } = [];
    }

    /// <summary>Messages a second, and the milliseconds within which half of them and 99 % are acknowledged.</summary>
    private readonly record struct Figures(double Most, double Rate, double Half, double Late);

    private sealed class Rig : IAsyncDisposable
    {
        public List<Func<byte[], Task>> Senders { get; } = [];

        public List<Func<Task>> Ends { get; } = [];

        public async ValueTask DisposeAsync()
        {
            foreach (var end in Ends)
            {
                await end();
            }
        }
    }
}
