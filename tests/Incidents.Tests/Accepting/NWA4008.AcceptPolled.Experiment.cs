using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4008: the server has just looked; a client that comes now waits for the whole pause, though nobody else is there.</summary>
public sealed class AcceptPolledExperiment
{
    private static readonly TimeSpan s_pause = 3 * Patience.Watch;

    [Fact]
    public async Task A_client_waits_for_the_next_look()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var looked = new ManualResetEventSlim();
        var server = Patience.OnOwnThread(() =>
        {
#pragma warning disable NWA4008 // the sin is the exhibit
            while (!listener.Pending())
#pragma warning restore NWA4008
            {
                looked.Set();
                Thread.Sleep(s_pause);
            }

            using var client = listener.AcceptTcpClient();
            client.GetStream().Write("welcome\n"u8);
        });
        Assert.True(looked.Wait(Patience.Limit));
        using var visitor = new LineClient((IPEndPoint)listener.LocalEndpoint);
        Assert.Null(visitor.TryRead(Patience.Watch));
        Assert.Equal("welcome", visitor.Read());
        await server.WaitAsync(Patience.Limit);
        listener.Stop();
    }

    [Fact]
    public async Task Where_the_server_waits_for_it_a_client_is_let_in_at_once()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource(Patience.Limit);
        var server = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            await client.GetStream().WriteAsync("welcome\n"u8.ToArray(), stop.Token);
        });
        using var visitor = new LineClient((IPEndPoint)listener.LocalEndpoint);
        Assert.Equal("welcome", visitor.Read());
        await server;
        listener.Stop();
    }
}
