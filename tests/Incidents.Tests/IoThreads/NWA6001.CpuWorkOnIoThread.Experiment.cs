using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6001: handlers that compute hold the threads on which every other connection is served.</summary>
public sealed class CpuWorkOnIoThreadExperiment
{
    private static readonly int Threads = Math.Max(Environment.ProcessorCount, ThreadPool.ThreadCount);
    private static readonly int Logins = 8 * Threads;

    /// <summary>More than there are threads, one of which may just be finishing with a pinging client and serve it in passing.</summary>
    private static readonly int Pings = Threads + 2;
    private static int s_begun;
    private static int s_finished;

    [Fact]
    public void A_ping_is_answered_after_the_logins_that_came_before_it() =>
        Assert.InRange(LoginsFinishedBeforeThePings(Pitfall.HandleAsync), Logins / 4, Logins);

    [Fact]
    public void With_the_work_on_a_thread_of_its_own_the_ping_is_answered_meanwhile() =>
        Assert.InRange(LoginsFinishedBeforeThePings(Mended.HandleAsync), 0, Logins / 5);

    /// <summary>How many of the logins were finished when the last ping, sent while they were computed, was answered.</summary>
    private static int LoginsFinishedBeforeThePings(Func<Socket, Task> handle)
    {
        s_begun = 0;
        s_finished = 0;
        using var server = new RunningServer(async listener =>
        {
            while (true)
            {
                _ = handle(await listener.AcceptAsync());
            }
        });
        using var pinging = new Clients(server, Pings);
        using var loggingIn = new Clients(server, Logins);

        loggingIn.ForEach(client => client.Send("l"));
        Patience.Until(() => Volatile.Read(ref s_begun) > 0, "a login is being computed");
        pinging.ForEach(client => client.Send("p"));
        pinging.ForEach(client => Assert.Equal("p", client.Read()));
        var finished = Volatile.Read(ref s_finished);

        loggingIn.ForEach(client => Assert.Equal("l", client.Read()));
        Assert.Equal(Logins, s_finished);
        return finished;
    }

    /// <summary>What a login costs: some tens of milliseconds of a processor.</summary>
    private static void CheckPassword()
    {
        Interlocked.Increment(ref s_begun);
        Rfc2898DeriveBytes.Pbkdf2("password", "salt and pepper"u8, 200_000, HashAlgorithmName.SHA256, 32);
        Interlocked.Increment(ref s_finished);
    }

    private static class Pitfall
    {
#pragma warning disable NWA6001 // the sin is the exhibit
        public static async Task HandleAsync(Socket client)
        {
            using (client)
            {
                var request = new byte[1];
                while (await client.ReceiveAsync(request) > 0)
                {
                    if (request[0] == 'l')
                    {
                        CheckPassword();
                    }

                    await client.SendAsync(request);
                }
            }
        }
#pragma warning restore NWA6001
    }

    private static class Mended
    {
        private static readonly Calculator Calculator = new();

        public static async Task HandleAsync(Socket client)
        {
            using (client)
            {
                var request = new byte[1];
                while (await client.ReceiveAsync(request) > 0)
                {
                    if (request[0] == 'l')
                    {
                        await Calculator.Run(CheckPassword);
                    }

                    await client.SendAsync(request);
                }
            }
        }
    }

    /// <summary>Clients that have been answered once, so that their handlers are under way.</summary>
    private sealed class Clients : List<LineClient>, IDisposable
    {
        public Clients(RunningServer server, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var client = new LineClient(server.Address);
                Add(client);
                client.Send("p");
                Assert.Equal("p", client.Read());
            }
        }

        public void Dispose() => ForEach(client => client.Dispose());
    }

    /// <summary>One thread that computes what it is given, in turn, so that computing never takes more than one processor.</summary>
    private sealed class Calculator
    {
        private readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> _queue = new(boundedCapacity: 1024);

        public Calculator() => new Thread(Compute) { IsBackground = true }.Start();

        public Task Run(Action work)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_queue.TryAdd((work, done)))
            {
                done.SetException(new InvalidOperationException("too much to compute"));
            }

            return done.Task;
        }

        private void Compute()
        {
            foreach (var (work, done) in _queue.GetConsumingEnumerable())
            {
                work();
                done.SetResult();
            }
        }
    }
}
