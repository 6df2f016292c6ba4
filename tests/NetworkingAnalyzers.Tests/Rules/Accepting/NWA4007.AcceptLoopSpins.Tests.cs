using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class AcceptLoopSpinsTests
{
    [Theory]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } [|catch|] (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("for (;;) { try { var c = await _listener.AcceptTcpClientAsync(); Use(c); } [|catch|] { } }")]
    [InlineData("while (true) { try { var c = _socket.Accept(); Use(c); } [|catch|] (Exception e) { Log(e); continue; } }")]
    [InlineData("while (true) { TcpClient c; try { c = _listener.AcceptTcpClient(); } catch (SocketException e) { Log(e); continue; } [|catch|] (Exception e) { Log(e); continue; } Use(c); }")]
    public Task An_endless_loop_that_catches_all_and_tries_again_is_reported(string body) => Reports(body);

    [Theory]
    [InlineData("while (_on) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (Exception e) { Console.WriteLine(e); break; } }")]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (ObjectDisposedException) { return; } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (Exception) when (_on) { } }")]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (Exception e) { if (!_on) break; Console.WriteLine(e); } }")]
    public Task A_loop_with_a_way_out_is_quiet(string body) => Quiet(body);

    [Theory]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (Exception) { Thread.Sleep(1000); } }")]
    [InlineData("while (true) { try { var c = await _listener.AcceptTcpClientAsync(); Use(c); } catch (Exception) { await Task.Delay(1000); } }")]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (Exception) { } Thread.Sleep(10); }")]
    public Task A_loop_that_pauses_is_quiet(string body) => Quiet(body);

    [Theory]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (SocketException e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { var c = _listener.AcceptTcpClient(); try { Use(c); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { var c = _listener.AcceptTcpClient(); Use(c); } catch (Exception) { Restart(); } }")]
    public Task What_a_closed_listener_ends_or_somebody_mends_is_quiet(string body) => Quiet(body);

    private static Task Reports(string body) => Verify<AcceptLoopSpins>.Reports(Type(body));

    private static Task Quiet(string body) => Verify<AcceptLoopSpins>.Quiet(Type(body));

    private static string Type(string body) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpListener _listener = null!;
            private readonly Socket _socket = null!;
            private bool _on;

            async Task M() { await Task.Yield(); {{body}} }

            void Use(object client) => ThreadPool.QueueUserWorkItem(_ => Console.WriteLine(client));

            void Log(Exception e) => Console.WriteLine(e);

            void Restart() => _on = true;
        }
        """;
}
