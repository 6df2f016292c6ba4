using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Benchmarks;

/// <summary>Our journal beside databases: messages are appended, each session's next when its last is stored, and recorded as consumed at once.</summary>
internal static class Stores
{
    public static async Task RunAsync(string folder, TimeSpan time)
    {
        Console.WriteLine("| survives | message | sessions | journal | SQLite, WAL | LiteDB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var durability in new[] { Durability.ProcessCrash, Durability.PowerLoss })
        {
            foreach (var (size, sessions) in new[] { (100, 1), (100, 100), (10_000, 1), (10_000, 100) })
            {
                var cells = new[]
                {
                    await MeasureAsync(folder, path => JournalStore.Open(path, new JournalOptions { Durability = durability }), size, sessions, time),
                    await MeasureAsync(folder, path => new SqliteStore(path, durability), size, sessions, time),
                    await MeasureAsync(folder, path => new LiteDbStore(path, durability), size, sessions, time),
                };
                Console.WriteLine($"| {durability} | {size} B | {sessions} | {string.Join(" | ", cells.Select(cell => $"{cell.PerSecond:F0}/s, {cell.Median.TotalMilliseconds:F2} ms"))} |");
            }
        }
    }

    private static async Task<(double PerSecond, TimeSpan Median)> MeasureAsync(string folder, Func<string, IDeliveryStore> open, int size, int sessions, TimeSpan time)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            await using var store = open(path);
            var payload = new byte[size];
            new Random(1).NextBytes(payload);
            var clock = Stopwatch.StartNew();
            var waits = await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(() => AppendAsync(store, payload, clock, time))));
            var elapsed = clock.Elapsed;
            var sorted = waits.SelectMany(wait => wait).Order().ToArray();
            return (sorted.Length / elapsed.TotalSeconds, sorted[sorted.Length / 2]);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<TimeSpan[]> AppendAsync(IDeliveryStore store, byte[] payload, Stopwatch clock, TimeSpan time)
    {
        var session = SessionId.Create();
        store.Append(new StoreRecord(RecordKind.Session, session, 1, Peer: "peer"));
        var waits = new System.Collections.Generic.List<TimeSpan>();
        for (var number = 1UL; clock.Elapsed < time; number++)
        {
            var began = clock.Elapsed;
            var appended = new Appended();
            store.Append(new StoreRecord(RecordKind.Incoming, session, number, payload), appended);
            await appended.Done;
            waits.Add(clock.Elapsed - began);
            store.Append(new StoreRecord(RecordKind.Consumed, session, number));
        }

        return [.. waits];
    }

    private sealed class Appended : IAppended
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        void IAppended.Appended(AppendResult result)
        {
            if (result == AppendResult.Stored)
            {
                _done.SetResult();
            }
            else
            {
                _done.SetException(new InvalidOperationException($"The store says {result}."));
            }
        }
    }
}
