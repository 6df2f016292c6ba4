using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4011: two clients at once; the handler of the first answers the second, because both use one variable.</summary>
public sealed class ConnectionSharedExperiment
{
    [Fact]
    public async Task The_second_client_gets_the_answer_of_the_first()
    {
        using var listener = Loopback.Listen();
        using var bothIn = new ManualResetEventSlim();
        using var alice = new LineClient(listener.Address());
        var connection = await listener.AcceptAsync();
        var first = connection;
        var handler = Patience.OnOwnThread(() =>
        {
            bothIn.Wait(Patience.Limit);
            connection.Send("for alice\n"u8);
        });

        using var bob = new LineClient(listener.Address());
        connection = await listener.AcceptAsync();
        bothIn.Set();
        await handler;

        Assert.Equal("for alice", bob.Read());
        Assert.Null(alice.TryRead(Patience.Watch));
        first.Dispose();
        connection.Dispose();
    }

    [Fact]
    public async Task With_a_variable_of_its_own_each_gets_its_answer()
    {
        using var listener = Loopback.Listen();
        using var bothIn = new ManualResetEventSlim();
        using var alice = new LineClient(listener.Address());
        using var first = await listener.AcceptAsync();
        var handler = Patience.OnOwnThread(() =>
        {
            bothIn.Wait(Patience.Limit);
            first.Send("for alice\n"u8);
        });

        using var bob = new LineClient(listener.Address());
        using var second = await listener.AcceptAsync();
        bothIn.Set();
        await handler;

        Assert.Equal("for alice", alice.Read());
    }
}
