using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class ConnectionOverwrittenTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Theory]
    [InlineData("void M() { while (true) { try { _client = [|new TcpClient()|]; _client.Connect(\"h\", 7); Read(_client.GetStream().ReadByte()); } catch (IOException) { Thread.Sleep(1000); } } }")]
    [InlineData("async Task M(CancellationToken t) { while (!t.IsCancellationRequested) { try { _client = [|new TcpClient()|]; await _client.ConnectAsync(\"h\", 7); while (true) Read(await _client.GetStream().ReadAsync(new byte[8])); } catch (Exception) { await Task.Delay(1000, t); } } }")]
    [InlineData("void M() { for (;;) { try { _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; _socket.Connect(_server); return; } catch (SocketException) { Thread.Sleep(1000); } } }")]
    [InlineData("void M() { for (;;) { try { var socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; _socket = socket; socket.Connect(_server); return; } catch (SocketException) { Thread.Sleep(1000); } } }")]
    [InlineData("void M() { do { Shared = [|new TcpClient { NoDelay = true }|]; Thread.Sleep(1000); } while (!Shared.Connected); }")]
    [InlineData("void M(byte[] b) { while (true) { try { if (_client == null || !_client.Connected) { _client = [|new TcpClient()|]; _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); } catch (IOException) { Thread.Sleep(1000); } } }")]
    public Task A_loop_that_stores_the_next_connection_over_the_last_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("void M(byte[] b) { try { _socket.Send(b); } catch (SocketException) { _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; _socket.Connect(_server); } }")]
    [InlineData("void M(byte[] b) { try { _client.GetStream().Write(b, 0, b.Length); } catch { _client = [|new TcpClient(\"h\", 7)|]; } }")]
    [InlineData("async Task M(byte[] b) { try { await _socket.SendAsync(b); } catch (SocketException) { _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; await _socket.ConnectAsync(_server); } }")]
    [InlineData("void M(byte[] b) { if (_socket.Receive(b) == 0) { _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; _socket.Connect(_server); } }")]
    [InlineData("void M() { _socket.Shutdown(SocketShutdown.Both); _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; }")]
    public Task A_store_that_a_use_of_the_open_connection_leads_to_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("void Connect() { _client = [|new TcpClient()|]; _client.Connect(\"h\", 7); } void M() { while (true) { try { Connect(); Read(_client.GetStream().ReadByte()); } catch (IOException) { Thread.Sleep(1000); } } }")]
    [InlineData("async Task ConnectAsync() { _client = [|new TcpClient()|]; await _client.ConnectAsync(\"h\", 7); } async Task M() { while (true) { try { await ConnectAsync(); return; } catch (SocketException) { await Task.Delay(1000); } } }")]
    [InlineData("void Connect() { _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; _socket.Connect(_server); } void M(byte[] b) { try { _socket.Send(b); } catch (SocketException) { Connect(); _socket.Send(b); } }")]
    [InlineData("void Connect() { _client = [|new TcpClient()|]; try { _client.Connect(\"h\", 7); } catch (SocketException) { Thread.Sleep(1000); Connect(); } }")]
    public Task A_connect_method_that_is_called_again_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("void M() { while (true) { try { _client = [|Open|](); Read(_client.GetStream().ReadByte()); } catch (IOException) { Thread.Sleep(1000); } } }")]
    [InlineData("async Task M(byte[] b) { try { await _client.GetStream().WriteAsync(b); } catch (IOException) { _client = await [|OpenAsync|]().ConfigureAwait(false); } }")]
    [InlineData("void M(byte[] b) { try { _client.GetStream().Write(b, 0, 1); } catch (IOException) { var next = [|Open|](); _client = next; } }")]
    public Task One_that_a_method_opens_is_reported(string member) => Reports(member + Opening);

    [Theory]
    [InlineData("void M() { while (true) { try { _client = OpenNext(); Read(_client.GetStream().ReadByte()); } catch (IOException) { Thread.Sleep(1000); } } } TcpClient OpenNext() { _client.Close(); var c = new TcpClient(); c.Connect(\"h\", 7); return c; }")]
    [InlineData("void M() { while (true) { try { _client = Given(); Read(_client.GetStream().ReadByte()); } catch (IOException) { Thread.Sleep(1000); } } } TcpClient Given() => _all[0];")]
    [InlineData("void M(byte[] b) { try { _client.GetStream().Write(b, 0, 1); } catch (IOException) { _client.Dispose(); _client = Open(); } }")]
    [InlineData("void M() { _client = Open(); }")]
    public Task One_that_a_method_gives_where_the_old_one_is_closed_or_perhaps_is_no_new_one_is_quiet(string member) => Quiet(member + Opening);

    private const string Opening = " TcpClient Open() { var c = new TcpClient(); try { c.Connect(\"h\", 7); } catch { c.Dispose(); throw; } return c; } async Task<TcpClient> OpenAsync() { var c = new TcpClient(); await c.ConnectAsync(\"h\", 7); return c; }";

    [Theory]
    [InlineData("void M(byte[] b) { if (!_client.Connected) { _client = [|new TcpClient()|]; _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); } public void Dispose() => _client.Dispose();")]
    [InlineData("void M(byte[] b) { if (_client == null || !_client.Connected) { _client = [|new TcpClient()|]; _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); }")]
    [InlineData("bool Alive => _client is { Connected: true }; void M(byte[] b) { if (!Alive) { _client = [|new TcpClient()|]; _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); } public void Dispose() => _client.Dispose();")]
    [InlineData("void Ensure() { if (_client.Connected) return; _client = [|new TcpClient()|]; _client.Connect(\"h\", 7); } ~C() => _client.Close();")]
    public Task One_that_is_made_anew_where_the_old_one_is_not_connected_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("void M(byte[] b) { if (!_client.Connected) { _client.Close(); _client = new TcpClient(); _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); } public void Dispose() => _client.Dispose();")]
    [InlineData("void M(byte[] b) { if (!_client.Connected) { _client = new TcpClient(); _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); } public void Drop() => _client.Dispose();")]
    [InlineData("void M(byte[] b) { if (!_client.Connected) { _client = new TcpClient(); _client.Connect(\"h\", 7); } Use(_client); } void Use(TcpClient client) { } public void Dispose() => _client.Dispose();")]
    [InlineData("bool Alive { get; set; } void M(byte[] b) { if (!Alive) { _client = new TcpClient(); _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); }")]
    [InlineData("internal TcpClient Seen = new(); void M(byte[] b) { if (!Seen.Connected) { Seen = new TcpClient(); Seen.Connect(\"h\", 7); } Seen.GetStream().Write(b, 0, 1); }")]
    public Task One_that_is_made_anew_and_that_somebody_may_have_closed_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("void M() { while (true) { try { _client = new TcpClient(); _client.Connect(\"h\", 7); Read(_client.GetStream().ReadByte()); _client.Close(); } catch (Exception) { _client.Close(); } } }")]
    [InlineData("void M() { while (true) { _client?.Dispose(); _client = new TcpClient(); try { _client.Connect(\"h\", 7); return; } catch (SocketException) { } } }")]
    [InlineData("void M() { while (true) { try { _client = new TcpClient(); _client.Connect(\"h\", 7); } catch (SocketException) { } finally { _client!.Dispose(); } } }")]
    [InlineData("void M() { while (true) { try { _client = new TcpClient(); _client.Connect(\"h\", 7); _client.GetStream().ReadByte(); } finally { Drop(); } } } void Drop() => _client.Close();")]
    [InlineData("void M() { while (true) { try { _client = new TcpClient(\"h\", 7); using var stream = _client.GetStream(); stream.ReadByte(); } catch (IOException) { } } }")]
    [InlineData("void M() { while (true) { try { _client = new TcpClient(\"h\", 7); Serve(); } catch (IOException) { } } } void Serve() { using (var reader = new StreamReader(_client.GetStream())) reader.ReadLine(); }")]
    [InlineData("void M(byte[] b) { try { _socket.Send(b); } catch (SocketException) { _socket.Close(); _socket = new Socket(SocketType.Stream, ProtocolType.Tcp); } }")]
    [InlineData("void Connect() { _client?.Close(); _client = new TcpClient(); _client.Connect(\"h\", 7); } void M() { while (true) { try { Connect(); _client.GetStream().ReadByte(); } catch (IOException) { } } }")]
    public Task One_that_is_closed_between_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("void M() { while (true) { _client = new TcpClient(\"h\", 7); _all.Add(_client); } }")]
    [InlineData("void M() { while (true) { _client = new TcpClient(\"h\", 7); var client = _client; Task.Run(() => client.Close()); } }")]
    [InlineData("void M() { while (true) { _client = new TcpClient(\"h\", 7); Use(_client); } } void Use(TcpClient client) { }")]
    [InlineData("void M(Action<Stream> use) { while (true) { _client = new TcpClient(\"h\", 7); use(_client.GetStream()); } }")]
    [InlineData("void M() { while (true) { _client = new TcpClient(\"h\", 7); new Thread(Run).Start(); } } void Run() { _client.GetStream().ReadByte(); _client.Close(); }")]
    public Task One_that_somebody_else_has_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("void M() { while (true) { if (_client == null) { _client = new TcpClient(\"h\", 7); } _client.GetStream().ReadByte(); } }")]
    [InlineData("void M() { while (true) { try { _client ??= new TcpClient(\"h\", 7); _client.GetStream().ReadByte(); } catch (IOException) { Thread.Sleep(1); } } }")]
    public Task One_that_is_made_only_where_there_is_none_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("void Connect() { _client = new TcpClient(); _client.Connect(\"h\", 7); }")]
    [InlineData("public C() { _client = new TcpClient(); _client.Connect(\"h\", 7); }")]
    [InlineData("void Connect() { _client = new TcpClient(); _client.Connect(\"h\", 7); } void Reconnect() { Connect(); }")]
    public Task A_method_that_nobody_is_seen_to_call_twice_is_quiet(string member) => Quiet(member);

    [Fact]
    public Task A_client_made_with_its_address_is_not_stored_when_it_cannot_connect() =>
        Quiet("void M() { while (true) { try { _client = new TcpClient(\"h\", 7); return; } catch (SocketException) { Thread.Sleep(1000); } } }");

    [Fact]
    public Task One_that_was_found_disposed_is_quiet() =>
        Quiet("void M(byte[] b) { try { _socket.Send(b); } catch (ObjectDisposedException) { _socket = new Socket(SocketType.Stream, ProtocolType.Tcp); } }");

    [Theory]
    [InlineData("void M(byte[] b) { while (true) { try { if (_client == null || !_client.Connected) { _client = new TcpClient(); _client.Connect(\"h\", 7); } _client.GetStream().Write(b, 0, 1); } catch (IOException) { Drop(); } } } void Drop() { _client.Close(); }")]
    [InlineData("void M(byte[] b) { while (true) { if (_client == null) { _client = new TcpClient(); _client.Connect(\"h\", 7); } if (!_client.Connected) return; _client.GetStream().Write(b, 0, 1); } }")]
    public Task Made_where_there_is_none_or_closed_elsewhere_is_quiet(string member) => Quiet(member);

    [Fact]
    public Task Where_Connected_decides_another_method_may_have_closed_it() =>
        Quiet("void Ensure() { if (_client is { Connected: true }) return; _client = new TcpClient(); _client.Connect(\"h\", 7); } void M() { while (true) { Ensure(); Thread.Sleep(1); } } public void Hang() => _client.Close();");

    [Fact]
    public Task A_web_socket_that_fails_closes_itself() =>
        Quiet("System.Net.WebSockets.ClientWebSocket _web = new(); async Task M(Uri u) { while (true) { try { _web = new(); await _web.ConnectAsync(u, default); return; } catch (Exception) { await Task.Delay(1000); } } }");

    [Fact]
    public Task A_field_of_another_object_is_not_followed() =>
        Quiet("class Slot { public TcpClient? Client; } void M(List<Slot> slots) { foreach (var slot in slots) { slot.Client = new TcpClient(\"h\", 7); } }");

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<ConnectionOverwritten>.Reports(
        """
        using System.Net.Sockets;

        class C
        {
            TcpClient _client = null;
            void M() { try { _client.GetStream().ReadByte(); } catch { _client = [|new TcpClient("h", 7)|]; } }
        }
        """,
        framework: "net462");

    [Fact]
    public Task The_fix_disposes_of_the_old_one_first() => Verify<ConnectionOverwritten, ConnectionOverwrittenFix>.Fixes(
        """
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            private Socket _socket;

            void Connect(EndPoint server)
            {
                while (true)
                {
                    try
                    {
                        // A new one for each attempt.
                        _socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
                        _socket.Connect(server);
                        return;
                    }
                    catch (SocketException)
                    {
                        Thread.Sleep(1000);
                    }
                }
            }
        }
        """,
        """
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            private Socket _socket;

            void Connect(EndPoint server)
            {
                while (true)
                {
                    try
                    {
                        _socket?.Dispose();
                        // A new one for each attempt.
                        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                        _socket.Connect(server);
                        return;
                    }
                    catch (SocketException)
                    {
                        Thread.Sleep(1000);
                    }
                }
            }
        }
        """);

    [Fact]
    public Task The_fix_mends_two_at_once() => Verify<ConnectionOverwritten, ConnectionOverwrittenFix>.Fixes(
        """
        using System.Net.Sockets;

        class C
        {
            private TcpClient _a = null, _b = null;

            void A()
            {
                try { _a.GetStream().ReadByte(); }
                catch
                {
                    _a = [|new TcpClient("h", 7)|];
                }
            }

            void B()
            {
                try { _b.GetStream().ReadByte(); }
                catch
                {
                    this._b = [|new TcpClient("h", 7)|];
                }
            }
        }
        """,
        """
        using System.Net.Sockets;

        class C
        {
            private TcpClient _a = null, _b = null;

            void A()
            {
                try { _a.GetStream().ReadByte(); }
                catch
                {
                    _a?.Dispose();
                    _a = new TcpClient("h", 7);
                }
            }

            void B()
            {
                try { _b.GetStream().ReadByte(); }
                catch
                {
                    this._b?.Dispose();
                    this._b = new TcpClient("h", 7);
                }
            }
        }
        """);

    [Fact]
    public Task Nothing_is_offered_where_there_is_no_block() => Verify<ConnectionOverwritten, ConnectionOverwrittenFix>.OffersNothing("""
        using System.Net.Sockets;

        class C
        {
            private TcpClient _client = null;

            void M() { if (_client.GetStream().ReadByte() < 0) _client = [|new TcpClient("h", 7)|]; }
        }
        """);

    [Fact]
    public Task The_field_of_an_object_that_is_being_made_is_not_this_one() =>
        Quiet("public TcpClient? Client; void M(List<C> all) { for (var i = 0; i < 3; i++) { all.Add(new C { Client = new TcpClient(\"h\", 7) }); } }");

    private static string Around(string member) => Usings + "class C\n{\n    TcpClient _client = null!;\n    Socket _socket = null!;\n    EndPoint _server = null!;\n    List<TcpClient> _all = new();\n    static TcpClient Shared { get; set; } = null!;\n    void Read(int value) { }\n    object Held => _socket;\n    " + member + "\n}\n";

    private static Task Reports(string member) => Verify<ConnectionOverwritten>.Reports(Around(member));

    private static Task Quiet(string member) => Verify<ConnectionOverwritten>.Quiet(Around(member));
}
