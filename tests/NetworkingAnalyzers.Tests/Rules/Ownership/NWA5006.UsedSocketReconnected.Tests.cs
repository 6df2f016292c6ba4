using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class UsedSocketReconnectedTests
{
    [Theory]
    [InlineData("void M(byte[] b) { try { _socket.Send(b); } catch (SocketException) { _socket.[|Connect|](_server); } }")]
    [InlineData("void M(byte[] b) { while (true) { try { _socket.Send(b); return; } catch (SocketException) { _socket.[|Connect|](\"h\", 7); } } }")]
    [InlineData("async Task M(byte[] b) { try { await _socket.SendAsync(b); } catch (SocketException) { await _socket.[|ConnectAsync|](_server); } }")]
    [InlineData("void M(byte[] b) { if (_socket.Receive(b) == 0) { _socket.[|Connect|](_server); } }")]
    [InlineData("void M(byte[] b) { try { _client.GetStream().Write(b, 0, b.Length); } catch { _client.[|Connect|](\"h\", 7); } }")]
    [InlineData("void M(byte[] b) { while (true) { _socket.[|Connect|](_server); while (_socket.Receive(b) > 0) { } } }")]
    [InlineData("void M(byte[] b) { var client = new TcpClient(); while (true) { try { client.[|Connect|](\"h\", 7); new StreamReader(client.GetStream()).ReadLine(); } catch (IOException) { Thread.Sleep(1000); } } }")]
    [InlineData("async Task M(Socket s, byte[] b) { while (true) { await s.[|ConnectAsync|](_server); await s.ReceiveAsync(b); } }")]
    [InlineData("void M(byte[] b) { try { _socket.Send(b); } catch (SocketException) { _socket.[|BeginConnect|](_server, null, null); } }")]
    public Task A_connect_that_a_use_of_the_connection_leads_to_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("void M() { _socket.Shutdown(SocketShutdown.Both); _socket.[|Connect|](_server); }")]
    [InlineData("void M() { _client.Close(); _client.[|Connect|](\"h\", 7); }")]
    [InlineData("void M() { _client?.Dispose(); _client!.[|Connect|](\"h\", 7); }")]
    [InlineData("async Task M() { _client.Dispose(); await _client.[|ConnectAsync|](\"h\", 7); }")]
    [InlineData("void M() { _socket.Disconnect(true); _socket.[|Connect|](_server); }")]
    public Task A_connect_of_one_that_was_closed_or_left_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("void M(byte[] b) { try { _socket.Send(b); } catch (SocketException) { _socket = new Socket(SocketType.Stream, ProtocolType.Tcp); _socket.Connect(_server); } }")]
    [InlineData("void M() { _client.Close(); _client = new TcpClient(); _client.Connect(\"h\", 7); }")]
    [InlineData("void M(byte[] b) { while (true) { var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); socket.Connect(_server); while (socket.Receive(b) > 0) { } } }")]
    [InlineData("void M(byte[] b) { while (true) { using var client = new TcpClient(); client.Connect(\"h\", 7); client.GetStream().Write(b, 0, 1); } }")]
    [InlineData("void M() { _client.Close(); Renew(); _client.Connect(\"h\", 7); } void Renew() => _client = new TcpClient();")]
    [InlineData("void M() { _client.Close(); Make(out _client); _client.Connect(\"h\", 7); } void Make(out TcpClient made) => made = new TcpClient();")]
    [InlineData("void M(Action renew) { _client.Close(); renew(); _client.Connect(\"h\", 7); }")]
    public Task A_new_object_for_each_connection_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("void M() { for (var i = 0; i < 3; i++) { try { _socket.Connect(_server); return; } catch (SocketException) { Thread.Sleep(1000); } } }")]
    [InlineData("async Task M() { while (true) { try { await _socket.ConnectAsync(_server); break; } catch (SocketException) { await Task.Delay(1000); } } }")]
    public Task A_connect_that_failed_may_be_tried_again(string member) => Quiet(member);

    [Theory]
    [InlineData("async Task M() { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); while (true) { try { s.Connect(_server); s.Close(); break; } catch { await Task.Delay(1000); } } }")]
    [InlineData("Stream? M() { var c = new TcpClient(); while (true) { try { c.Connect(\"h\", 7); return c.GetStream(); } catch (SocketException) { Thread.Sleep(1000); } } }")]
    public Task What_stands_behind_the_connect_and_cannot_fail_leads_to_no_second_one(string member) => Quiet(member);

    [Theory]
    [InlineData("async Task M() { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); while (true) { try { s.[|Connect|](_server); break; } catch { s.Close(); await Task.Delay(1000); } } }")]
    [InlineData("async Task M() { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); while (true) { try { s.[|Connect|](_server); s.Close(); } catch { await Task.Delay(1000); } } }")]
    [InlineData("async Task M(byte[] b) { var s = new Socket(SocketType.Stream, ProtocolType.Tcp); while (true) { try { s.[|Connect|](_server); s.Send(b); s.Close(); break; } catch { await Task.Delay(1000); } } }")]
    public Task A_close_that_leads_round_and_what_can_fail_behind_the_connect_are_reported(string member) => Reports(member);

    [Theory]
    [InlineData("if (!c.Connected) { await c.ConnectAsync(\"h\", 7); }", "c.Dispose(); c = new TcpClient();", false)]
    [InlineData("if (!c.Client.Connected) { await c.ConnectAsync(\"h\", 7); }", "c = new TcpClient();", false)]
    [InlineData("if (!c.Connected) { await c.[|ConnectAsync|](\"h\", 7); }", "", true)]
    [InlineData("if (!c.Connected) { await c.[|ConnectAsync|](\"h\", 7); }", "c.Dispose();", true)]
    [InlineData("if (c.Connected) { await c.[|ConnectAsync|](\"h\", 7); }", "c = new TcpClient();", true)]
    [InlineData("if (late || !c.Connected) { await c.[|ConnectAsync|](\"h\", 7); }", "c = new TcpClient();", true)]
    [InlineData("if (!c.Connected) { await c.[|ConnectAsync|](\"h\", 7); }", "continue; } catch (InvalidOperationException) { c = new TcpClient();", true)]
    public Task One_that_is_not_connected_is_new_where_each_failure_makes_another(string connect, string failed, bool isReported)
    {
        var member = $"async Task M(string[] lines, byte[] b, bool late) {{ var c = new TcpClient(); foreach (var line in lines) {{ while (true) {{ try {{ {connect} await c.GetStream().WriteAsync(b); break; }} catch (IOException) {{ {failed} }} }} }} }}";
        return isReported ? Reports(member) : Quiet(member);
    }

    [Theory]
    [InlineData("void M(byte[] b) { _socket.Connect(_server); _socket.Send(b); _socket.Close(); }")]
    [InlineData("void M(byte[] b) { if (!_socket.Connected) { _socket.Connect(_server); } _socket.Send(b); }")]
    [InlineData("void M(Socket a, Socket b) { a.Close(); b.Connect(_server); }")]
    public Task A_connect_before_the_first_use_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("void M(byte[] b) { var s = new Socket(SocketType.Dgram, ProtocolType.Udp); s.Connect(_server); s.Send(b); s.Connect(_server); }")]
    [InlineData("void M(byte[] b) { var s = new UdpClient(); s.Connect(\"h\", 7); s.Send(b, 1); s.Connect(\"g\", 7); }")]
    [InlineData("void M(byte[] b) { _socket.Send(b); _socket.SendTo(b, _server); _socket.Connect(_server); }")]
    public Task Datagram_sockets_may_change_their_peer(string member) => Quiet(member);

    [Fact]
    public Task After_a_disconnect_an_asynchronous_connect_is_allowed() =>
        Quiet("async Task M() { _socket.Disconnect(true); await _socket.ConnectAsync(_server); }");

    [Theory]
    [InlineData("TcpClient Fresh => new TcpClient(); void M() { Fresh.Close(); Fresh.Connect(\"h\", 7); }")]
    [InlineData("TcpClient Kept { get { return _client ??= new TcpClient(); } } void M() { Kept.Close(); Kept.Connect(\"h\", 7); }")]
    public Task A_property_that_is_computed_may_give_another_object(string member) => Quiet(member);

    [Fact]
    public Task A_property_that_holds_it_is_followed() =>
        Reports("TcpClient Held { get; set; } = new(); void M() { Held.Close(); Held.[|Connect|](\"h\", 7); }");

    [Fact]
    public Task A_socket_that_another_thread_uses_is_not_followed() =>
        Quiet("void M(byte[] b) { _socket.Connect(_server); } void N(byte[] b) { _socket.Send(b); }");

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<UsedSocketReconnected>.Reports(
        """
        using System.Net.Sockets;

        class C
        {
            TcpClient _client = null;
            void M() { _client.Close(); _client.[|Connect|]("h", 7); }
        }
        """,
        framework: "net462");

    private static string Around(string member) => "using System;\nusing System.IO;\nusing System.Net;\nusing System.Net.Sockets;\nusing System.Threading;\nusing System.Threading.Tasks;\n\nclass C\n{\n    TcpClient _client = null!;\n    Socket _socket = null!;\n    EndPoint _server = null!;\n    " + member + "\n}\n";

    private static Task Reports(string member) => Verify<UsedSocketReconnected>.Reports(Around(member));

    private static Task Quiet(string member) => Verify<UsedSocketReconnected>.Quiet(Around(member));
}
