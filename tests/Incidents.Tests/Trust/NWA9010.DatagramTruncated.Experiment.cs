using System;
using System.Net;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9010: a datagram is longer than the buffer, and its end is gone.</summary>
public sealed class DatagramTruncatedExperiment
{
    [Fact]
    public void What_does_not_fit_is_lost()
    {
        using var socket = Bound();
        Send(socket, 1000);
        if (OperatingSystem.IsWindows())
        {
            Assert.Equal(SocketError.MessageSize, Assert.Throws<SocketException>(() => Pitfall.Receive(socket)).SocketErrorCode);
        }
        else
        {
            Assert.Equal(256, Pitfall.Receive(socket));
        }

        // Nor does the next receive bring it.
        Send(socket, 1);
        Assert.Equal(1, Pitfall.Receive(socket));
    }

    [Fact]
    public void A_buffer_for_the_largest_takes_it()
    {
        using var socket = Bound();
        Send(socket, 1000);
        Assert.Equal(1000, Mended.Receive(socket));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Patience.Limit.TotalMilliseconds };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static void Send(Socket to, int length)
    {
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo(new byte[length], to.Address());
    }

    private static class Pitfall
    {
#pragma warning disable NWA9010 // the sin is the exhibit
        public static int Receive(Socket socket)
        {
            EndPoint peer = new IPEndPoint(IPAddress.Any, 0);
            var buffer = new byte[256];
            return socket.ReceiveFrom(buffer, ref peer);
        }
#pragma warning restore NWA9010
    }

    private static class Mended
    {
        public static int Receive(Socket socket)
        {
            EndPoint peer = new IPEndPoint(IPAddress.Any, 0);
            var buffer = new byte[65_527];
            return socket.ReceiveFrom(buffer, ref peer);
        }
    }
}
