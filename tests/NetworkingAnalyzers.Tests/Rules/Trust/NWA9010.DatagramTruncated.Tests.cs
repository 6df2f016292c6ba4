using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Trust;

namespace NetworkingAnalyzers.Tests.Rules.Trust;

public sealed class DatagramTruncatedTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

            {{members}}

            async Task M(Socket tcp, EndPoint peer, int size)
            {
                await Task.Yield();
                {{statements}}
            }

            void Handle(byte[] bytes, int count) { }
        }
        """;

    [Theory]
    [InlineData("var buffer = new byte[256]; var n = _udp.[|ReceiveFrom|](buffer, ref peer); Handle(buffer, n);")]
    [InlineData("var buffer = new byte[1024]; var got = await _udp.[|ReceiveFromAsync|](buffer, peer); Handle(buffer, got.ReceivedBytes);")]
    [InlineData("var buffer = new byte[1024]; var got = await _udp.[|ReceiveFromAsync|](buffer.AsMemory(), SocketFlags.None, peer); Handle(buffer, got.ReceivedBytes);")]
    [InlineData("var buffer = new byte[1024]; var got = await _udp.[|ReceiveFromAsync|](new ArraySegment<byte>(buffer), SocketFlags.None, peer); Handle(buffer, got.ReceivedBytes);")]
    [InlineData("var buffer = new byte[4096]; var n = _udp.[|Receive|](buffer); Handle(buffer, n);")]
    [InlineData("var buffer = new byte[4096]; var n = await _udp.[|ReceiveAsync|](buffer); Handle(buffer, n);")]
    [InlineData("var flags = SocketFlags.None; var buffer = new byte[4096]; var n = _udp.[|ReceiveMessageFrom|](buffer, 0, 4096, ref flags, ref peer, out _); Handle(buffer, n);")]
    [InlineData("const int BufferSize = 1024; var buffer = new byte[BufferSize]; var n = _udp.[|ReceiveFrom|](buffer, ref peer); Handle(buffer, n);")]
    [InlineData("var n = _udp.[|ReceiveFrom|](_buffer, ref peer); Handle(_buffer, n);", "private readonly byte[] _buffer = new byte[512];")]
    [InlineData("while (true) { var buffer = new byte[1500]; var n = _udp.[|ReceiveFrom|](buffer, ref peer); if (n == 0) { continue; } Handle(buffer, n); }")]
    public Task A_buffer_that_a_datagram_may_not_fit_into(string statements, string members = "") => Verify<DatagramTruncated>.Reports(Method(statements, members));

    [Fact]
    public Task An_old_framework() => Verify<DatagramTruncated>.Reports("""
        using System.Net;
        using System.Net.Sockets;

        class C
        {
            int M(Socket socket, byte[] given)
            {
                EndPoint peer = new IPEndPoint(IPAddress.Any, 0);
                byte[] buffer = new byte[1024];
                return socket.[|ReceiveFrom|](buffer, 0, buffer.Length, SocketFlags.None, ref peer);
            }
        }
        """, "net462");

    [Theory]
    [InlineData("var buffer = new byte[65_527]; var n = _udp.ReceiveFrom(buffer, ref peer); Handle(buffer, n);")]
    [InlineData("var buffer = new byte[65_507]; var n = _udp.ReceiveFrom(buffer, ref peer); Handle(buffer, n);")]
    [InlineData("var buffer = new byte[ushort.MaxValue]; var n = _udp.ReceiveFrom(buffer, ref peer); Handle(buffer, n);")]
    public Task One_into_which_every_datagram_fits_is_quiet(string statements) => Verify<DatagramTruncated>.Quiet(Method(statements));

    [Theory]
    [InlineData("var buffer = new byte[size]; var n = _udp.ReceiveFrom(buffer, ref peer); Handle(buffer, n);")]
    [InlineData("var buffer = new byte[256]; var n = tcp.Receive(buffer); Handle(buffer, n);")]
    [InlineData("void OnUdp(Socket udpControl) { var buffer = new byte[256]; var n = udpControl.Receive(buffer); Handle(buffer, n); } OnUdp(tcp);")]
    [InlineData("var buffer = new byte[0]; var n = _udp.ReceiveFrom(buffer, ref peer);")]
    public Task Unknown_sizes_and_streams_are_quiet(string statements) => Verify<DatagramTruncated>.Quiet(Method(statements));

    [Theory]
    [InlineData("var buffer = new byte[MaxPacketSize]; var n = _udp.ReceiveFrom(buffer, ref peer); Handle(buffer, n);", "private const int MaxPacketSize = 1200;")]
    [InlineData("var buffer = new byte[48]; buffer[0] = 0x1B; _udp.SendTo(buffer, peer); var n = _udp.ReceiveFrom(buffer, ref peer);", "")]
    [InlineData("var buffer = new byte[16]; var n = _udp.ReceiveFrom(buffer, ref peer); if (n != 16) { return; } Handle(buffer, n);", "")]
    public Task A_size_that_the_protocol_has_is_quiet(string statements, string members) => Verify<DatagramTruncated>.Quiet(Method(statements, members));

    [Theory]
    [InlineData("var flags = SocketFlags.None; var buffer = new byte[4096]; var n = _udp.ReceiveMessageFrom(buffer, 0, 4096, ref flags, ref peer, out _); if ((flags & SocketFlags.Truncated) != 0) { return; } Handle(buffer, n);")]
    [InlineData("var buffer = new byte[4096]; var n = _udp.ReceiveFrom(buffer, ref peer); if (n == buffer.Length) { return; } Handle(buffer, n);")]
    public Task Where_somebody_looks_whether_it_was_cut_it_is_quiet(string statements) => Verify<DatagramTruncated>.Quiet(Method(statements));
}
