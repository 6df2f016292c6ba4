using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery.Client;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;
using ReferenceServer.Transport;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>What a process that takes part is told on its command line.</summary>
internal sealed record ActorArguments(Role Role, ulong Seed, string Store, string Notebook, Durability Durability)
{
    public Plan Plan { get; } = Plan.Of(Seed);

    public static ActorArguments Parse(string[] words) =>
        new(Enum.Parse<Role>(words[0]), ulong.Parse(words[1], CultureInfo.InvariantCulture), words[2], words[3], Enum.Parse<Durability>(words[4]));

    public string[] ToWords() => [Role.ToString(), Seed.ToString(CultureInfo.InvariantCulture), Store, Notebook, Durability.ToString()];
}

/// <summary>The three processes. Each may die at any moment, and is started again with the same arguments.</summary>
internal static class Actors
{
    /// <summary>The process could not begin because its disk is full: it is to be started again.</summary>
    public const int TryAgain = 75;

    public static readonly IPEndPoint Server = new(IPAddress.Parse(Network.AddressOf(Role.Server)), 7000);

    private const int Header = 2 * sizeof(ulong);
    private static readonly byte[] s_secret = "known to all three"u8.ToArray();
    private static readonly Limits s_limits = Limits.Default with { Heartbeat = TimeSpan.FromMilliseconds(100), MaxBody = 4096, WindowBytes = 256 << 10, WindowMessages = 64 };

    /// <summary>Runs one, until it is done or its standard input ends.</summary>
    public static async Task<int> RunAsync(ActorArguments arguments)
    {
        EndWithParent();
        try
        {
            await using var store = JournalStore.Open(arguments.Store, new JournalOptions
            {
                Durability = arguments.Durability,
                CompactFrom = 128 << 10,
            });
            if (store.Report.IsDamaged)
            {
                await Console.Error.WriteLineAsync($"The journal is damaged: {string.Join(", ", store.Report.Damage)}");
                return 1;
            }

            return arguments.Role switch
            {
                Role.Sender => await SendAsync(arguments, store),
                Role.Server => await ServeAsync(arguments, store),
                _ => await ReceiveAsync(arguments, store),
            };
        }
        catch (Exception full) when (full is DeliveryRefusedException or IOException and not JournalException)
        {
            await Console.Error.WriteLineAsync(full.Message);
            return TryAgain;
        }
    }

    private static async Task<int> SendAsync(ActorArguments arguments, JournalStore store)
    {
        var plan = arguments.Plan;
        var begun = Notebook.Read(arguments.Notebook).Where(entry => entry.What == Notes.Offered).Select(entry => entry.Numbers[0]).DefaultIfEmpty().Max();
        using var notebook = new Notebook(arguments.Notebook);
        notebook.Note(Notes.Started);
        await using var client = await DeliveryClient.StartAsync(ClientOptions(arguments, store));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var random = new Random();
        var all = client.Session.Recovered.Select(FollowRecoveredAsync).ToList();
        for (var number = begun + 1; number <= (ulong)plan.Messages; number++)
        {
            var early = ((number - begun) / (double)plan.Rate) - clock.Elapsed.TotalSeconds;
            if (early > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(early));
            }

            notebook.Note(Notes.Offered, number);
            all.Add(SendOneAsync(number, random.Next(100) < plan.WithdrawPercent));
        }

        await Task.WhenAll(all);
        notebook.Note(Notes.Finished, client.Session.Epoch);
        return 0;

        async Task SendOneAsync(ulong number, bool isImpatient)
        {
            Delivery delivery;
            try
            {
                delivery = await client.Session.EnqueueAsync(Plan.Payload(plan.Seed, number));
                notebook.Note(Notes.Taken, number);
            }
            catch (DeliveryRefusedException)
            {
                notebook.Note(Notes.Refused, number);
                return;
            }

            if (isImpatient && await Task.WhenAny(delivery.Acknowledged, Task.Delay(50)) != delivery.Acknowledged)
            {
                notebook.Note(Notes.AskedBack, number);
                if (await delivery.TryWithdrawAsync())
                {
                    notebook.Note(Notes.Withdrawn, number);
                    return;
                }

                notebook.Note(Notes.Taken, number);
            }

            await delivery.Acknowledged;
            notebook.Note(Notes.Acknowledged, number);
        }

        async Task FollowRecoveredAsync(Delivery delivery)
        {
            // One that was withdrawn has no bytes any more: its number travels without it.
            if (delivery.IsWithdrawn)
            {
                return;
            }

            var number = BinaryPrimitives.ReadUInt64BigEndian(delivery.Payload.Span);
            notebook.Note(Notes.Taken, number);
            await delivery.Acknowledged;
            notebook.Note(Notes.Acknowledged, number);
        }
    }

    private static async Task<int> ServeAsync(ActorArguments arguments, JournalStore store)
    {
        var life = BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var receiver = new TaskCompletionSource<DeliverySession>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new DeliveryServerOptions
        {
            Store = store,
            Limits = s_limits,
            AcknowledgeAfter = arguments.Plan.AcknowledgeAfter[Role.Server],
            SecretOf = _ => s_secret,
            AllowPlaintext = true,
            OnSession = session =>
            {
                if (session.Peer == nameof(Role.Receiver))
                {
                    receiver.TrySetResult(session);
                }
            },
            Handler = async (message, stopping) =>
            {
                var onward = new byte[Header + message.Payload.Length];
                BinaryPrimitives.WriteUInt64BigEndian(onward, message.Sequence);
                BinaryPrimitives.WriteUInt64BigEndian(onward.AsSpan(sizeof(ulong)), life);
                message.Payload.CopyTo(onward.AsMemory(Header));
                var session = await receiver.Task.WaitAsync(stopping);
                await session.EnqueueAsync(onward, stopping);
            },
        };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        builder.Services.AddDelivery(options);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(Server, endpoint => endpoint.UseConnectionHandler<DeliveryHandler>()));
        if (arguments.Plan.OwnTransport)
        {
            builder.WebHost.UseReferenceTransport();
        }

        await using var host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    private static async Task<int> ReceiveAsync(ActorArguments arguments, JournalStore store)
    {
        using var notebook = new Notebook(arguments.Notebook);
        notebook.Note(Notes.Started);
        var options = ClientOptions(arguments, store);
        options.AcknowledgeAfter = arguments.Plan.AcknowledgeAfter[Role.Receiver];
        options.Handler = (message, _) =>
        {
            var onward = message.Payload.Span;
            var payload = onward[Header..];
            notebook.Note(
                Notes.Given,
                BinaryPrimitives.ReadUInt64BigEndian(payload),
                message.Sequence,
                BinaryPrimitives.ReadUInt64BigEndian(onward),
                BinaryPrimitives.ReadUInt64BigEndian(onward[sizeof(ulong)..]),
                Ledger.Fingerprint(payload));
            return ValueTask.CompletedTask;
        };
        await using var client = await DeliveryClient.StartAsync(options);
        await client.Running;
        return 1;
    }

    private static DeliveryClientOptions ClientOptions(ActorArguments arguments, JournalStore store) => new()
    {
        Store = store,
        Limits = s_limits,
        Dial = new TcpDialer(Server).DialAsync,
        Peer = arguments.Role.ToString(),
        Secret = s_secret,
        HandshakeTimeout = TimeSpan.FromMilliseconds(700),
        FirstWait = TimeSpan.FromMilliseconds(20),
        LongestWait = TimeSpan.FromMilliseconds(200),
        Log = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "))).CreateLogger(arguments.Role.ToString()),
    };

    /// <summary>Who started this process holds its standard input; when that ends, so does this one.</summary>
    private static void EndWithParent() => new Thread(static () =>
    {
        while (Console.In.Read() >= 0)
        {
        }

        Environment.Exit(0);
    })
    { IsBackground = true }.Start();
}
