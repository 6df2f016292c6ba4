using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class PartialSendIgnoredTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly Socket _polled = new(SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            private Socket _late = null!;

            void Set() => _late.Blocking = false;

            async Task M(Socket socket, byte[] buffer, List<ArraySegment<byte>> parts)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("socket.Blocking = false; socket.[|Send|](buffer);")]
    [InlineData("socket.Blocking = false; _ = socket.[|Send|](buffer, 0, 4, SocketFlags.None);")]
    [InlineData("socket.Blocking = false; var n = socket.[|Send|](parts);")]
    [InlineData("_polled.[|Send|](buffer.AsSpan(0, 4));")]
    [InlineData("this._late.[|Send|](buffer, 0, 4, SocketFlags.None, out var error); Console.WriteLine(error);")]
    [InlineData("var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.Blocking = false; own.[|Send|](buffer);")]
    [InlineData("socket.Blocking = false; if (socket.[|Send|](buffer) == 0) throw new Exception();")]
    [InlineData("socket.Blocking = false; int n = socket.[|Send|](parts); if (n <= 0) { throw new Exception(); }")]
    public Task A_dropped_count_on_a_socket_that_does_not_block_is_reported(string statements) => Verify<PartialSendIgnored>.Reports(Method(statements));

    [Theory]
    [InlineData("socket.Send(buffer);")]
    [InlineData("socket.Send(parts);")]
    [InlineData("socket.Blocking = true; socket.Send(buffer);")]
    public Task A_blocking_send_sends_all_and_is_quiet(string statements) => Verify<PartialSendIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Blocking = false; await socket.SendAsync(buffer, SocketFlags.None);")]
    [InlineData("socket.Blocking = false; await socket.SendAsync(parts, SocketFlags.None);")]
    [InlineData("socket.Blocking = false; socket.EndSend(socket.BeginSend(buffer, 0, 4, SocketFlags.None, null, null));")]
    public Task An_asynchronous_send_sends_all_and_is_quiet(string statements) => Verify<PartialSendIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Blocking = false; socket.Connect(\"a\", 9); socket.Blocking = true; socket.Send(buffer);")]
    public Task A_socket_that_blocks_again_is_quiet(string statements) => Verify<PartialSendIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Blocking = false; var sent = socket.Send(buffer); if (sent < buffer.Length) { throw new Exception(); }")]
    [InlineData("socket.Blocking = false; var sent = socket.Send(buffer); if (sent == 0) { return; } Console.WriteLine(sent);")]
    [InlineData("socket.Blocking = false; if (socket.Send(buffer) != buffer.Length) { throw new Exception(); }")]
    [InlineData("_polled.Blocking = false; var sent = 0; while (sent < buffer.Length) { sent += _polled.Send(buffer, sent, buffer.Length - sent, SocketFlags.None); }")]
    public Task A_count_that_is_read_is_quiet(string statements) => Verify<PartialSendIgnored>.Quiet(Method(statements));

    [Fact]
    public Task Datagrams_are_quiet() => Verify<PartialSendIgnored>.Quiet(Method("var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); udp.Blocking = false; udp.Send(buffer);"));

    [Theory]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { }")]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException e) { if (e.SocketErrorCode == SocketError.WouldBlock) return; throw; }")]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable) { }")]
    public Task One_who_waits_for_room_has_a_socket_that_does_not_block(string statements) => Verify<PartialSendIgnored>.Reports(Method(statements));

    [Theory]
    [InlineData("try { socket.Send(buffer); } catch (SocketException e) when (e.SocketErrorCode != SocketError.WouldBlock) { }")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut) { }")]
    [InlineData("try { var n = socket.Receive(buffer); socket.Send(buffer); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { }")]
    [InlineData("try { var n = socket.Send(buffer); Console.WriteLine(n); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { }")]
    [InlineData("try { await socket.SendAsync(buffer, SocketFlags.None); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { }")]
    public Task One_who_asks_for_another_cause_or_reads_the_count_is_quiet(string statements) => Verify<PartialSendIgnored>.Quiet(Method(statements));
}
