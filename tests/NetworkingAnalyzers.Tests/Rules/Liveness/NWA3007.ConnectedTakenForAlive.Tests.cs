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

    [Theory]
    [InlineData("_all.RemoveAll(c => !c.[|Connected|]);")]
    [InlineData("_all.RemoveAll(c => { if (c.[|Connected|]) return false; c.Dispose(); return true; });")]
    [InlineData("while (IsUp) { Take(); Thread.Sleep(10); }", "bool IsUp => _client.[|Connected|];")]
    [InlineData("while (IsUp()) { Take(); Thread.Sleep(10); }", "bool IsUp() { return _client != null && _client.[|Connected|]; }")]
    [InlineData("while (_client?.[|Connected|] ?? false) { Take(); Thread.Sleep(10); }")]
    [InlineData("while (_client is { [|Connected|]: true }) { Take(); Thread.Sleep(10); }")]
    [InlineData("while (true) { if (_client?.[|Connected|] != true) break; Take(); Thread.Sleep(10); }")]
    public Task Removed_by_a_test_or_asked_by_a_property_in_a_type_that_only_polls_is_reported(string body, string more = "") => Reports("""
        class C
        {
            private readonly List<TcpClient> _all = new();
            private readonly TcpClient _client = new("h", 7);

            MORE

            void Run() { BODY }

            void Take()
            {
                var s = _client.GetStream();
                if (s.DataAvailable) { Console.WriteLine(s.ReadByte()); }
            }
        }
        """.Replace("BODY", body).Replace("MORE", more));

    [Theory]
    [InlineData("while (_free.Count > 0) { var s = _free.Pop(); if (s.[|Connected|]) return s; s.Close(); } return Open();")]
    [InlineData("if (_free.TryPop(out var s) && s.[|Connected|]) return s; return Open();")]
    [InlineData("while (_free.TryPop(out var s)) { if (s is null || !s.[|Connected|]) { s?.Dispose(); continue; } return s; } return Open();")]
    [InlineData("return _free.TryPop(out var s) && s.[|Connected|] ? s : Open();")]
    public Task A_pool_that_hands_out_what_says_Connected_is_reported(string body) => Reports(Pool.Replace("BODY", body));

    [Theory]
    [InlineData("while (_free.Count > 0) { var s = _free.Pop(); if (s.Connected && !s.Poll(0, SelectMode.SelectRead)) return s; s.Close(); } return Open();")]
    [InlineData("while (_free.Count > 0) { var s = _free.Pop(); if (s.Connected && IsFresh(s)) return s; s.Close(); } return Open();")]
    [InlineData("while (_free.Count > 0) { var s = _free.Pop(); if (!s.Connected) continue; s.Send(new byte[1]); return s; } return Open();")]
    [InlineData("foreach (var s in _free) { if (s.Connected) return s; } return Open();")]
    [InlineData("while (_free.Count > 0) { var s = _free.Pop(); if (s.Connected) s.Close(); } return Open();")]
    [InlineData("while (_free.Count > 0) { var s = _free.Pop(); if (s.Connected) return s; s.Close(); } return null;")]
    [InlineData("for (var attempt = 0; _free.Count > 0; attempt++) { var s = _free.Pop(); if (s.Connected) return s; s.Close(); } return Open();")]
    public Task A_pool_that_looks_further_or_opens_nothing_is_quiet(string body) => Quiet(Pool.Replace("BODY", body));

    private const string Pool = """
        class C
        {
            private readonly Stack<Socket> _free = new();

            public Socket Rent() { BODY }

            public void Return(Socket s) => _free.Push(s);

            private bool IsFresh(Socket s) => s.Available == 0;

            private static Socket Open()
            {
                var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
                s.Connect("h", 7);
                return s;
            }
        }
        """;

    [Theory]
    [InlineData("public bool IsAlive => _socket.[|Connected|];", "link.IsAlive")]
    [InlineData("public bool IsAlive { get { return _socket != null && _socket.[|Connected|]; } }", "link.IsAlive")]
    [InlineData("public bool IsAlive() => _socket?.[|Connected|] == true;", "link.IsAlive()")]
    [InlineData("public bool IsAlive => _socket is { [|Connected|]: true };", "link.IsAlive")]
    public Task A_pool_that_asks_by_a_property_is_reported(string property, string asked) => Reports("""
        sealed class Link : IDisposable
        {
            private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
            PROPERTY
            public void Open() => _socket.Connect("h", 7);
            public void Dispose() => _socket.Dispose();
        }

        class Links
        {
            private readonly System.Collections.Concurrent.ConcurrentBag<Link> _spare = new();

            public Task<Link> RentAsync()
            {
                while (_spare.TryTake(out var link))
                {
                    if (ASKED) return Task.FromResult(link);
                    link.Dispose();
                }

                return Task.FromResult(new Link());
            }
        }
        """.Replace("PROPERTY", property).Replace("ASKED", asked));

    [Theory]
    [InlineData("if (!_client.[|Connected|]) Open(); Ask(b);")]
    [InlineData("if (_client == null || !_client.[|Connected|]) { Open(); } Ask(b);")]
    [InlineData("if (_client?.[|Connected|] != true) { _client = new TcpClient(); _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, b.Length);")]
    [InlineData("Ensure(); Ask(b);", "void Ensure() { if (_client is not { [|Connected|]: true }) Open(); }")]
    [InlineData("if (!IsOnline) Open(); Ask(b);", "bool IsOnline => _client != null && _client.[|Connected|];")]
    [InlineData("if (!IsOnline) Open(); Ask(b);", "public bool IsOnline { get { return _client.[|Connected|]; } } public void Dispose() => _client.Close();")]
    public Task A_reconnect_that_hangs_on_Connected_alone_before_a_request_is_reported(string body, string more = "") => Reports(Kept(body, more));

    [Theory]
    [InlineData("if (!_client.Connected) Open(); try { Ask(b); } catch (System.IO.IOException) { _client.Close(); throw; }")]
    [InlineData("if (!_client.Connected) Open(); try { Ask(b); } catch (System.IO.IOException) { _client = null; throw; }")]
    [InlineData("if (!_client.Connected) Open(); try { Ask(b); } catch (System.IO.IOException) { Drop(); throw; }", "void Drop() => _client.Close();")]
    [InlineData("for (var i = 0; i < 3; i++) { try { if (!_client.Connected) Open(); Ask(b); return; } catch (System.IO.IOException) { } }")]
    [InlineData("for (var i = 0; i < 3; i++) { try { Once(b); return; } catch (System.IO.IOException) { } }", "void Once(byte[] b) { if (!_client.Connected) Open(); Ask(b); }")]
    [InlineData("if (!_client.Connected || IsGone()) Open(); Ask(b);", "bool IsGone() => _client.Client.Poll(0, SelectMode.SelectRead);")]
    [InlineData("if (!_client.Connected) Open(); Ask(b);", "void Heartbeat() => Ask(new byte[1]);")]
    [InlineData("if (!_client.Connected) throw new InvalidOperationException(); Ask(b);")]
    [InlineData("if (!_client.Connected) Open();")]
    [InlineData("if (_client.Connected) return; Open();")]
    [InlineData("using var once = _client; if (!_client.Connected) Open(); Ask(b);")]
    public Task A_reconnect_of_what_is_closed_when_it_fails_or_is_asked_otherwise_is_quiet(string body, string more = "") => Quiet(Kept(body, more));

    private static string Kept(string body, string more) => """
        #nullable disable
        class C
        {
            private TcpClient _client = new();

            public void Send(byte[] b) { BODY }

            MORE

            private void Open()
            {
                _client.Close();
                _client = new TcpClient();
                _client.Connect("h", 7);
            }

            private void Ask(byte[] b)
            {
                var s = _client.GetStream();
                s.Write(b, 0, b.Length);
                if (s.ReadByte() < 0) throw new System.IO.EndOfStreamException();
            }
        }
        """.Replace("BODY", body).Replace("MORE", more);

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
