using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class ConnectedTakenForAliveTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Theory]
    [InlineData("while (c.[|Connected|]) { if (s.DataAvailable) { var n = s.Read(b, 0, b.Length); Show(n); } else { Thread.Sleep(10); } }")]
    [InlineData("while (c.[|Connected|]) { if (c.Available > 0) { Show(s.Read(b, 0, b.Length)); } Thread.Sleep(10); }")]
    [InlineData("while (c.[|Connected|] && _running) { if (c.Available == 0) { Thread.Sleep(10); continue; } Show(s.Read(b, 0, b.Length)); }")]
    [InlineData("while (c.Client.[|Connected|]) { while (s.DataAvailable) { Show(s.ReadByte()); } Thread.Sleep(10); }")]
    [InlineData("while (c.[|Connected|]) { if (s.DataAvailable) { Show(await s.ReadAsync(b)); } await Task.Delay(10); }")]
    [InlineData("do { if (s.DataAvailable) { Show(s.Read(b)); } Thread.Sleep(10); } while (c.[|Connected|]);")]
    [InlineData("for (; c.[|Connected|];) { if (s.DataAvailable) { Show(s.Read(b)); } Thread.Sleep(10); }")]
    [InlineData("while (true) { if (!c.[|Connected|]) break; if (s.DataAvailable) { Show(s.Read(b)); } Thread.Sleep(10); }")]
    [InlineData("while (_running) { if (c.[|Connected|] == false) { return; } if (s.DataAvailable) { Show(s.Read(b)); } Thread.Sleep(10); }")]
    [InlineData("new Thread(() => { while (c.[|Connected|]) { if (s.DataAvailable) { Show(s.Read(b)); } Thread.Sleep(10); } }).Start();")]
    public Task A_loop_that_polls_and_goes_on_while_Connected_is_reported(string body) => Reports("""
        class C
        {
            volatile bool _running = true;
            void Stop() => _running = false;
            void Show(int n) { }

            async Task M(TcpClient c, NetworkStream s, byte[] b)
            {
                await Task.Yield();
                BODY
            }
        }
        """.Replace("BODY", body));

    [Fact]
    public Task A_clean_up_of_those_that_are_not_Connected_is_reported() => Reports("""
        class Server
        {
            readonly List<TcpClient> _clients = new();

            void Round(byte[] b)
            {
                foreach (var client in _clients.ToArray())
                {
                    if (!client.[|Connected|])
                    {
                        _clients.Remove(client);
                        continue;
                    }

                    if (client.Available > 0)
                    {
                        var n = client.GetStream().Read(b, 0, b.Length);
                        Console.WriteLine(n);
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("while (_client.[|Connected|]) { Take(); Thread.Sleep(10); }")]
    [InlineData("while (_client.[|Connected|]) { Thread.Sleep(1000); }")]
    [InlineData("foreach (var c in _all.ToArray()) { if (!c.[|Connected|]) { _all.Remove(c); } }")]
    public Task A_type_that_only_polls_and_asks_Connected_is_reported(string body) => Reports("""
        class C
        {
            private readonly List<TcpClient> _all = new();
            private readonly TcpClient _client = new("h", 7);

            void Run() { BODY }

            void Take()
            {
                var s = _client.GetStream();
                if (s.DataAvailable) { Console.WriteLine(s.ReadByte()); }
            }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("if (s.ReadByte() < 0) { _client.Close(); }")]
    [InlineData("if (s.DataAvailable) { Console.WriteLine(s.ReadByte()); } s.WriteByte(0);")]
    [InlineData("if (_client.Client.Poll(0, SelectMode.SelectRead)) { Console.WriteLine(s.ReadByte()); }")]
    [InlineData("s.BeginRead(new byte[1], 0, 1, r => { if (s.EndRead(r) == 0) _client.Close(); }, null);")]
    public Task A_type_that_reads_or_sends_elsewhere_may_well_notice_and_is_quiet(string body) => Quiet("""
        class C
        {
            private readonly TcpClient _client = new("h", 7);

            void Run() { while (_client.Connected) { Take(); Thread.Sleep(10); } }

            void Take()
            {
                var s = _client.GetStream();
                BODY
            }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("s.[|Send|](new byte[0]);")]
    [InlineData("s.[|Send|](new byte[1], 0, SocketFlags.None);")]
    [InlineData("s.[|Send|](new byte[1], 0, 0, SocketFlags.None);")]
    [InlineData("s.[|Send|](Array.Empty<byte>());")]
    [InlineData("s.[|Send|](ReadOnlySpan<byte>.Empty);")]
    public Task A_send_of_nothing_is_reported(string send) => Reports("""
        class C
        {
            bool IsAlive(Socket s)
            {
                try { SEND return true; } catch (SocketException) { return false; }
            }
        }
        """.Replace("SEND", send));

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<ConnectedTakenForAlive>.Reports(
        """
        using System;
        using System.Net.Sockets;

        class C
        {
            void M(TcpClient c, byte[] b)
            {
                while (c.[|Connected|])
                {
                    if (c.Available > 0)
                    {
                        Console.WriteLine(c.GetStream().Read(b, 0, b.Length));
                    }
                }
            }
        }
        """,
        framework: "net462");

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<ConnectedTakenForAlive>.Reports(
        """
        using System;
        using System.Net.Sockets;

        using var c = new TcpClient("localhost", 7);
        while (c.[|Connected|])
        {
            if (c.Available > 0)
            {
                Console.WriteLine(c.GetStream().ReadByte());
            }
        }
        """,
        output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("while (c.Connected) { var n = s.Read(b); if (n == 0) break; }")]
    [InlineData("while (c.Connected) { Show(s.Read(b)); }")]
    [InlineData("while (c.Connected) { if (s.DataAvailable) { Show(s.Read(b)); } s.Write(b); }")]
    [InlineData("while (c.Connected) { if (c.Client.Poll(0, SelectMode.SelectRead) && c.Available == 0) break; if (s.DataAvailable) { Show(s.Read(b)); } }")]
    [InlineData("while (c.Available > 0 && c.Connected) { Show(s.Read(b)); }")]
    [InlineData("while (!c.Connected) { Thread.Sleep(10); }")]
    [InlineData("while (c.Connected) { Thread.Sleep(10); }")]
    [InlineData("if (c.Connected) { s.Write(b); }")]
    [InlineData("if (!c.Connected) { c.Connect(\"h\", 7); }")]
    [InlineData("while (true) { if (!c.Connected) { c.Connect(\"h\", 7); } if (s.DataAvailable) { Show(s.Read(b)); } }")]
    [InlineData("if (c.Connected) c.Close();")]
    [InlineData("Console.WriteLine(c.Connected);")]
    public Task Where_something_else_tells_the_end_or_nothing_hangs_on_it_is_quiet(string body) => Quiet("""
        class C
        {
            void Show(int n) { }
            void M(TcpClient c, NetworkStream s, byte[] b) { BODY }
        }
        """.Replace("BODY", body));

    [Fact]
    public Task A_property_that_passes_it_on_is_quiet() => Quiet("""
        class C(TcpClient client)
        {
            public bool IsConnected => client.Connected;
        }
        """);

    [Theory]
    [InlineData("s.Send(new byte[1]);")]
    [InlineData("s.Send(Encoding.ASCII.GetBytes(\"ping\"));")]
    [InlineData("var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); udp.Send(new byte[0]);")]
    public Task A_send_of_something_and_an_empty_datagram_are_quiet(string send) => Quiet("""
        class C
        {
            void M(Socket s) { SEND }
        }
        """.Replace("SEND", send));

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class C
        {
            void M(TcpClient c) { while (c.{|CS1061:Connecte|}) { } }
        }
        """);

    [Theory]
    [InlineData("if (![|IsEstablished|](c)) break; var n = s.Read(b); if (n == 0) break; Show(n);")]
    [InlineData("if (![|IsEstablished|](c)) { Console.WriteLine(9); return; } var n = Next(s, b); if (n == 0) return; Show(n);")]
    public Task A_state_that_ends_a_receive_loop_before_the_read_is_reported(string body) => Reports(WithState(body));

    [Theory]
    [InlineData("var n = s.Read(b); if (n == 0 && !IsEstablished(c)) break; Show(n);")]
    [InlineData("var n = s.Read(b); if (!IsEstablished(c)) break; if (n == 0) break; Show(n);")]
    [InlineData("if (!IsEstablished(c)) break; s.Write(b);")]
    [InlineData("if (!IsOpen(c)) break; var n = s.Read(b); if (n == 0) break; Show(n);")]
    public Task A_state_that_is_asked_after_the_read_or_before_a_send_is_quiet(string body) => Quiet(WithState(body));

    private static string WithState(string body) => """
        class C
        {
            void Show(int n) { }

            int Next(NetworkStream s, byte[] b) => s.Read(b);

            bool IsOpen(TcpClient c) => c.Client != null;

            bool IsEstablished(TcpClient c)
            {
                foreach (var each in System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections())
                {
                    if (each.LocalEndPoint.Equals(c.Client.LocalEndPoint)) return each.State == System.Net.NetworkInformation.TcpState.Established;
                }

                return false;
            }

            void M(TcpClient c, NetworkStream s, byte[] b)
            {
                s.ReadTimeout = 9000;
                while (true)
                {
                    BODY
                }
            }
        }
        """.Replace("BODY", body);

    private static Task Reports(string code) => Verify<ConnectedTakenForAlive>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<ConnectedTakenForAlive>.Quiet(Usings + code);
}
