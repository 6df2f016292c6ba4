using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Ownership;

/// <summary>NWA5006: a socket lives for one connection. Connected again it fails, though the server listens.</summary>
public sealed class UsedSocketReconnectedExperiment
{
    [Fact]
    public async Task A_socket_whose_peer_has_closed_cannot_connect_again()
    {
        using var listener = Loopback.Listen();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Serve(listener, () => AskTwicePitfall(socket, listener));

        var error = Assert.Throws<SocketException>(() => Again(socket, listener));
        Assert.Equal(SocketError.IsConnected, error.SocketErrorCode);
    }

    [Fact]
    public void A_client_that_is_closed_cannot_connect_again()
    {
        using var listener = Loopback.Listen();
        using var client = new TcpClient();
        client.Connect(listener.Address());
        client.Close();

        // The mistake, seen: this very call is what the rule points to.
#pragma warning disable NWA5006
        Assert.Throws<ObjectDisposedException>(() => client.Connect(listener.Address()));
#pragma warning restore NWA5006
    }

    [Fact]
    public async Task A_new_socket_for_each_connection_connects()
    {
        using var listener = Loopback.Listen();
        await Serve(listener, () => AskTwiceMended(listener));
        await Serve(listener, () => AskTwiceMended(listener));
    }

    /// <summary>A server that greets with one byte and closes.</summary>
    private static async Task Serve(Socket listener, Action client)
    {
        var asked = Task.Run(client);
        using (var accepted = await listener.AcceptAsync())
        {
            await accepted.SendAsync(new byte[1]);
        }

        await asked;
    }

    private static void AskTwicePitfall(Socket socket, Socket listener)
    {
        Again(socket, listener);
        ReadToEnd(socket);
    }

    private static void AskTwiceMended(Socket listener)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Again(socket, listener);
        ReadToEnd(socket);
    }

    private static void Again(Socket socket, Socket listener) => socket.Connect(listener.Address());

    private static void ReadToEnd(Socket socket)
    {
        while (socket.Receive(new byte[8]) > 0)
        {
        }
    }
}
