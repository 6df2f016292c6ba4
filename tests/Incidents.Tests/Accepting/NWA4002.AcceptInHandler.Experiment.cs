using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4002: where handlers accept, a client gets in only when some handler gets round to it, or not at all.</summary>
public sealed class AcceptInHandlerExperiment
{
    [Fact]
    public void The_next_client_waits_until_the_handler_of_the_first_accepts_it()
    {
        using var server = new RunningServer(Pitfall.ServeAsync);
        using var first = new LineClient(server.Address);
        Assert.Equal("ready", first.Read());

        using var second = new LineClient(server.Address);
        Assert.Null(second.TryRead(Patience.Watch));

        first.Send("quit");
        Assert.Equal("ready", second.Read());
    }

    [Fact]
    public void A_handler_that_fails_takes_accepting_with_it()
    {
        using var server = new RunningServer(Pitfall.ServeAsync);
        using (var first = new LineClient(server.Address))
        {
            Assert.Equal("ready", first.Read());
            first.Send("nonsense");
            Assert.Null(first.TryRead(Patience.Limit));
        }

        using var second = new LineClient(server.Address);
        Assert.Null(second.TryRead(Patience.Watch));
    }

    [Fact]
    public void A_loop_that_does_nothing_but_accept_lets_it_in_meanwhile()
    {
        using var server = new RunningServer(Mended.ServeAsync);
        using var first = new LineClient(server.Address);
        Assert.Equal("ready", first.Read());

        using var second = new LineClient(server.Address);
        Assert.Equal("ready", second.Read());
    }

    [Fact]
    public void A_handler_that_fails_takes_nobody_with_it_there()
    {
        using var server = new RunningServer(Mended.ServeAsync);
        using (var first = new LineClient(server.Address))
        {
            Assert.Equal("ready", first.Read());
            first.Send("nonsense");
            Assert.Null(first.TryRead(Patience.Limit));
        }

        using var second = new LineClient(server.Address);
        Assert.Equal("ready", second.Read());
    }

    /// <summary>Greets, then waits for "quit" and takes anything else badly.</summary>
    private static async Task ConverseAsync(Socket client)
    {
        using (client)
        {
            await client.SendAsync("ready\n"u8.ToArray());
            var request = new byte[1];
            if (await client.ReceiveAsync(request) > 0 && request[0] != 'q')
            {
                throw new FormatException("an unknown command");
            }
        }
    }

    private static class Pitfall
    {
        public static async Task ServeAsync(Socket listener) => await HandleAsync(listener, await listener.AcceptAsync());

#pragma warning disable NWA4002 // the sin is the exhibit
        private static async Task HandleAsync(Socket listener, Socket client)
        {
            await ConverseAsync(client);
            var next = await listener.AcceptAsync();
            await HandleAsync(listener, next);
        }
#pragma warning restore NWA4002
    }

    private static class Mended
    {
        public static async Task ServeAsync(Socket listener)
        {
            while (true)
            {
                _ = HandleAsync(await listener.AcceptAsync());
            }
        }

        private static async Task HandleAsync(Socket client)
        {
            try
            {
                await ConverseAsync(client);
            }
            catch (FormatException)
            {
                // A client that talks nonsense loses its own connection and nobody else's.
            }
        }
    }
}
