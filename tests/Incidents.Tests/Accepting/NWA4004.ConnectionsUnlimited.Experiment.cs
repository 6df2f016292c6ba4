using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4004: as many clients as like to come hold a place each; with a semaphore the last ones wait until a place is free.</summary>
public sealed class ConnectionsUnlimitedExperiment
{
    private const int Clients = 40;

    [Fact]
    public void Without_a_bound_all_hold_a_connection_of_the_server()
    {
        using var server = new Server(places: Clients + 1);
        using var crowd = new Crowd(server);

        Patience.Until(() => server.Held == Clients, "all are in");
    }

    [Fact]
    public void With_a_bound_the_others_wait_and_come_in_as_places_get_free()
    {
        using var server = new Server(places: 3);
        using var crowd = new Crowd(server);

        Patience.Until(() => server.Held == 3, "the places are taken");
        Assert.Equal(3, server.Accepted);
        crowd.Leave(2);
        Patience.Until(() => server.Accepted == 5, "two others have come in");
        Assert.True(server.Most <= 3, $"{server.Most} at once");
    }

    private sealed class Crowd : IDisposable
    {
        private readonly List<LineClient> _clients = [];

        public Crowd(Server server)
        {
            for (var i = 0; i < Clients; i++)
            {
                _clients.Add(new LineClient(server.Listener.Address()));
            }
        }

        public void Leave(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _clients[i].Dispose();
            }
        }

        public void Dispose() => _clients.ForEach(client => client.Dispose());
    }

    private sealed class Server : IDisposable
    {
        private readonly SemaphoreSlim _places;
        private readonly CancellationTokenSource _stop = new();
        private int _held;
        private int _accepted;
        private int _most;

        public Server(int places)
        {
            _places = new SemaphoreSlim(places);
            _ = AcceptAsync();
        }

        public Socket Listener { get; } = Loopback.Listen();

        public int Held => Volatile.Read(ref _held);

        public int Accepted => Volatile.Read(ref _accepted);

        public int Most => Volatile.Read(ref _most);

        public void Dispose()
        {
            _stop.Cancel();
            Listener.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    await _places.WaitAsync(_stop.Token);
                    _ = ServeAsync(await Listener.AcceptAsync(_stop.Token));
                }
            }
            catch (OperationCanceledException)
            {
            }
        }

        private async Task ServeAsync(Socket client)
        {
            using (client)
            {
                Interlocked.Increment(ref _accepted);
                _most = Math.Max(_most, Interlocked.Increment(ref _held));
                try
                {
                    while (await client.ReceiveAsync(new byte[16], _stop.Token) > 0)
                    {
                    }
                }
                catch (Exception failure) when (failure is SocketException or OperationCanceledException)
                {
                }

                Interlocked.Decrement(ref _held);
                _places.Release();
            }
        }
    }
}
