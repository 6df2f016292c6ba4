using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class SendRetriedUntilNoErrorTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private Socket _socket = null!;

            async Task<bool> M(Socket socket, TcpClient client, NetworkStream network, byte[] buffer)
            {
                await Task.Yield();
                {{statements}}
                return false;
            }

            void Reconnect() => _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        }

        class Job { public bool Sent { get; set; } public int Attempts; }
        """;

    [Theory]
    [InlineData("while (true) { try { socket.[|Send|](buffer); break; } catch (SocketException) { Thread.Sleep(100); } }")]
    [InlineData("for (var i = 0; i < 5; i++) { try { await network.[|WriteAsync|](buffer); break; } catch (IOException e) { Console.WriteLine(e); await Task.Delay(10); } }")]
    [InlineData("for (var i = 0; i < 5; i++) { try { client.GetStream().[|Write|](buffer); return true; } catch { } }")]
    [InlineData("var sent = false; while (!sent) { try { socket.[|Send|](buffer); sent = true; } catch (Exception e) { Console.WriteLine(e.Message); } }")]
    [InlineData("for (var i = 0; ; i++) { try { await network.[|WriteAsync|](buffer); return true; } catch (IOException) when (i < 5) { await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, i))); } }")]
    [InlineData("var left = 9; while (true) { try { socket.[|Send|](buffer); break; } catch (SocketException) when (left-- > 0) { Thread.Sleep(Random.Shared.Next(100)); } }")]
    [InlineData("var ok = false; var tries = 0; do { try { socket.[|Send|](buffer); ok = true; } catch (SocketException) { tries++; } } while (!ok && tries < 3);")]
    [InlineData("var job = new Job(); while (!job.Sent) { try { socket.[|Send|](buffer); job.Sent = true; } catch (SocketException) when (++job.Attempts < 5) { Thread.Sleep(100); } }")]
    public Task A_send_repeated_on_the_failed_connection_is_reported(string statements) => Verify<SendRetriedUntilNoError>.Reports(Method(statements));

    [Theory]
    [InlineData("while (true) { try { _socket.Send(buffer); break; } catch (SocketException) { Reconnect(); } }")]
    [InlineData("while (true) { try { socket.Send(buffer); break; } catch (SocketException) { socket = new Socket(SocketType.Stream, ProtocolType.Tcp); } }")]
    [InlineData("for (var i = 0; i < 5; i++) { try { Reconnect(); _socket.Send(buffer); break; } catch (SocketException) { } }")]
    [InlineData("for (var i = 0; ; i++) { try { await _socket.SendAsync(buffer, SocketFlags.None); return true; } catch (SocketException) when (i < 5) { await Task.Delay(1000); Reconnect(); } }")]
    [InlineData("for (var i = 0; ; i++) { try { await network.WriteAsync(buffer); return true; } catch (IOException e) when (i < 5 && e.InnerException is null) { await Task.Delay(1000); } }")]
    [InlineData("var ok = false; var tries = 0; do { try { _socket.Send(buffer); ok = true; } catch (SocketException) { tries++; Reconnect(); } } while (!ok && tries < 3);")]
    public Task A_retry_on_a_new_connection_is_quiet(string statements) => Verify<SendRetriedUntilNoError>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Blocking = false; while (true) { try { socket.Send(buffer); break; } catch (SocketException) { Thread.Sleep(1); } }")]
    [InlineData("while (true) { try { socket.Send(buffer); break; } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { } }")]
    public Task A_send_that_found_no_room_is_quiet(string statements) => Verify<SendRetriedUntilNoError>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { try { socket.Send(buffer); } catch (SocketException) { Thread.Sleep(100); } }")]
    public Task A_loop_over_messages_is_NWA1004_s(string statements) => Verify<SendRetriedUntilNoError>.Quiet(Method(statements));

    [Theory]
    [InlineData("try { _kept.[|Send|](buffer); } catch (SocketException) { Thread.Sleep(100); Send(buffer, socket, 1); }")]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException e) { Console.WriteLine(e.Message); if (tries > 0) Send(buffer, socket, tries - 1); }")]
    [InlineData("try { _client.GetStream().[|Write|](buffer); } catch { Send(buffer, socket, tries); }")]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException) when (tries < 5) { Send(buffer, socket, tries + 1); }")]
    [InlineData("Attempt(0); void Attempt(int i) { try { socket.[|Send|](buffer); } catch (SocketException) when (i < 5) { Thread.Sleep(i); Attempt(i + 1); } }")]
    public Task A_method_that_calls_itself_where_its_send_has_failed_is_reported(string body) => Verify<SendRetriedUntilNoError>.Reports(Recursive(body));

    [Theory]
    [InlineData("try { _changing.Send(buffer); } catch (SocketException) { Thread.Sleep(100); Send(buffer, socket, 1); }")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { Send(buffer, _changing, 1); }")]
    [InlineData("try { _kept.Send(buffer); } catch (SocketException) { Reconnect(); Send(buffer, socket, 1); }")]
    [InlineData("try { _kept.Send(buffer); } catch (SocketException e) { if (e.SocketErrorCode == SocketError.WouldBlock) Send(buffer, socket, 1); }")]
    [InlineData("try { _kept.Send(buffer); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { Send(buffer, socket, 1); }")]
    [InlineData("try { _kept.Send(buffer); } catch (SocketException e) { Console.WriteLine(e.Message); } Send(buffer, socket, 1);")]
    [InlineData("Attempt(0); void Attempt(int i) { try { socket.Send(buffer); } catch (SocketException) when (i < 5) { socket = _changing; Attempt(i + 1); } }")]
    public Task A_method_that_may_have_another_connection_or_another_reason_is_quiet(string body) => Verify<SendRetriedUntilNoError>.Quiet(Recursive(body));

    private static string Recursive(string body) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            private readonly Socket _kept = null!;
            private readonly TcpClient _client = null!;
            private Socket _changing = null!;

            public void Reconnect() => _changing = new Socket(SocketType.Stream, ProtocolType.Tcp);

            public void Send(byte[] buffer, Socket socket, int tries)
            {
                {{body}}
            }
        }
        """;
}
