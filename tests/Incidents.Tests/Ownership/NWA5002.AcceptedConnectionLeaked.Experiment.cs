using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Ownership;

/// <summary>NWA5002: an accepted connection that is forgotten has no end: the client waits for it.</summary>
public sealed class AcceptedConnectionLeakedExperiment
{
    /// <summary>Keeps what is forgotten from the finalizer, which would close it some time.</summary>
    private readonly List<Socket> _forgotten = [];

    [Fact]
    public async Task The_client_sees_no_end_of_a_forgotten_connection()
    {
        using var listener = Loopback.Listen();
        using var client = Connected(listener);
        Pitfall.ServeOne(listener, _forgotten);

        var end = ReadToEnd(client);

        Assert.True(await end.StillWaits());
        _forgotten[0].Dispose();
        await end.Bounded();
    }

    [Fact]
    public async Task With_using_it_ends_when_it_is_served()
    {
        using var listener = Loopback.Listen();
        using var client = Connected(listener);
        Mended.ServeOne(listener);

        await ReadToEnd(client).Bounded();
    }

    private static Socket Connected(Socket listener)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.Address());
        return client;
    }

    private static Task ReadToEnd(Socket client) => Patience.OnOwnThread(() =>
    {
        while (client.Receive(new byte[16]) > 0)
        {
        }
    });

    private static class Pitfall
    {
        public static void ServeOne(Socket listener, List<Socket> keptForTheExperiment)
        {
            var client = listener.Accept();
            client.Send("hello"u8);
            keptForTheExperiment.Add(client);
        }
    }

    private static class Mended
    {
        public static void ServeOne(Socket listener)
        {
            using var client = listener.Accept();
            client.Send("hello"u8);
        }
    }
}
