using System;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4005: with a tiny backlog a burst of clients fails while the server is busy for a moment.</summary>
public sealed class BacklogTooSmallExperiment
{
    private const int Burst = 20;

    [Fact]
    public async Task A_backlog_of_one_lets_few_of_a_burst_connect()
    {
        using var listener = Loopback.Bound();
        Pitfall.Listen(listener);

        // Nobody accepts, so however long one waits the rest do not get in.
        Assert.InRange(await ConnectedOfBurst(listener, Patience.Watch), 1, Burst / 4);
    }

    [Fact]
    public async Task The_platform_backlog_lets_all_of_it_connect()
    {
        using var listener = Loopback.Bound();
        Mended.Listen(listener);

        Assert.Equal(Burst, await ConnectedOfBurst(listener, Patience.Limit));
    }

    private static async Task<int> ConnectedOfBurst(Socket listener, TimeSpan within)
    {
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Burst)
            .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            .ToArray();
        try
        {
            var connecting = clients.Select(client => client.ConnectAsync(listener.Address(), over.Token).AsTask()).ToArray();
            await Task.WhenAny(Task.WhenAll(connecting), Task.Delay(within));
            return connecting.Count(task => task.IsCompletedSuccessfully);
        }
        finally
        {
            await over.CancelAsync();
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    private static class Pitfall
    {
#pragma warning disable NWA4005 // the sin is the exhibit
        public static void Listen(Socket socket) => socket.Listen(1);
#pragma warning restore NWA4005
    }

    private static class Mended
    {
        public static void Listen(Socket socket) => socket.Listen();
    }
}
