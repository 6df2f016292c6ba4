using System.Net;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Ownership;

/// <summary>NWA5007: the shutdown of a socket that could not connect throws, and the close behind it does not run.</summary>
public sealed class ShutdownSkipsCloseExperiment
{
    [Fact]
    public void A_socket_whose_connect_was_refused_stays_open()
    {
        using var socket = Refused();

        Assert.Throws<SocketException>(() => Pitfall.Stop(socket));

        Assert.False(socket.SafeHandle.IsClosed);
    }

    [Fact]
    public void With_a_finally_it_is_closed()
    {
        using var socket = Refused();
        var handle = socket.SafeHandle;

        Assert.Throws<SocketException>(() => Mended.Stop(socket));

        Assert.True(handle.IsClosed);
    }

    /// <summary>A socket after an attempt to connect to a port on which nobody listens.</summary>
    private static Socket Refused()
    {
        using var nobody = Loopback.Bound();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => socket.Connect(new IPEndPoint(IPAddress.Loopback, nobody.Address().Port)));
        return socket;
    }

    private static class Pitfall
    {
        public static void Stop(Socket socket)
        {
#pragma warning disable NWA5007 // the sin is the exhibit
            socket.Shutdown(SocketShutdown.Both);
#pragma warning restore NWA5007
            socket.Close();
        }
    }

    private static class Mended
    {
        public static void Stop(Socket socket)
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both);
            }
            finally
            {
                socket.Close();
            }
        }
    }
}
