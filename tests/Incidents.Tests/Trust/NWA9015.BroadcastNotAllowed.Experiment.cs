using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9015: the kernel refuses to broadcast for a socket that has not said that it means to.</summary>
public sealed class BroadcastNotAllowedExperiment
{
    [Fact]
    public void A_socket_that_may_not_is_refused() =>
        Assert.Equal(SocketError.AccessDenied, Assert.Throws<SocketException>(() => Pitfall.Ask([1])).SocketErrorCode);

    [Fact]
    public void One_that_may_is_not() => Assert.NotEqual(SocketError.AccessDenied, ErrorOf(() => Mended.Ask([1])));

    [Fact]
    public void UdpClient_allows_it_by_itself() => Assert.NotEqual(SocketError.AccessDenied, ErrorOf(() =>
    {
        using var client = new UdpClient();
        client.Send([1], 1, new IPEndPoint(IPAddress.Broadcast, 9));
    }));

    /// <summary>A machine without a network has no way to send it, which is another error.</summary>
    private static SocketError ErrorOf(System.Action send) => Record.Exception(send) is SocketException failure ? failure.SocketErrorCode : SocketError.Success;

    private static class Pitfall
    {
#pragma warning disable NWA9015 // the sin is the exhibit
        public static void Ask(byte[] question)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo(question, new IPEndPoint(IPAddress.Broadcast, 9));
        }
#pragma warning restore NWA9015
    }

    private static class Mended
    {
        public static void Ask(byte[] question)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.EnableBroadcast = true;
            socket.SendTo(question, new IPEndPoint(IPAddress.Broadcast, 9));
        }
    }
}
