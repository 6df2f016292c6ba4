using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4001: while an accept loop handles one client it accepts no other.</summary>
public sealed class HandlerInAcceptLoopExperiment
{
    [Fact]
    public void One_silent_client_keeps_the_next_one_waiting()
    {
        using var server = new RunningServer(Pitfall.ServeAsync);
        using var second = FollowASilentClient(server, out var first);
        using (first)
        {
            Assert.Null(second.TryRead(Patience.Watch));
        }

        // It was the first that stood in the way, and nothing else.
        Assert.Equal("ready", second.Read());
    }

    [Fact]
    public void A_loop_that_hands_over_greets_the_next_one_meanwhile()
    {
        using var server = new RunningServer(Mended.ServeAsync);
        using var second = FollowASilentClient(server, out var first);
        using (first)
        {
            Assert.Equal("ready", second.Read());
        }
    }

    private static LineClient FollowASilentClient(RunningServer server, out LineClient first)
    {
        first = new LineClient(server.Address);
        Assert.Equal("ready", first.Read());
        return new LineClient(server.Address);
    }

    /// <summary>Greets, then listens to the client until it leaves.</summary>
    private static async Task HandleAsync(Socket client)
    {
        using (client)
        {
            try
            {
                await client.SendAsync("ready\n"u8.ToArray());
                var request = new byte[256];
                while (await client.ReceiveAsync(request) > 0)
                {
                }
            }
            catch (SocketException)
            {
                // The client broke off: its connection ends here.
            }
        }
    }

    private static class Pitfall
    {
#pragma warning disable NWA4001 // the sin is the exhibit
        public static async Task ServeAsync(Socket listener)
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                await HandleAsync(client);
            }
        }
#pragma warning restore NWA4001
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
    }
}
