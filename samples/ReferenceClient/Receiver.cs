using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceClient;

/// <summary>
/// Listens, and writes each message as a line: session, sequence number, text. The number in the line makes the effect exact: after a crash the handler may be called again with a message whose line is
/// there already, and then writes nothing.
/// </summary>
internal static class Receiver
{
    public static async Task<int> RunAsync(IPEndPoint address, string folder, Durability durability, AcknowledgeAfter acknowledgeAfter)
    {
        Directory.CreateDirectory(folder);
        await using var journal = JournalStore.Open(Path.Combine(folder, "inbox"), new JournalOptions { Durability = durability });
        using var received = new ReceivedFile(Path.Combine(folder, "received.txt"));
        var options = new DeliveryServerOptions
        {
            Store = journal,
            AcknowledgeAfter = acknowledgeAfter,
            Limits = Limits.Default with { Heartbeat = TimeSpan.FromSeconds(1) },
            Handler = (message, _) =>
            {
                received.Add(message.Session.Id, message.Sequence, message.Payload.Span);
                return ValueTask.CompletedTask;
            },

            // For a trial between two machines or namespaces. A real one has a certificate and secrets.
            AllowPlaintext = true,
            AllowAnonymous = true,
        };
        var builder = WebApplication.CreateSlimBuilder();

        // The host logs a failed start with its stack trace; Program says it in one sentence.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddDelivery(options);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, endpoint => endpoint.UseConnectionHandler<DeliveryHandler>()));
        await using var host = builder.Build();
        await host.StartAsync();
        using var progress = new Progress(() => $"received {received.Count}");
        Console.WriteLine($"Listening on {address}. Found on start: {received.Count} received, {journal.Report.Damage.Count} damaged stretches in the journal.");
        await host.WaitForShutdownAsync();
        return 0;
    }
}

/// <summary>The application's own record of what it did.</summary>
internal sealed class ReceivedFile : IDisposable
{
    private readonly System.Threading.Lock _gate = new();
    private readonly FileStream _file;
    private readonly System.Collections.Generic.Dictionary<string, ulong> _last = [];

    public ReceivedFile(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        foreach (var fields in ReadWholeLines().Select(line => line.Split(' ', 3)))
        {
            _last[fields[0]] = ulong.Parse(fields[1], CultureInfo.InvariantCulture);
            Count++;
        }
    }

    public int Count { get; private set; }

    public void Add(SessionId session, ulong sequence, ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            var name = session.ToString();
            if (_last.TryGetValue(name, out var last) && sequence <= last)
            {
                return;
            }

            _file.Write(Encoding.UTF8.GetBytes($"{name} {sequence} {Encoding.UTF8.GetString(text)}\n"));
            _file.Flush();
            _last[name] = sequence;
            Count++;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The lines that are whole; what a crash left of one is cut off.</summary>
    private string[] ReadWholeLines()
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _file.SetLength(whole);
        _file.Seek(0, SeekOrigin.End);
        return Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
