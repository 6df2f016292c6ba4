using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Ownership;

namespace NetworkingAnalyzers.Tests.Rules.Ownership;

public sealed class LeakedWhenConnectFailsTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Theory]
    [InlineData("TcpClient M() { var c = [|new TcpClient()|]; c.Connect(\"h\", 7); return c; }")]
    [InlineData("async Task<TcpClient> M() { var c = [|new TcpClient()|]; await c.ConnectAsync(\"h\", 7); return c; }")]
    [InlineData("async Task<Socket> M(EndPoint e, CancellationToken t) { var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; await s.ConnectAsync(e, t).ConfigureAwait(false); return s; }")]
    [InlineData("Socket M(EndPoint e) { var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; var r = s.BeginConnect(e, null, null); r.AsyncWaitHandle.WaitOne(); s.EndConnect(r); return s; }")]
    [InlineData("Stream M() { var c = [|new TcpClient()|]; c.Connect(\"h\", 7); return c.GetStream(); }")]
    [InlineData("Stream M() { var c = [|new TcpClient(\"h\", 7)|]; var tls = new SslStream(c.GetStream()); tls.AuthenticateAsClient(\"h\"); return tls; }")]
    [InlineData("async Task<Stream> M() { var c = [|new TcpClient(\"h\", 7)|]; var tls = new SslStream(c.GetStream(), false); await tls.AuthenticateAsClientAsync(\"h\"); return tls; }")]
    [InlineData("void M() { var c = [|new TcpClient()|]; c.Connect(\"h\", 7); _client = c; }")]
    [InlineData("void M(List<TcpClient> all) { var c = [|new TcpClient()|]; c.Connect(\"h\", 7); all.Add(c); }")]
    [InlineData("bool M(out TcpClient? client) { var c = [|new TcpClient()|]; client = null; try { c.Connect(\"h\", 7); } catch (SocketException) { return false; } client = c; return true; }")]
    [InlineData("TcpClient M() { while (true) { try { var c = [|new TcpClient()|]; c.Connect(\"h\", 7); return c; } catch (SocketException) { Thread.Sleep(1000); } } }")]
    public Task A_connect_or_handshake_that_throws_before_anybody_owns_the_connection_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("TcpClient? _link; async Task M() { try { _link = [|new TcpClient()|]; await _link.ConnectAsync(\"h\", 7); } catch (SocketException e) { _link = null; throw new IOException(\"no\", e); } }")]
    [InlineData("Socket? _link; bool M(EndPoint e) { _link = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; try { _link.Connect(e); return true; } catch { this._link = null; return false; } }")]
    [InlineData("static TcpClient? s_link; void M() { s_link = [|new TcpClient()|]; try { s_link.Connect(\"h\", 7); } catch (IOException) { throw; } catch (Exception e) { Console.WriteLine(e); s_link = default; } }")]
    public Task A_field_that_is_emptied_where_the_connect_fails_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("TcpClient? _link; async Task M() { try { _link = new TcpClient(); await _link.ConnectAsync(\"h\", 7); } catch (SocketException) { _link!.Dispose(); _link = null; throw; } }")]
    [InlineData("TcpClient? _link; async Task M() { try { _link = new TcpClient(); await _link.ConnectAsync(\"h\", 7); } catch (SocketException) { _link?.Close(); _link = null; throw; } }")]
    [InlineData("TcpClient? _link; void M() { var link = new TcpClient(); _link = link; try { _link.Connect(\"h\", 7); } catch { link.Close(); _link = null; throw; } }")]
    [InlineData("TcpClient? _link; void M() { _link = new TcpClient(); try { _link.Connect(\"h\", 7); } catch (SocketException) { Reset(); _link = null; } } void Reset() => _link?.Dispose();")]
    [InlineData("TcpClient? _link; void M() { _link = new TcpClient(); try { _link.Connect(\"h\", 7); } catch (SocketException) { throw; } }")]
    [InlineData("TcpClient? _link; void M() { _link = new TcpClient(); try { _link.Connect(\"h\", 7); } catch (SocketException) { _link = null; } finally { Reset(); } } void Reset() { }")]
    [InlineData("TcpClient? _link; void M() { _link = new TcpClient(); try { _link.Connect(\"h\", 7); } catch (SocketException) { _link = new TcpClient(); } }")]
    public Task A_field_that_keeps_it_or_whose_connection_is_closed_first_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("async Task<Link> M() { var link = [|new Link()|]; await link.OpenAsync(); return link; }")]
    [InlineData("Link M() { var link = [|new Link()|]; link.Name = \"a\"; link.Connect(); return link; }")]
    public Task An_object_of_the_projects_own_that_nobody_has_when_it_cannot_open_is_reported(string member) => Reports(member + Link);

    [Theory]
    [InlineData("async Task<Link> M() { var link = new Link(); try { await link.OpenAsync(); } catch { link.Dispose(); throw; } return link; }")]
    [InlineData("async Task M() { using var link = new Link(); await link.OpenAsync(); }")]
    [InlineData("async Task<Link> M(List<Link> all) { var link = new Link(); all.Add(link); await link.OpenAsync(); return link; }")]
    [InlineData("async Task<Link> M() { var link = new Link(); await link.OpenSafelyAsync(); return link; }")]
    [InlineData("async Task<Link> M() { var link = new Link(); await link.OpenFileAsync(); return link; }")]
    [InlineData("async Task<Link> M(Link link) { await link.OpenAsync(); return link; }")]
    public Task An_object_of_the_projects_own_that_somebody_closes_or_that_connects_nothing_is_quiet(string member) => Quiet(member + Link);

    private const string Link = """

        internal sealed class Link : IDisposable
        {
            private readonly TcpClient _kept = new();
            public string? Name { get; set; }
            public async Task OpenAsync() => await _kept.ConnectAsync("h", 7);
            public void Connect() => _kept.Connect("h", 7);
            public async Task OpenSafelyAsync() { try { await _kept.ConnectAsync("h", 7); } catch { _kept.Dispose(); throw; } }
            public Task OpenFileAsync() => Task.CompletedTask;
            public void Dispose() => _kept.Dispose();
        }
        """;

    [Fact]
    public Task A_TLS_stream_stored_only_after_its_handshake_is_reported() => Reports("""
        Stream? _stream;
        public void Dispose() => _stream?.Dispose();
        async Task M(EndPoint e, CancellationToken t)
        {
            Socket socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using (t.Register(() => socket.Dispose()))
            {
                await socket.ConnectAsync(e);
            }

            var tls = new SslStream([|new NetworkStream(socket, true)|], false);
            await tls.AuthenticateAsClientAsync("h");
            _stream = tls;
        }
        """);

    [Theory]
    [InlineData("TcpClient _c; T() { _c = [|new TcpClient()|]; _c.Connect(\"h\", 7); }")]
    [InlineData("readonly Socket _c = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; T(EndPoint e) { _c.NoDelay = true; _c.Connect(e); }")]
    [InlineData("Socket C { get; } T(EndPoint e) { C = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; Tune(); C.Connect(e); } void Tune() => C.NoDelay = true;")]
    [InlineData("Socket _c; T(EndPoint e) { _c = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|]; if (!_c.ConnectAsync(e).Wait(1000)) throw new TimeoutException(); }")]
    [InlineData("TcpClient _c; SslStream _s; T() { _c = [|new TcpClient(\"h\", 7)|]; _s = new SslStream(_c.GetStream()); _s.AuthenticateAsClient(\"h\"); }")]
    [InlineData("TcpClient _c; T() { _c = [|new TcpClient()|]; try { _c.Connect(\"h\", 7); } catch (SocketException e) { throw new IOException(\"no\", e); } new Thread(Run).Start(); } void Run() { }")]
    [InlineData("TcpClient _c; T() { var c = [|new TcpClient()|]; _c = c; c.Connect(\"h\", 7); } public void Close() => _c.Close();")]
    [InlineData("TcpClient _c; T(int port) : this() { _c.Connect(\"h\", port); } T() { _c = [|new TcpClient()|]; _c.Connect(\"h\", 7); }")]
    public Task A_constructor_that_cannot_connect_leaves_what_is_in_its_fields_to_nobody(string members) => Reports("public class T { " + members + " }");

    [Theory]
    [InlineData("TcpClient _c; T() { _c = new TcpClient(); try { _c.Connect(\"h\", 7); } catch { _c.Dispose(); throw; } }")]
    [InlineData("TcpClient _c; T() { _c = new TcpClient(); try { _c.Connect(\"h\", 7); } catch { Close(); throw; } } void Close() => _c.Dispose();")]
    [InlineData("TcpClient _c; T() { _c = new TcpClient(); try { _c.Connect(\"h\", 7); } catch (SocketException) { } }")]
    [InlineData("TcpClient _c; T(List<T> all) { _c = new TcpClient(); all.Add(this); _c.Connect(\"h\", 7); }")]
    [InlineData("TcpClient _c; T(CancellationToken t) { _c = new TcpClient(); t.Register(() => _c.Dispose()); _c.Connect(\"h\", 7); }")]
    [InlineData("TcpClient _c; T(CancellationToken t) { _c = new TcpClient(); t.Register(Close); _c.Connect(\"h\", 7); } void Close() => _c.Dispose();")]
    [InlineData("static readonly List<T> All = new(); TcpClient _c; T() { _c = new TcpClient(); Note(); _c.Connect(\"h\", 7); } void Note() => All.Add(this);")]
    [InlineData("static TcpClient _c; T() { _c = new TcpClient(); _c.Connect(\"h\", 7); }")]
    [InlineData("TcpClient _c; T(Keeper k) { _c = new TcpClient(); k.Client = _c; _c.Connect(\"h\", 7); } public class Keeper { public TcpClient Client { get; set; } public void Stop() => Client.Dispose(); }")]
    [InlineData("TcpClient _c; T() { _c = new TcpClient(\"h\", 7); }")]
    public Task A_constructor_that_closes_what_it_made_or_has_given_its_object_to_somebody_is_quiet(string members) => Quiet("public class T { " + members + " }");

    [Fact]
    public Task A_base_class_may_keep_each_of_its_objects() => Quiet("""
        public class Kept { public static readonly List<Kept> All = new(); protected Kept() => All.Add(this); }
        public class Link : Kept { readonly TcpClient _c = new(); public Link() => _c.Connect("h", 7); }
        """);

    [Fact]
    public Task What_a_lambda_gets_behind_the_connect_is_nobody_s_where_that_fails() => Reports("""
        void M(EndPoint e)
        {
            var s = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
            try
            {
                s.Connect(e);
            }
            catch (SocketException)
            {
                return;
            }

            new Thread(() => Pump(s)).Start();
        }

        void Pump(Socket s) => s.Dispose();
        """);

    [Fact]
    public Task A_close_where_the_connect_failed_does_not_help_where_the_handshake_does() => Reports("""
        async Task<Stream> M(bool secure, string host, CancellationToken t)
        {
            var socket = [|new Socket(SocketType.Stream, ProtocolType.Tcp)|];
            try
            {
                await socket.ConnectAsync(host, 443, t);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            var plain = new NetworkStream(socket, ownsSocket: true);
            switch (secure)
            {
                case true:
                    var tls = new SslStream(plain);
                    await tls.AuthenticateAsClientAsync(host);
                    return tls;
                default:
                    return plain;
            }
        }
        """);

    [Theory]
    [InlineData("using var c = new TcpClient(); c.Connect(\"h\", 7); c.GetStream().WriteByte(1);")]
    [InlineData("using (var c = new TcpClient()) { c.Connect(\"h\", 7); }")]
    [InlineData("var c = new TcpClient(); try { c.Connect(\"h\", 7); } catch { c.Dispose(); throw; } _client = c;")]
    [InlineData("var c = new TcpClient(); try { c.Connect(\"h\", 7); } catch (SocketException) { c.Close(); return; } catch { c.Close(); throw; } _client = c;")]
    [InlineData("var c = new TcpClient(); var done = false; try { c.Connect(\"h\", 7); _client = c; done = true; } finally { if (!done) c.Dispose(); }")]
    [InlineData("var c = new TcpClient(); try { c.Connect(\"h\", 7); _client = c; } catch (SocketException) { c.Dispose(); }")]
    [InlineData("var ours = Environment.ProcessorCount > 1; var c = new TcpClient(); try { c.Connect(\"h\", 7); _client = c; } catch { if (ours) c.Dispose(); throw; }")]
    public Task One_that_is_closed_when_it_fails_is_quiet(string body) => Quiet("void M() { " + body + " }");

    [Theory]
    [InlineData("void M() { _client = new TcpClient(); _client.Connect(\"h\", 7); }")]
    [InlineData("void M() { var c = new TcpClient(); _client = c; c.Connect(\"h\", 7); }")]
    [InlineData("void M(List<TcpClient> all) { var c = new TcpClient(); all.Add(c); c.Connect(\"h\", 7); }")]
    [InlineData("void M(out TcpClient c) { c = new TcpClient(); c.Connect(\"h\", 7); }")]
    [InlineData("void M(Action<TcpClient> keep) { var c = new TcpClient(); keep(c); c.Connect(\"h\", 7); }")]
    [InlineData("Keeper M() { var c = new TcpClient(); var keeper = new Keeper(c); c.Connect(\"h\", 7); return keeper; } public class Keeper { public Keeper(TcpClient client) => Client = client; public TcpClient Client { get; } }")]
    [InlineData("void M(CancellationToken t) { var c = new TcpClient(); t.Register(() => c.Close()); c.Connect(\"h\", 7); }")]
    [InlineData("void M(CancellationToken t) { var c = new TcpClient(); t.Register(c.Close); c.Connect(\"h\", 7); }")]
    [InlineData("IEnumerable<TcpClient> M() { var c = new TcpClient(); yield return c; c.Connect(\"h\", 7); }")]
    public Task One_that_somebody_has_before_the_connect_is_quiet(string member) => Quiet(member);

    [Theory]
    [InlineData("async Task<Stream> M() { var tls = new SslStream(new NetworkStream(_socket, true)); await tls.AuthenticateAsClientAsync(\"h\"); return tls; }")]
    [InlineData("async Task<Stream> M(Socket socket) { var tls = new SslStream(new NetworkStream(socket, true)); await tls.AuthenticateAsClientAsync(\"h\"); return tls; }")]
    public Task A_stream_over_a_socket_that_the_type_or_the_caller_has_too_is_quiet(string member) => Quiet(member);

    [Fact]
    public Task A_client_made_with_its_address_closes_itself_when_it_cannot_connect() => Quiet("TcpClient M() { var c = new TcpClient(\"h\", 7); return c; }");

    [Fact]
    public Task A_connect_that_is_only_begun_fails_elsewhere() => Quiet("""
        TcpClient M() { var c = new TcpClient(); c.BeginConnect("h", 7, null, null); return c; }
        """);

    [Fact]
    public Task A_datagram_socket_only_notes_the_address() => Quiet("""
        Socket M(EndPoint e) { var s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); s.Connect(e); return s; }
        """);

    [Fact]
    public Task A_client_that_leaks_anyway_is_the_other_rules_business() => Quiet("""
        void M() { var c = new TcpClient(); c.Connect("h", 7); c.GetStream().WriteByte(1); }
        """);

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<LeakedWhenConnectFails>.Reports(
        """
        using System.Net.Sockets;

        class C
        {
            TcpClient M() { var c = [|new TcpClient()|]; c.Connect("h", 7); return c; }
        }
        """,
        framework: "net462");

    [Fact]
    public Task What_is_open_when_Main_ends_is_closed_by_the_system() => Quiet("static void Main() { var c = new TcpClient(); c.Connect(\"h\", 7); c.Close(); }");

    private static string Around(string member) => Usings + "class C\n{\n    TcpClient? _client;\n    Socket _socket = null!;\n    object? Held => (object?)_client ?? _socket;\n    " + member + "\n}\n";

    private static Task Reports(string member) => Verify<LeakedWhenConnectFails>.Reports(Around(member));

    private static Task Quiet(string member) => Verify<LeakedWhenConnectFails>.Quiet(Around(member));
}
