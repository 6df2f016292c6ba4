using System.Net;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1002: a connection that has failed stays so, however often one tries; a new one takes the message.</summary>
public sealed class SendRetriedUntilNoErrorExperiment
{
    private const int Attempts = 100;
    private static readonly byte[] Message = "hello"u8.ToArray();

    [Fact]
    public void Each_attempt_on_the_failed_connection_fails()
    {
        using var pair = ConnectedPair.Connect();
        pair.Far.Close(0);
        Patience.Until(() => pair.Near.Poll(0, SelectMode.SelectRead), "the reset has arrived");
        Assert.Throws<SocketException>(() => pair.Near.Receive(new byte[1]));

        Assert.False(Pitfall.Send(pair.Near, Message));
    }

    [Fact]
    public void One_attempt_on_a_new_connection_arrives()
    {
        using var listener = Loopback.Listen();
        using var near = Mended.Send(listener.Address(), Message);
        using var far = listener.Accept();
        far.ReceiveTimeout = (int)Patience.Limit.TotalMilliseconds;

        using var stream = new NetworkStream(far);
        var received = new byte[Message.Length];
        stream.ReadExactly(received);
        Assert.Equal(Message, received);
    }

    private static class Pitfall
    {
#pragma warning disable NWA1002 // the sin is the exhibit
        public static bool Send(Socket socket, byte[] message)
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                try
                {
                    socket.Send(message);
                    return true;
                }
                catch (SocketException)
                {
                }
            }

            return false;
        }
#pragma warning restore NWA1002
    }

    private static class Mended
    {
        public static Socket Send(EndPoint peer, byte[] message)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(peer);
                socket.Send(message);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
