using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class ShutdownSkipsCloseTests
{
    private const string Usings = """
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private const string Stop = """
            public void Stop()
            {
                // say goodbye
                _socket.[|Shutdown|](SocketShutdown.Both);
                // and close
                _socket.Close();
                Console.WriteLine("closed");
            }
        """;

    private const string StopMended = """
            public void Stop()
            {
                // say goodbye
                try
                {
                    _socket.Shutdown(SocketShutdown.Both);
                }
                finally
                {
                    // and close
                    _socket.Close();
                }
                Console.WriteLine("closed");
            }
        """;

    [Fact]
    public Task The_close_goes_into_a_finally() => Verify<ShutdownSkipsClose, ShutdownSkipsCloseFix>.Fixes(In(Stop), In(StopMended));

    [Theory]
    [InlineData("void M() { _socket.[|Shutdown|](SocketShutdown.Both); _socket.Dispose(); }")]
    [InlineData("void M() { _client.Client.[|Shutdown|](SocketShutdown.Send); _client.Close(); }")]
    [InlineData("void M() { try { _socket.[|Shutdown|](SocketShutdown.Both); _socket.Close(); } catch (SocketException e) { Console.WriteLine(e); } }")]
    [InlineData("void M() { try { _socket.[|Shutdown|](SocketShutdown.Both); _socket.Close(); } catch { } }")]
    [InlineData("void M(Socket s) { s.[|Shutdown|](SocketShutdown.Both); s.Disconnect(false); s.Close(); }")]
    [InlineData("void M(IAsyncResult r) { var s = (Socket)r.AsyncState!; s.EndSend(r); s.[|Shutdown|](SocketShutdown.Both); s.Close(); }")]
    [InlineData("void M(Session s) { s.Socket.[|Shutdown|](SocketShutdown.Both); s.Socket.Close(); } class Session { public Socket Socket = null!; }")]
    [InlineData("void M() { _socket?.[|Shutdown|](SocketShutdown.Both); _socket?.Dispose(); }")]
    public Task A_close_that_a_throwing_shutdown_skips_is_reported(string member) => Verify<ShutdownSkipsClose>.Reports(In(member));

    [Theory]
    [InlineData("void M() { try { _socket.Shutdown(SocketShutdown.Both); } finally { _socket.Close(); } }")]
    [InlineData("void M() { try { _socket.Shutdown(SocketShutdown.Both); } catch (SocketException) { } catch (ObjectDisposedException) { } _socket.Close(); }")]
    [InlineData("void M() { try { _socket.Shutdown(SocketShutdown.Both); } catch { } _socket.Close(); }")]
    [InlineData("void M() { try { _socket.Shutdown(SocketShutdown.Both); _socket.Close(); } catch (Exception) { _socket.Dispose(); } }")]
    [InlineData("void M() { try { _socket.Shutdown(SocketShutdown.Both); _socket.Close(); } catch (Exception) { Kill(); } } void Kill() => _socket.Dispose();")]
    [InlineData("void M() { if (_socket.Connected) { _socket.Shutdown(SocketShutdown.Both); } _socket.Close(); }")]
    [InlineData("void M() { using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(\"h\", 1); s.Shutdown(SocketShutdown.Both); s.Close(); }")]
    [InlineData("void M() { _socket.Shutdown(SocketShutdown.Both); }")]
    [InlineData("void M(Socket other) { _socket.Shutdown(SocketShutdown.Both); other.Close(); }")]
    [InlineData("void M() { _socket.Close(); _other.Shutdown(SocketShutdown.Both); }")]
    public Task Closed_all_the_same_or_not_here_is_quiet(string member) => Verify<ShutdownSkipsClose>.Quiet(In(member));

    [Theory]
    [InlineData("void M() { try { try { _socket.Shutdown(SocketShutdown.Both); } catch (SocketException e) { Console.WriteLine(e); } _socket.Close(); } catch (Exception e) { Console.WriteLine(e); } }")]
    public Task Whoever_catches_its_failure_and_goes_on_to_the_close_is_quiet(string member) => Verify<ShutdownSkipsClose>.Quiet(In(member));

    [Theory]
    [InlineData("try { s.Shutdown(SocketShutdown.Both); } catch (ObjectDisposedException) { return; } catch (Exception) { } try { s.Close(); } catch { }")]
    [InlineData("try { s.Shutdown(SocketShutdown.Both); } catch (ObjectDisposedException) { return; } catch (SocketException) { } s.Close();")]
    public Task Only_a_socket_that_is_closed_already_leaves(string statements) => Verify<ShutdownSkipsClose>.Quiet(In("void M(Socket s) { " + statements + " }"));

    [Fact]
    public Task A_failed_socket_that_leaves_is_reported_beside_one_that_is_closed() => Verify<ShutdownSkipsClose>.Reports(In(
        "void M(Socket s) { try { s.[|Shutdown|](SocketShutdown.Both); } catch (ObjectDisposedException) { return; } catch (SocketException) { return; } s.Close(); }"));

    [Theory]
    [InlineData("void M() { try { try { _socket.[|Shutdown|](SocketShutdown.Both); } catch (SocketException) { return; } _socket.Close(); } catch (Exception e) { Console.WriteLine(e); } }")]
    public Task Whoever_catches_its_failure_and_leaves_is_reported(string member) => Verify<ShutdownSkipsClose>.Reports(In(member));

    [Fact]
    public Task A_connection_that_the_function_opens_is_another_rules_matter() => Verify<ShutdownSkipsClose>.Quiet(In(
        "void M() { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Connect(\"h\", 1); s.Shutdown(SocketShutdown.Both); s.Close(); }"));

    [Theory]
    [InlineData("void M(bool f) { if (f) _socket.[|Shutdown|](SocketShutdown.Both); _socket.Close(); }")]
    [InlineData("void M() { _socket.[|Shutdown|](SocketShutdown.Send); while (_socket.Receive(new byte[1]) > 0) { } _socket.Close(); }")]
    public Task What_stands_between_is_left_to_the_author(string member) => Verify<ShutdownSkipsClose, ShutdownSkipsCloseFix>.OffersNothing(In(member));

    [Fact]
    public Task New_lines_end_as_the_others_do() => Verify<ShutdownSkipsClose, ShutdownSkipsCloseFix>.Fixes(In(Stop).Replace("\n", "\r\n"), In(StopMended).Replace("\n", "\r\n"));

    private static string In(string member) => Usings + "public sealed class C\n{\n    private readonly Socket _socket = null!, _other = null!; private readonly TcpClient _client = null!;\n" + member + "\n}\n";

    [Theory]
    [InlineData("void M() => _socket.BeginSend(new byte[1], 0, 1, SocketFlags.None, Done, null); void Done(IAsyncResult r) { try { _socket.EndSend(r); } catch (Exception) { _socket.Shutdown(SocketShutdown.Both); _socket.Close(); } }")]
    [InlineData("async void M() { try { await _socket.SendAsync(new byte[1], SocketFlags.None); } catch (Exception) { _socket.Shutdown(SocketShutdown.Both); _socket.Close(); } }")]
    public Task One_that_ends_the_process_is_another_rules_matter(string member) => Verify<ShutdownSkipsClose>.Quiet(In(member));

    [Fact]
    public Task One_in_the_clause_of_a_method_that_is_called_is_reported() => Verify<ShutdownSkipsClose>.Reports(In(
        "void M() { try { _socket.Send(new byte[1]); } catch (Exception) { _socket.[|Shutdown|](SocketShutdown.Both); _socket.Close(); } }"));
}
