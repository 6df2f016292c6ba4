using System;
using System.Collections.Generic;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4006: one client makes its registration fail; where the next accept stands behind that, nobody gets in any more.</summary>
public sealed class AcceptLoopDiesExperiment
{
    [Fact]
    public void Behind_one_failure_nobody_is_served_though_the_port_is_open()
    {
        using var listener = Loopback.Listen();
        var server = new Server(listener);
        listener.BeginAccept(server.AcceptThenRearm, null);

        using var bad = new LineClient(listener.Address());
        Patience.Until(() => server.Failures == 1, "the first connection has failed");
        using var good = new LineClient(listener.Address());
        Assert.Null(good.TryRead(Patience.Watch));
    }

    [Fact]
    public void Where_the_next_accept_comes_first_the_others_are_served()
    {
        using var listener = Loopback.Listen();
        var server = new Server(listener);
        listener.BeginAccept(server.RearmThenRegister, null);

        using var bad = new LineClient(listener.Address());
        Patience.Until(() => server.Failures == 1, "the first connection has failed");
        using var good = new LineClient(listener.Address());
        Assert.Equal("welcome", good.Read());
    }

    private sealed class Server(Socket listener)
    {
        private readonly List<Socket> _clients = [];

        public int Failures { get; private set; }

#pragma warning disable NWA4006 // the sin is the exhibit
        public void AcceptThenRearm(IAsyncResult result)
        {
            try
            {
                var client = listener.EndAccept(result);
                Register(client);
                listener.BeginAccept(AcceptThenRearm, null);
            }
            catch (Exception failure)
            {
                Console.WriteLine(failure.Message);
            }
        }
#pragma warning restore NWA4006

        public void RearmThenRegister(IAsyncResult result)
        {
            try
            {
                var client = listener.EndAccept(result);
                listener.BeginAccept(RearmThenRegister, null);
                Register(client);
            }
            catch (Exception failure)
            {
                Console.WriteLine(failure.Message);
            }
        }

        /// <summary>The first client is one that the server cannot deal with.</summary>
        private void Register(Socket client)
        {
            _clients.Add(client);
            if (_clients.Count == 1)
            {
                Failures++;
                client.Close();
                throw new InvalidOperationException("no place for this one");
            }

            _ = client.Send("welcome\n"u8);
        }
    }
}
