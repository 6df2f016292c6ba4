using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class AcceptedConnectionLeakedTests
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

    [Fact]
    public Task A_declaration_becomes_a_using() => Verify<AcceptedConnectionLeaked, AcceptedConnectionLeakedFix>.Fixes(
        In("""
            public void Run()
            {
                while (true)
                {
                    var client = _listener.[|AcceptTcpClient|]();
                    client.GetStream().WriteByte(1);
                }
            }
        """),
        In("""
            public void Run()
            {
                while (true)
                {
                    using var client = _listener.AcceptTcpClient();
                    client.GetStream().WriteByte(1);
                }
            }
        """));

    [Fact]
    public Task A_handler_that_never_closes_gets_a_using_of_its_own() => Verify<AcceptedConnectionLeaked, AcceptedConnectionLeakedFix>.Fixes(
        In("""
            public void Run()
            {
                while (true)
                {
                    var client = _listener.AcceptTcpClient();
                    new Thread(() => Handle(client)).Start();
                }
            }

            private void Handle(TcpClient [|client|])
            {
                client.GetStream().WriteByte(1);
            }
        """),
        In("""
            public void Run()
            {
                while (true)
                {
                    var client = _listener.AcceptTcpClient();
                    new Thread(() => Handle(client)).Start();
                }
            }

            private void Handle(TcpClient client)
            {
                using var accepted = client;
                client.GetStream().WriteByte(1);
            }
        """));

    [Theory]
    [InlineData("async Task M() { while (true) { var s = await _socket.[|AcceptAsync|](); await s.SendAsync(new byte[1], SocketFlags.None); } }")]
    [InlineData("void M(IAsyncResult r) { var c = _listener.[|EndAcceptTcpClient|](r); Console.WriteLine(c.Client.RemoteEndPoint); }")]
    [InlineData("void M() { while (true) { var s = _socket.[|Accept|](); if (s.Available == 0) { continue; } s.Close(); } }")]
    [InlineData("void M() { while (true) { var s = _socket.[|Accept|](); Log(s); } } void Log(Socket s) => Console.WriteLine(s.RemoteEndPoint);")]
    [InlineData("void M() { while (true) { var s = _socket.[|Accept|](); try { s.Receive(new byte[1]); s.Close(); } catch (SocketException) { } } }")]
    [InlineData("async Task M(HashSet<string> banned) { while (true) { var c = await _listener.[|AcceptTcpClientAsync|](); if (banned.Contains(c.Client.RemoteEndPoint!.ToString()!)) { continue; } _ = Serve(c); } } async Task Serve(TcpClient c) { using (c) { await c.GetStream().WriteAsync(new byte[1]); } }")]
    [InlineData("void M(List<Socket> all) => _listener.[|AcceptSocketAsync|]().ContinueWith(_ => all.Clear());")]
    [InlineData("void M(List<Socket> all) { while (true) { var s = _socket.[|Accept|](); if (all.Count < 9) { all.Add(s); } } }")]
    public Task One_that_the_accepting_function_does_not_close_is_reported(string members) => Verify<AcceptedConnectionLeaked>.Reports(In(members));

    [Theory]
    [InlineData("catch (IOException) { continue; } _ = Serve(tls!); }")]
    [InlineData("catch (IOException e) { Console.WriteLine(e); continue; } _ = Serve(tls!); }")]
    public Task One_whose_handshake_fails_before_anybody_has_it_is_reported(string rest) =>
        Verify<AcceptedConnectionLeaked>.Reports(In("async Task M() { while (true) { System.Net.Security.SslStream? tls = null; try { var c = await _listener.[|AcceptTcpClientAsync|](); tls = new(c.GetStream()); await tls.AuthenticateAsServerAsync(_options); } " + rest + Serving));

    [Theory]
    [InlineData("catch (IOException) { tls?.Dispose(); continue; } _ = Serve(tls!); }")]
    [InlineData("catch (IOException) { return; } _ = Serve(tls!); }")]
    [InlineData("finally { } _ = Serve(tls!); }")]
    public Task A_failed_handshake_after_which_it_is_closed_or_nothing_more_is_accepted_is_quiet(string rest) =>
        Verify<AcceptedConnectionLeaked>.Quiet(In("async Task M() { while (true) { System.Net.Security.SslStream? tls = null; try { var c = await _listener.AcceptTcpClientAsync(); tls = new(c.GetStream()); await tls.AuthenticateAsServerAsync(_options); } " + rest + Serving));

    [Theory]
    [InlineData("catch { await Task.Delay(1); }", true)]
    [InlineData("catch (System.Security.Authentication.AuthenticationException) { tls?.Dispose(); }", true)]
    [InlineData("catch { s?.Close(); }", false)]
    [InlineData("catch { return; }", false)]
    public Task Under_a_stream_that_does_not_own_it_it_stays_where_the_handshake_fails(string clause, bool isReported)
    {
        var code = In("async Task M(List<Socket> all) { while (true) { Socket? s = null; System.Net.Security.SslStream? tls = null; try { s = await _socket." + (isReported ? "[|AcceptAsync|]" : "AcceptAsync") + "(); "
            + "tls = new(new NetworkStream(s), false); await tls.AuthenticateAsServerAsync(_options); all.Add(s); _ = Serve(tls); } " + clause + " } " + Serving);
        return isReported ? Verify<AcceptedConnectionLeaked>.Reports(code) : Verify<AcceptedConnectionLeaked>.Quiet(code);
    }

    private const string Serving = " } async Task Serve(System.Net.Security.SslStream tls) { using (tls) { await tls.WriteAsync(new byte[1]); } } readonly System.Net.Security.SslServerAuthenticationOptions _options = new();";

    [Theory]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); Task.Run(() => Handle(c)); } } void Handle(TcpClient [|c|]) { c.GetStream().WriteByte(1); }")]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); ThreadPool.QueueUserWorkItem(Handle, c); } } void Handle(object? [|state|]) { var c = (TcpClient)state!; c.GetStream().WriteByte(1); }")]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); _ = HandleAsync(c); } } async Task HandleAsync(TcpClient [|c|]) { try { await c.GetStream().WriteAsync(new byte[1]); c.Close(); } catch (IOException) { } }")]
    [InlineData("void M(EndPoint to) { while (true) { var s = _socket.Accept(); _ = Forward(s, to); } } async Task Forward(Socket [|s|], EndPoint to) { using var up = new Socket(SocketType.Stream, ProtocolType.Tcp); await up.ConnectAsync(to); await using var near = new NetworkStream(s, true); await near.WriteAsync(new byte[1]); }")]
    [InlineData("void M(string to) { while (true) { var c = _listener.AcceptTcpClient(); Task.Run(() => Forward(c, to)); } } void Forward(TcpClient [|c|], string to) { var addresses = Dns.GetHostAddresses(to); using (c) { c.GetStream().WriteByte((byte)addresses.Length); } }")]
    public Task One_that_the_handler_does_not_close_is_reported_there(string members) => Verify<AcceptedConnectionLeaked>.Reports(In(members));

    [Theory]
    [InlineData("void M() { while (true) { using var c = _listener.AcceptTcpClient(); c.GetStream().WriteByte(1); } }")]
    [InlineData("void M(List<TcpClient> all) { while (true) { var c = _listener.AcceptTcpClient(); all.Add(c); } }")]
    [InlineData("void M(List<Socket> all) { while (true) { var s = _socket.Accept(); if (all.Count > 9) { s.Close(); continue; } all.Add(s); } }")]
    [InlineData("async Task M(CancellationToken stop) { while (true) { var c = await _listener.AcceptTcpClientAsync(stop); if (!stop.IsCancellationRequested) { _ = Serve(c); } } } async Task Serve(TcpClient c) { using (c) { await c.GetStream().WriteAsync(new byte[1]); } }")]
    [InlineData("bool _stopping; void End() => _stopping = true; void M(List<Socket> all) { while (true) { var s = _socket.Accept(); if (_stopping) { continue; } all.Add(s); } }")]
    [InlineData("void M(Queue<Socket> all) { while (true) { var s = _socket.Accept(); if (all.Count > 9) { break; } all.Enqueue(s); } }")]
    [InlineData("bool Takes(Socket s) => true; void M(System.Collections.Concurrent.BlockingCollection<Socket> all) { while (true) { var s = _socket.Accept(); if (!all.TryAdd(s)) { continue; } } }")]
    [InlineData("Socket M() => _socket.Accept();")]
    [InlineData("void M() => _listener.AcceptSocketAsync().ContinueWith(OnAccepted); void OnAccepted(Task<Socket> task) { task.Result.Dispose(); M(); }")]
    [InlineData("void M(List<Socket> all) => _listener.AcceptSocketAsync().ContinueWith(task => all.Add(task.Result));")]
    [InlineData("TcpClient M() { var c = _listener.AcceptTcpClient(); return c; }")]
    [InlineData("Socket _last = null!; void M() { _last = _socket.Accept(); } public void Dispose() => _last.Dispose();")]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); new Session(c).Start(); } } class Session { readonly TcpClient _c; public Session(TcpClient c) => _c = c; public void Start() => _c.GetStream().WriteByte(1); }")]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); Task.Run(() => Handle(c)); } } void Handle(TcpClient c) { using (c) { c.GetStream().WriteByte(1); } }")]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); Task.Run(() => Handle(c)); } } void Handle(TcpClient c) { try { c.GetStream().WriteByte(1); } finally { c.Close(); } }")]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); Task.Run(() => { Handle(c); c.Close(); }); } } void Handle(TcpClient c) { c.GetStream().WriteByte(1); }")]
    [InlineData("void M() { while (true) { var c = _listener.AcceptTcpClient(); Task.Run(() => Handle(c)); } } void N(TcpClient c) { Handle(c); c.Close(); } void Handle(TcpClient c) { c.GetStream().WriteByte(1); }")]
    [InlineData("void M(EndPoint to) { while (true) { var s = _socket.Accept(); _ = Forward(s, to); } } async Task Forward(Socket s, EndPoint to) { await using var near = new NetworkStream(s, true); using var up = new Socket(SocketType.Stream, ProtocolType.Tcp); await up.ConnectAsync(to); await near.WriteAsync(new byte[1]); }")]
    [InlineData("void M(EndPoint to) { while (true) { var s = _socket.Accept(); _ = Forward(s, to); } } async Task Forward(Socket s, EndPoint to) { using var up = new Socket(SocketType.Stream, ProtocolType.Tcp); try { await up.ConnectAsync(to); } catch { s.Dispose(); throw; } await using var near = new NetworkStream(s, true); await near.WriteAsync(new byte[1]); }")]
    [InlineData("void M(Action<TcpClient> use) { while (true) { var c = _listener.AcceptTcpClient(); use(c); } }")]
    public Task Closed_or_handed_over_is_quiet(string members) => Verify<AcceptedConnectionLeaked>.Quiet(In(members));

    [Fact]
    public Task A_handler_that_nobody_waits_for_goes_on_with_it() => Verify<AcceptedConnectionLeaked, AcceptedConnectionLeakedFix>.OffersNothing(In(
        "void M() { while (true) { var c = _listener.[|AcceptTcpClient|](); _ = HandleAsync(c); } } async Task HandleAsync(TcpClient c) { await c.GetStream().WriteAsync(new byte[1]); }"));

    [Fact]
    public Task A_test_may() => Verify<AcceptedConnectionLeaked>.Quiet(In(
        "[Fact] public void T() { } void M() { var c = _listener.AcceptTcpClient(); c.GetStream().WriteByte(1); } class FactAttribute : Attribute { }"));

    private static string In(string members) => Usings + "public sealed class Server\n{\n    private readonly TcpListener _listener = null!; private readonly Socket _socket = null!;\n" + members + "\n}\n";
}
