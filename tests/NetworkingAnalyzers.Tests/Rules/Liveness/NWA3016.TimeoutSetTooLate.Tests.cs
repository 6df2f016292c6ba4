using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class TimeoutSetTooLateTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Security.Cryptography.X509Certificates;
        using System.Threading.Tasks;

        class C
        {
            const int Time = 5000;
            {{members}}

            async Task M(TcpListener listener, X509Certificate2 certificate, string host)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("listener.Server.[|ReceiveTimeout|] = Time; listener.Start();")]
    [InlineData("listener.Server.[|SendTimeout|] = 5000;")]
    [InlineData("listener.Server.[|ReceiveTimeout|] = Time; var client = listener.AcceptTcpClient(); client.ReceiveTimeout = Time;")]
    [InlineData("var own = new TcpListener(IPAddress.Any, 0); own.Server.[|ReceiveTimeout|] = Time;")]
    [InlineData("var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.[|ReceiveTimeout|] = Time; s.Bind(new IPEndPoint(IPAddress.Any, 0)); s.Listen(); s.Accept();")]
    [InlineData("var s = new Socket(SocketType.Stream, ProtocolType.Tcp); s.Listen(); s.[|SendTimeout|] = Time; await s.AcceptAsync();")]
    public Task A_timeout_on_the_listener_is_reported(string statements) => Verify<TimeoutSetTooLate>.Reports(Method(statements));

    [Fact]
    public Task A_listener_in_a_field_is_known_by_what_is_done_with_it() => Verify<TimeoutSetTooLate>.Reports(Method(
        "_listening.[|ReceiveTimeout|] = Time;",
        "private readonly Socket _listening = new(SocketType.Stream, ProtocolType.Tcp); Socket Next() => _listening.Accept();"));

    [Theory]
    [InlineData("listener.Server.ReceiveTimeout = 0;")]
    [InlineData("listener.Server.NoDelay = true;")]
    [InlineData("Console.WriteLine(listener.Server.ReceiveTimeout);")]
    [InlineData("var client = listener.AcceptTcpClient(); client.ReceiveTimeout = Time; client.Client.SendTimeout = Time;")]
    [InlineData("listener.Server.SendTimeout = Time; var client = listener.AcceptTcpClient(); client.SendTimeout = Time;")]
    [InlineData("var s = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Time }; s.Connect(host, 80);")]
    public Task A_timeout_on_a_connection_is_quiet(string statements) => Verify<TimeoutSetTooLate>.Quiet(Method(statements));

    [Fact]
    public Task A_cover_for_sockets_of_both_kinds_is_quiet() => Verify<TimeoutSetTooLate>.Quiet(Method(
        "await Task.Yield();",
        "private readonly Socket _any = new(SocketType.Stream, ProtocolType.Tcp); public int Limit { set => _any.ReceiveTimeout = value; } Socket Next() => _any.Accept(); int Read(byte[] b) => _any.Receive(b);"));

    [Theory]
    [InlineData("var c = new TcpClient(host, 443); var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); tls.[|ReadTimeout|] = Time;")]
    [InlineData("var c = new TcpClient(host, 443); var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); c.[|ReceiveTimeout|] = Time;")]
    [InlineData("var c = new TcpClient(host, 443); var s = c.GetStream(); var tls = new SslStream(s); try { tls.AuthenticateAsClient(host); } catch { tls.Dispose(); throw; } s.[|ReadTimeout|] = Time;")]
    [InlineData("var c = listener.AcceptTcpClient(); var tls = new SslStream(c.GetStream(), false); tls.AuthenticateAsServer(certificate); tls.[|ReadTimeout|] = Time; tls.WriteTimeout = Time;")]
    [InlineData("Stream s; var c = new TcpClient(host, 443); if (host.Length > 1) { var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); s = tls; } else { s = c.GetStream(); } s.[|ReadTimeout|] = Time;")]
    public Task A_timeout_behind_the_handshake_is_reported(string statements) => Verify<TimeoutSetTooLate>.Reports(Method(statements));

    [Theory]
    [InlineData("var c = new TcpClient(host, 443); c.ReceiveTimeout = 1000; var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); tls.ReadTimeout = Time;")]
    [InlineData("var c = new TcpClient(host, 443) { ReceiveTimeout = 1000 }; var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); tls.ReadTimeout = Time;")]
    [InlineData("var c = Open(host); var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); tls.ReadTimeout = Time;")]
    public Task A_handshake_that_has_a_timeout_may_be_followed_by_another(string statements) => Verify<TimeoutSetTooLate>.Quiet(Method(
        statements, "TcpClient Open(string h) { var c = new TcpClient(h, 443); c.ReceiveTimeout = 1000; return c; }"));

    [Theory]
    [InlineData("var c = new TcpClient(host, 443); var tls = new SslStream(c.GetStream()); await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, new System.Threading.CancellationTokenSource(5).Token); tls.ReadTimeout = Time;")]
    [InlineData("void Secure(SslStream given) { given.AuthenticateAsClient(host); given.ReadTimeout = Time; } Secure(null!);")]
    [InlineData("var c = new TcpClient(host, 443); var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); tls.WriteTimeout = Time;")]
    [InlineData("var c = new TcpClient(host, 443); var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); var d = new TcpClient(host, 443); d.ReceiveTimeout = Time;")]
    public Task What_bounds_no_blocking_handshake_of_its_own_connection_is_quiet(string statements) => Verify<TimeoutSetTooLate>.Quiet(Method(statements));

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<TimeoutSetTooLate>.Quiet(Method("listener.Server.{|CS1061:ReceiveTim|} = Time; {|CS0103:nobody|}.ReceiveTimeout = Time;"));

    [Fact]
    public Task It_is_set_on_each_accepted_connection_instead() => Verify<TimeoutSetTooLate, TimeoutSetTooLateFix>.Fixes(
        Serving("listener.Server.[|ReceiveTimeout|] = Time; // a minute\n        listener.Start();", "var client = listener.AcceptTcpClient();\n            Serve(client);"),
        Serving("listener.Start();", "var client = listener.AcceptTcpClient();\n            client.ReceiveTimeout = Time;\n            Serve(client);"));

    [Fact]
    public Task Both_timeouts_of_one_listener_go_together() => Verify<TimeoutSetTooLate, TimeoutSetTooLateFix>.Fixes(
        Serving("listener.Server.[|ReceiveTimeout|] = Time;\n        listener.Server.[|SendTimeout|] = 2 * Time;\n        listener.Start();", "var client = listener.AcceptTcpClient();\n            Serve(client);"),
        Serving("listener.Start();", "var client = listener.AcceptTcpClient();\n            client.ReceiveTimeout = Time;\n            client.SendTimeout = 2 * Time;\n            Serve(client);"));

    [Fact]
    public Task An_awaited_accept_counts_too() => Verify<TimeoutSetTooLate, TimeoutSetTooLateFix>.Fixes(
        Serving("listener.Server.[|SendTimeout|] = 2 * Time;\n        listener.Start();", "Socket socket = await listener.AcceptSocketAsync();\n            socket.Close();"),
        Serving("listener.Start();", "Socket socket = await listener.AcceptSocketAsync();\n            socket.SendTimeout = 2 * Time;\n            socket.Close();"));

    [Theory]
    [InlineData("listener.Server.[|ReceiveTimeout|] = Time;", "Serve(listener.AcceptTcpClient());")]
    [InlineData("listener.Server.[|ReceiveTimeout|] = Time;", "var client = listener.AcceptTcpClient(); client.ReceiveTimeout = Time;")]
    [InlineData("{ var once = Time; listener.Server.[|ReceiveTimeout|] = once; }", "var client = listener.AcceptTcpClient(); Serve(client);")]
    public Task Where_it_cannot_be_moved_nothing_is_offered(string before, string loop) => Verify<TimeoutSetTooLate, TimeoutSetTooLateFix>.OffersNothing(Serving(before, loop));

    [Fact]
    public Task A_turn_of_a_loop_is_no_timeout_for_a_handshake() => Verify<TimeoutSetTooLate>.Quiet(
        Method("var c = new TcpClient(host, 443); var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(host); tls.ReadTimeout = 50;"));

    private static string Serving(string before, string loop) => $$"""
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            const int Time = 60_000;

            async Task Run(TcpListener listener)
            {
                {{before}}
                while (true)
                {
                    {{loop}}
                }
            }

            void Serve(TcpClient client) => client.Close();
        }
        """;

    [Theory]
    [InlineData("public C(EndPoint peer, int connectTimeout, TimeSpan [|receiveTimeout|]) { _socket.Connect(peer); Console.WriteLine(connectTimeout); }")]
    [InlineData("public void Open(string host, int [|timeout|] = 5000) => _socket.Connect(host, 7);")]
    [InlineData("public async Task<int> Read(byte[] b, TimeSpan? [|readTimeout|]) => await _socket.ReceiveAsync(b, SocketFlags.None);")]
    [InlineData("public byte[] Take(UdpClient u, int [|timeoutMs|]) { IPEndPoint? from = null; return u.Receive(ref from); }")]
    [InlineData("public void Open(string host, int timeout) { _socket.ReceiveTimeout = timeout; _socket.Connect(host, 7); }")]
    [InlineData("public void Open(string host, int timeout) => Task.Run(() => _socket.Connect(host, 7)).Wait(timeout);")]
    [InlineData("public void Open(string host, int timeout) => _socket.Connect(host, 7); public void Later() { Action<string, int> open = Open; open(\"h\", 5); }")]
    [InlineData("public virtual void Open(string host, int timeout) => _socket.Connect(host, 7);")]
    [InlineData("public void Wait(int timeout) => _socket.Connect(\"h\", 7);")]
    [InlineData("public int Parse(Stream s, int timeout) => s.ReadByte();")]
    [InlineData("public void Send(byte[] b, bool timeout) { _socket.Receive(b); }")]
    [InlineData("public void Note(int timeout) { }")]
    [InlineData("[Obsolete(\"no\")] public void Open(string host, int timeout) => _socket.Connect(host, 7);")]
    [InlineData("public C(string host, int timeout) : this(timeout) => _socket.Connect(host, 7); public C(int timeout) => _socket.ReceiveTimeout = timeout;")]
    [InlineData("public void Open(string host, int timeout) {\n#if NEVER\n _socket.SendTimeout = timeout;\n#endif\n _socket.Connect(host, 7); }")]
    public Task A_time_that_is_asked_for_and_never_looked_at_is_reported(string member) => (member.Contains("[|", System.StringComparison.Ordinal) ? Verify<TimeoutSetTooLate>.Reports : (System.Func<string, string, Microsoft.CodeAnalysis.OutputKind, Task>)Verify<TimeoutSetTooLate>.Quiet)($$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        interface IWait { void Wait(int timeout); }

        {{(member.Contains("Wait(int", System.StringComparison.Ordinal) ? "class C : IWait" : "class C")}}
        {
            private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

            {{member}}
        }
        """, "net10.0", Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary);
}
