using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4009: a handler fails, and nobody hears of it: no log, no exception anywhere. Its client waits.</summary>
public sealed class HandlerFailureUnobservedExperiment
{
    [Fact]
    public async Task A_dropped_task_keeps_its_failure_to_itself()
    {
        var log = new ConcurrentQueue<string>();
        using var listener = Loopback.Listen();
        using var client = new LineClient(listener.Address());
        Task? handler = null;
        var connection = await listener.AcceptAsync();
        try
        {
            // What `_ = ServeAsync(connection)` does; the experiment alone keeps the task, to know when it has failed.
            handler = ServeAsync(connection);
        }
        catch (Exception failure)
        {
            log.Enqueue(failure.Message);
        }

        client.Send("order 7");
        Patience.Until(() => handler!.IsCompleted, "the handler has failed");
        Assert.True(handler!.IsFaulted);
        Assert.Empty(log);
        Assert.Null(client.TryRead(Patience.Watch));
        connection.Dispose();
    }

    [Fact]
    public async Task A_handler_that_catches_logs_it_and_closes_the_connection()
    {
        var log = new ConcurrentQueue<string>();
        using var listener = Loopback.Listen();
        using var client = new LineClient(listener.Address());
        _ = GuardedAsync(await listener.AcceptAsync(), log);

        client.Send("order 7");
        Patience.Until(() => !log.IsEmpty, "the failure is logged");
        Assert.Contains("no such order", Assert.Single(log), StringComparison.Ordinal);
    }

    private static async Task ServeAsync(Socket connection)
    {
        await Task.Yield();
        using var reader = new StreamReader(new NetworkStream(connection));
        if (await reader.ReadLineAsync() is { } line)
        {
            throw new InvalidDataException($"no such order: {line}");
        }
    }

    private static async Task GuardedAsync(Socket connection, ConcurrentQueue<string> log)
    {
        using (connection)
        {
            try
            {
                await ServeAsync(connection);
            }
            catch (Exception failure)
            {
                log.Enqueue(failure.Message);
            }
        }
    }
}
