using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Ownership;

/// <summary>NWA5005: a client that connects again over its old connection leaves that open: the server has two of it.</summary>
public sealed class ConnectionOverwrittenExperiment
{
    [Fact]
    public async Task The_server_still_has_the_first_connection()
    {
        Assert.False(await FirstEnds(client => client.AskAgainPitfall()));
    }

    [Fact]
    public async Task Whoever_closes_the_old_one_first_has_one()
    {
        Assert.True(await FirstEnds(client => client.AskAgainMended()));
    }

    /// <summary>A server that does not answer, and whether it sees its first connection end when the client has come a second time.</summary>
    private static async Task<bool> FirstEnds(Action<Client> askAgain)
    {
        using var listener = Loopback.Listen();
        using var client = new Client(listener.Address());
        using var first = await listener.AcceptAsync();
        askAgain(client);
        using var second = await listener.AcceptAsync();

        var ended = Patience.OnOwnThread(() => first.Receive(new byte[1]));
        return !await ended.StillWaits();
    }

    private sealed class Client : IDisposable
    {
        private readonly IPEndPoint _server;

        /// <summary>For the experiment alone, so that no finalizer closes the old one meanwhile.</summary>
        private readonly List<Socket> _made = new();

        private Socket _socket;

        public Client(IPEndPoint server)
        {
            _server = server;
            _socket = Connected();
        }

        /// <summary>Waits for an answer; when none comes it connects again.</summary>
#pragma warning disable NWA2001 // no answer ever comes, only the timeout
        public void AskAgainPitfall()
        {
            try
            {
                _socket.Receive(new byte[1]);
            }
            catch (SocketException)
            {
                _socket = Connected();
            }
        }

        public void AskAgainMended()
        {
            try
            {
                _socket.Receive(new byte[1]);
            }
            catch (SocketException)
            {
                _socket.Dispose();
                _socket = Connected();
            }
        }

#pragma warning restore NWA2001

        public void Dispose() => _made.ForEach(socket => socket.Dispose());

        private Socket Connected()
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 100 };
            _made.Add(socket);
            socket.Connect(_server);
            return socket;
        }
    }
}
