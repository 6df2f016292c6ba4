using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ReferenceServer.Delivery;
using ReferenceServer.Delivery.Client;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceClient;

/// <summary>
/// Sends the numbers from 1 to COUNT, each once, over as many lives of this process as it takes. Where it goes on after a crash, the outbox says: the number of its last message is the session's own.
/// </summary>
internal static class Sender
{
    public static async Task<int> RunAsync(IPEndPoint server, string folder, int count, int size, int inFlight, Durability durability, int? rate = null)
    {
        await using var outbox = JournalStore.Open(Path.Combine(folder, "outbox"), new JournalOptions { Durability = durability });
        var before = (int)(outbox.Recovered.FirstOrDefault()?.Assigned ?? 0);
        await using var client = await DeliveryClient.StartAsync(new DeliveryClientOptions
        {
            Store = outbox,
            Dial = new TcpDialer(server).DialAsync,
            Limits = Limits.Default with { Heartbeat = TimeSpan.FromSeconds(1) },
            LongestWait = TimeSpan.FromSeconds(2),
        });

        var acknowledged = before - client.Session.Undelivered;
        using var progress = new Progress(() =>
            $"acknowledged {Volatile.Read(ref acknowledged)} of {count}, kept {client.Session.Undelivered}, {(client.Session.IsConnected ? "connected" : "NOT connected")}, epoch {client.Session.Epoch}");
        var clock = Stopwatch.StartNew();
        using var room = new SemaphoreSlim(inFlight);
        foreach (var recovered in client.Session.Recovered)
        {
            await recovered.Acknowledged;
            Interlocked.Increment(ref acknowledged);
        }

        for (var number = before + 1; number <= count; number++)
        {
            if (rate is { } most && (number - before) / (double)most - clock.Elapsed.TotalSeconds is var early && early > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(early));
            }

            await room.WaitAsync();
            _ = SendAsync(number.ToString(CultureInfo.InvariantCulture).PadRight(size, '.'));
        }

        for (var all = 0; all < inFlight; all++)
        {
            await room.WaitAsync();
        }

        Console.WriteLine();
        var sent = Math.Max(0, count - before);
        Console.WriteLine(sent == 0 ? $"The outbox has counted to {before} before: nothing to add." : $"{sent} messages in {clock.Elapsed.TotalSeconds:F2} s: {sent / clock.Elapsed.TotalSeconds:F0}/s");
        return acknowledged == count ? 0 : 1;

        async Task SendAsync(string text)
        {
            try
            {
                await client.Session.SendAsync(Encoding.UTF8.GetBytes(text));
                Interlocked.Increment(ref acknowledged);
            }
            catch (SessionLostException lost)
            {
                Console.Error.WriteLine(lost.Message);
            }
            finally
            {
                room.Release();
            }
        }
    }
}
