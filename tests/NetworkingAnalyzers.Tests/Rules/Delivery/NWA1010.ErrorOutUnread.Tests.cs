using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class ErrorOutUnreadTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Net.Sockets;

        class C
        {
            private SocketError _error;

            public SocketError Last => _error;

            int M(Socket socket, byte[] buffer, IAsyncResult result)
            {
                {{statements}}
                return 0;
            }
        }
        """;

    [Theory]
    [InlineData("socket.[|Send|](buffer, 0, buffer.Length, SocketFlags.None, out var error);")]
    [InlineData("socket.[|Send|](buffer, 0, buffer.Length, SocketFlags.None, out _);")]
    [InlineData("SocketError error; socket.[|Send|](buffer, 0, buffer.Length, SocketFlags.None, out error);")]
    [InlineData("var sent = socket.[|Send|](buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);")]
    [InlineData("socket.[|EndSend|](result, out var error);")]
    [InlineData("var n = socket.[|Receive|](buffer, 0, buffer.Length, SocketFlags.None, out var error); if (n == 0) { socket.Close(); }")]
    [InlineData("var n = socket.[|EndReceive|](result, out SocketError error); if (n > 0) { Console.WriteLine(n); }")]
    [InlineData("return socket.[|Receive|](buffer, 0, buffer.Length, SocketFlags.None, out var error);")]
    public Task An_error_that_nobody_reads_is_reported(string statements) => Verify<ErrorOutUnread>.Reports(Method(statements));

    [Theory]
    [InlineData("socket.Send(buffer, 0, buffer.Length, SocketFlags.None, out var error); if (error != SocketError.Success) { socket.Close(); }")]
    [InlineData("socket.Send(buffer, 0, buffer.Length, SocketFlags.None, out var error); Console.WriteLine(error);")]
    [InlineData("socket.Send(buffer, 0, buffer.Length, SocketFlags.None, out _error);")]
    [InlineData("var n = socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error); if (error != SocketError.Success) { return -1; } Console.WriteLine(n);")]
    public Task An_error_that_is_read_or_kept_is_quiet(string statements) => Verify<ErrorOutUnread>.Quiet(Method(statements));

    [Theory]
    [InlineData("return socket.Send(buffer, 0, buffer.Length, SocketFlags.None, out _);")]
    [InlineData("if (socket.Send(buffer, 0, buffer.Length, SocketFlags.None, out var error) < buffer.Length) { socket.Close(); }")]
    public Task A_send_whose_count_is_looked_at_is_quiet(string statements) => Verify<ErrorOutUnread>.Quiet(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out _); if (n == 0) { socket.Close(); }")]
    public Task A_receive_that_discards_its_error_and_ends_at_0_is_quiet(string statements) => Verify<ErrorOutUnread>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error);")]
    public Task A_receive_whose_count_is_dropped_is_NWA2001_s(string statements) => Verify<ErrorOutUnread>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Send(buffer);")]
    [InlineData("var udp = new Socket(SocketType.Dgram, ProtocolType.Udp); udp.Send(buffer, 0, 1, SocketFlags.None, out var error);")]
    public Task Overloads_that_throw_and_datagrams_are_quiet(string statements) => Verify<ErrorOutUnread>.Quiet(Method(statements));
}
