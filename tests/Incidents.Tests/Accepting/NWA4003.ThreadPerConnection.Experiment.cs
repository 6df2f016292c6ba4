using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4003: with a thread for each connection, clients who do nothing use up the server's threads.</summary>
public sealed class ThreadPerConnectionExperiment
{
    private const int Clients = 100;

    [Fact]
    public void A_hundred_idle_clients_cost_a_hundred_threads() =>
        Assert.InRange(ThreadsFor(Pitfall.ServeAsync), Clients * 4 / 5, int.MaxValue);

    [Fact]
    public void Handled_asynchronously_they_cost_next_to_none() =>
        Assert.InRange(ThreadsFor(Mended.ServeAsync), int.MinValue, Clients / 5);

    /// <summary>How many threads the process has more when that many clients have been greeted and are silent.</summary>
    private static int ThreadsFor(Func<Socket, Task> serve)
    {
        var clients = new List<LineClient>();
        using var server = new RunningServer(serve);
        var before = Threads();
        try
        {
            for (var i = 0; i < Clients; i++)
            {
                var client = new LineClient(server.Address);
                clients.Add(client);
                Assert.Equal("ready", client.Read());
            }

            return Threads() - before;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static int Threads()
    {
        using var self = Process.GetCurrentProcess();
        return self.Threads.Count;
    }

    private static class Pitfall
    {
#pragma warning disable NWA4003 // the sin is the exhibit
        public static async Task ServeAsync(Socket listener)
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                new Thread(() => Handle(client)) { IsBackground = true }.Start();
            }
        }
#pragma warning restore NWA4003

        private static void Handle(Socket client)
        {
            using (client)
            {
                client.Send("ready\n"u8);
                var request = new byte[256];
                while (client.Receive(request, SocketFlags.None, out var error) > 0 && error == SocketError.Success)
                {
                }
            }
        }
    }

    private static class Mended
    {
        public static async Task ServeAsync(Socket listener)
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                _ = HandleAsync(client);
            }
        }

        private static async Task HandleAsync(Socket client)
        {
            using (client)
            {
                await client.SendAsync("ready\n"u8.ToArray());
                var request = new byte[256];
                while (await client.ReceiveAsync(request) > 0)
                {
                }
            }
        }
    }
}
