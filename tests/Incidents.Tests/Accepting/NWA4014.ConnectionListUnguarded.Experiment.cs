using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4014: a guest comes in while a broadcast walks the list of guests.</summary>
public sealed class ConnectionListUnguardedExperiment
{
    private const int Threads = 8;
    private const int Each = 200_000;

    [Fact]
    public async Task A_guest_who_comes_during_a_broadcast_ends_it()
    {
        var guests = new List<Socket>();
        var (failure, heard) = await BroadcastWhileAGuestComes(guests, guests.Add);

        Assert.IsType<InvalidOperationException>(failure);
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task With_a_concurrent_collection_everybody_gets_it()
    {
        var guests = new ConcurrentDictionary<Socket, int>();
        var (failure, heard) = await BroadcastWhileAGuestComes(guests.Select(guest => guest.Key), guest => guests[guest] = 0);

        Assert.Null(failure);
        Assert.Equal(2, heard);
    }

    [Fact]
    public async Task Handlers_that_add_at_once_lose_connections()
    {
        // A race is not certain in one run: of five, one is enough.
        for (var run = 0; run < 5; run++)
        {
            var list = new List<object>();
            var failed = await AddFromAllThreads(list.Add);
            if (failed || list.Count < Threads * Each)
            {
                return;
            }
        }

        Assert.Fail("Nothing was lost.");
    }

    [Fact]
    public async Task Under_one_lock_none_is_lost()
    {
        var list = new List<object>();
        var failed = await AddFromAllThreads(connection =>
        {
            lock (list)
            {
                list.Add(connection);
            }
        });

        Assert.False(failed);
        Assert.Equal(Threads * Each, list.Count);
    }

    private static async Task<(Exception? Failure, int Heard)> BroadcastWhileAGuestComes(IEnumerable<Socket> guests, Action<Socket> add)
    {
        using var listener = Loopback.Listen();
        using var anna = new LineClient(listener.Address());
        using var first = await listener.AcceptAsync();
        add(first);
        using var ben = new LineClient(listener.Address());
        using var second = await listener.AcceptAsync();
        add(second);

        using var halfway = new ManualResetEventSlim();
        using var come = new ManualResetEventSlim();
        var broadcast = Patience.OnOwnThread(() =>
        {
            try
            {
                foreach (var guest in guests)
                {
                    guest.Send("hello\n"u8);
                    halfway.Set();
                    come.Wait(Patience.Limit);
                }

                return (Exception?)null;
            }
            catch (InvalidOperationException changed)
            {
                return changed;
            }
        });

        halfway.Wait(Patience.Limit);
        using var carl = new LineClient(listener.Address());
        using var third = await listener.AcceptAsync();
        add(third);
        come.Set();
        var failure = await broadcast.Bounded();
        return (failure, new[] { anna, ben }.Count(guest => guest.TryRead(Patience.Watch) == "hello"));
    }

    private static async Task<bool> AddFromAllThreads(Action<object> add)
    {
        using var start = new ManualResetEventSlim();
        var connection = new object();
        var threads = Enumerable.Range(0, Threads).Select(_ => Patience.OnOwnThread(() =>
        {
            start.Wait();
            try
            {
                for (var i = 0; i < Each; i++)
                {
                    add(connection);
                }

                return false;
            }
            catch (Exception torn) when (torn is IndexOutOfRangeException or ArgumentException)
            {
                return true;
            }
        })).ToList();
        start.Set();
        return (await Task.WhenAll(threads).Bounded()).Any(torn => torn);
    }
}
