using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class BroadcastNotAllowedTests
{
    [Theory]
    [InlineData("socket.[|SendTo|](bytes, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("socket.[|SendTo|](bytes, 0, 1, SocketFlags.None, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("socket.[|SendTo|](bytes, new IPEndPoint(IPAddress.Parse(\"255.255.255.255\"), 9));")]
    [InlineData("await socket.[|SendToAsync|](bytes, SocketFlags.None, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("socket.[|BeginSendTo|](bytes, 0, 1, SocketFlags.None, new IPEndPoint(IPAddress.Broadcast, 9), null, null);")]
    [InlineData("var all = new IPEndPoint(IPAddress.Broadcast, 9); socket.[|SendTo|](bytes, all);")]
    [InlineData("EndPoint all = new IPEndPoint(IPAddress.Broadcast, 9); for (var i = 0; i < 3; i++) socket.[|SendTo|](bytes, all);")]
    [InlineData("var address = IPAddress.Broadcast; socket.[|SendTo|](bytes, new IPEndPoint(address, 9));")]
    [InlineData("socket.[|SendTo|](bytes, Everybody);")]
    [InlineData("_field.[|SendTo|](bytes, _all);")]
    [InlineData("void Send() => socket.[|SendTo|](bytes, _all); Send();")]
    public Task A_broadcast_on_a_socket_that_may_not_is_reported(string statement) => Verify<BroadcastNotAllowed>.Reports(Method(statement));

    [Theory]
    [InlineData("socket.EnableBroadcast = true; socket.SendTo(bytes, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Broadcast, true); socket.SendTo(bytes, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("socket.SendTo(bytes, new IPEndPoint(IPAddress.Loopback, 9));")]
    [InlineData("socket.SendTo(bytes, given);")]
    [InlineData("other.SendTo(bytes, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("udp.Send(bytes, 1, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("udp.Client.SendTo(bytes, new IPEndPoint(IPAddress.Broadcast, 9));")]
    [InlineData("EndPoint one = given; if (bytes.Length > 3) one = new IPEndPoint(IPAddress.Broadcast, 9); socket.SendTo(bytes, one);")]
    public Task A_socket_that_may_another_s_and_other_targets_are_quiet(string statement) => Verify<BroadcastNotAllowed>.Quiet(Method(statement));

    [Fact]
    public Task An_option_set_in_another_method_is_quiet() => Verify<BroadcastNotAllowed>.Quiet("""
        using System.Net;
        using System.Net.Sockets;

        class Finder
        {
            private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

            public Finder() => _socket.EnableBroadcast = true;

            public void Ask() => _socket.SendTo(new byte[1], new IPEndPoint(IPAddress.Broadcast, 9));
        }
        """);

    [Fact]
    public Task The_NET_Framework_is_reported_too() => Verify<BroadcastNotAllowed>.Reports("""
        using System.Net;
        using System.Net.Sockets;

        class C
        {
            void M()
            {
                Socket s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                s.[|SendTo|](new byte[1], new IPEndPoint(IPAddress.Broadcast, 9));
            }
        }
        """, "net462");

    [Theory]
    [InlineData("using var mine = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);", "mine")]
    [InlineData("var mine = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);", "mine")]
    [InlineData("_late = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);", "_late")]
    public Task The_option_is_set_behind_the_creation(string creation, string name) => Verify<BroadcastNotAllowed, BroadcastNotAllowedFix>.Fixes(
        Fixable($"{creation}\n", $"{name}.[|SendTo|]"),
        Fixable($"{creation}\n        {name}.EnableBroadcast = true;\n", $"{name}.SendTo"));

    [Theory]
    [InlineData("using (var mine = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))\n", "mine.[|SendTo|]")]
    [InlineData("", "_early.[|SendTo|]")]
    public Task A_creation_elsewhere_is_left_to_the_author(string creation, string send) => Verify<BroadcastNotAllowed, BroadcastNotAllowedFix>.OffersNothing(Fixable(creation, send));

    private static string Fixable(string creation, string send) => $$"""
        using System.Net;
        using System.Net.Sockets;

        class C
        {
            private readonly Socket _early = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            private Socket _late = null!;

            void M(byte[] bytes)
            {
                {{creation}}        {{send}}(bytes, new IPEndPoint(IPAddress.Broadcast, 9));
            }
        }
        """;

    private static string Method(string statements) => $$"""
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private static readonly IPEndPoint Everybody = new(IPAddress.Broadcast, 9);
            private readonly Socket _field = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            private readonly IPEndPoint _all = new IPEndPoint(IPAddress.Broadcast, 9);

            async Task M(byte[] bytes, Socket other, UdpClient udp, EndPoint given)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                {{statements}}
                await Task.Yield();
            }
        }
        """;
}
