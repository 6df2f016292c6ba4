using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class EndOfStreamUnnoticedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private bool _running = true;

            async Task M(Socket socket, TcpClient client, NetworkStream network, Stream any, byte[] buffer, int size, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }

            static void Use(object? value) { }

            static void Handle(byte[] bytes, int count) { Console.WriteLine(Encoding.UTF8.GetString(bytes, 0, count)); }

            static void Checked(byte[] bytes, int count) { if (count == 0) { throw new EndOfStreamException(); } }

            static bool Process(byte[] bytes, int count) => count > 0;
        }
        """;

    [Theory]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); Console.WriteLine(n); }")]
    [InlineData("var rest = buffer.AsMemory(); while (rest.Length > 0) { var n = await network.[|ReadAsync|](rest, token); rest = rest[n..]; }")]
    [InlineData("Memory<byte> rest = buffer; while (!rest.IsEmpty) { int n = await network.[|ReadAsync|](rest); rest = rest.Slice(n); }")]
    [InlineData("for (;;) { int n = await socket.[|ReceiveAsync|](buffer, SocketFlags.None); Use(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    [InlineData("while (_running) { var n = network.[|Read|](buffer); Use(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    [InlineData("while (client.Connected) { var n = await network.[|ReadAsync|](buffer, token); Use(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    [InlineData("while (!token.IsCancellationRequested) { var n = await network.[|ReadAsync|](buffer, token).ConfigureAwait(false); Console.Write(n); }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); if (n > 0) { Use(n); } }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); if (n == 0) { continue; } Use(n); }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); if (n <= 0) { Console.WriteLine(\"nothing\"); Thread.Sleep(10); continue; } Use(n); }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); var text = Encoding.UTF8.GetString(buffer, 0, n); if (text == \"quit\") break; Console.WriteLine(text); }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); var text = Encoding.UTF8.GetString(buffer, 0, n); if (text.StartsWith(\"quit\")) { return; } Console.WriteLine(text); }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); Handle(buffer, n); }")]
    [InlineData("while (true) { if (token.IsCancellationRequested) break; var n = socket.[|Receive|](buffer); Console.WriteLine(n); }")]
    [InlineData("while (true) { try { var n = socket.[|Receive|](buffer); Console.WriteLine(n); } catch (SocketException) { return; } }")]
    [InlineData("var total = 0; while (total < size) { total += socket.[|Receive|](buffer, total, size - total, SocketFlags.None); }")]
    [InlineData("var total = 0; while (total < size) total += network.[|Read|](buffer, total, size - total);")]
    [InlineData("var total = 0; do { total += await network.[|ReadAsync|](buffer, total, size - total); } while (total < size);")]
    [InlineData("var total = 0; do { var n = await socket.[|ReceiveAsync|](buffer.AsMemory(total)); total += n; } while (total != size);")]
    [InlineData("var left = size; while (left > 0) { var n = network.[|Read|](buffer, size - left, left); left -= n; }")]
    [InlineData("var total = 0; while (total < size) { var n = network.[|Read|](buffer, total, 1); total = total + n; }")]
    [InlineData("for (var total = 0; total < size;) { total += socket.[|Receive|](buffer); }")]
    [InlineData("int n; do { n = socket.[|Receive|](buffer); } while (n >= 0);")]
    [InlineData("int b; while ((b = network.[|ReadByte|]()) != '\\n') { Console.Write((char)b); }")]
    [InlineData("char c; do { c = (char)network.[|ReadByte|](); Console.Write(c); } while (c != '\\n');")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.[|ReadLine|](); Console.WriteLine(line); }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = await reader.[|ReadLineAsync|](); if (line == \"bye\") { break; } Console.WriteLine(line); }")]
    [InlineData("using var reader = new StreamReader(client.GetStream()); string? line; while ((line = reader.[|ReadLine|]()) != \"\") { Console.WriteLine(line); }")]
    [InlineData("async Task Local() { while (true) { var n = await socket.[|ReceiveAsync|](buffer); Console.WriteLine(n); } } await Local();")]
    [InlineData("_ = Task.Run(() => { while (true) { var n = socket.[|Receive|](buffer); Console.WriteLine(n); } });")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.[|ReadLine|](); switch (line?.Trim()) { case \"bye\": return; case { Length: > 0 } text: Console.WriteLine(text); break; } }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.[|ReadLine|](); switch (line) { case ['b', ..]: return; case \"\": break; } }")]
    [InlineData("using var reader = new StreamReader(network); var more = true; while (more) { var line = reader.[|ReadLine|](); if (line?.Length >= 3) { more = line[2] == '-'; } }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); switch (n) { case 1: return; case > 1 when buffer[0] == 1: return; } }")]
    public Task A_loop_that_goes_on_is_reported(string statements) => Verify<EndOfStreamUnnoticed>.Reports(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n == 0) break; Use(n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n <= 0) { return; } Use(n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n > 0) { Use(n); } else { break; } }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n > 0) { Use(n); continue; } break; }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n is 0) throw new EndOfStreamException(); Use(n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (!(n > 0)) { socket.Close(); } }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n == 0 && token.IsCancellationRequested) { break; } Use(n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (n < 1) { goto end; } Use(n); } end: ;")]
    [InlineData("while (true) { var n = socket.Receive(buffer); switch (n) { case 0: return; default: Use(n); break; } }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.ReadLine(); switch (line?.Trim()) { case \"on\": break; default: return; } }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.ReadLine(); switch (line) { case \"bye\" or null: return; } }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.ReadLine(); if (line?.Length > 0) { continue; } return; }")]
    [InlineData("while (_running) { var n = socket.Receive(buffer); if (n == 0) { _running = false; } }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); var text = Encoding.UTF8.GetString(buffer, 0, n); if (text.Length == 0) break; }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); var text = Encoding.UTF8.GetString(buffer, 0, n); if (string.IsNullOrEmpty(text)) break; }")]
    [InlineData("int n; while ((n = socket.Receive(buffer)) > 0) { Use(n); }")]
    [InlineData("int n; do { n = await socket.ReceiveAsync(buffer); Use(n); } while (n != 0);")]
    [InlineData("while (socket.Receive(buffer) > 0) { }")]
    [InlineData("var total = 0; while (total < size) { var n = socket.Receive(buffer); if (n == 0) throw new EndOfStreamException(); total += n; }")]
    [InlineData("int b; while ((b = network.ReadByte()) >= 0) { Console.Write((char)b); }")]
    [InlineData("int b; while ((b = network.ReadByte()) != -1 && b != '\\n') { Console.Write((char)b); }")]
    [InlineData("using var reader = new StreamReader(network); while (reader.ReadLine() is { } line) { Console.WriteLine(line); }")]
    [InlineData("using var reader = new StreamReader(network); string? line; while ((line = reader.ReadLine()) != null) { Console.WriteLine(line); }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.ReadLine() ?? throw new EndOfStreamException(); Console.WriteLine(line); }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.ReadLine(); if (string.IsNullOrEmpty(line)) break; }")]
    public Task A_loop_that_ends_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = socket.Receive(buffer); Checked(buffer, n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); if (!Process(buffer, n)) { break; } }")]
    [InlineData("Func<int, bool> more = n => n > 0; while (more(socket.Receive(buffer))) { }")]
    [InlineData("Action<int> use = n => { if (n == 0) throw new IOException(); }; while (true) { var n = socket.Receive(buffer); use(n); }")]
    public Task A_count_that_is_handed_to_code_that_may_test_it_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) { var n = socket.Receive(buffer); Use(n); }")]
    [InlineData("foreach (var s in new[] { socket }) { var n = s.Receive(buffer); Use(n); }")]
    [InlineData("var rounds = 0; while (rounds < 3) { var n = socket.Receive(buffer); Use(n); rounds++; }")]
    [InlineData("var n = socket.Receive(buffer); Use(n);")]
    public Task A_loop_that_counts_its_rounds_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); if (n > 0) { Checked(buffer, n); } }")]
    [InlineData("Action<int> use = n => { if (n == 0) throw new IOException(); }; while (true) { var n = socket.[|Receive|](buffer); if (n > 0) { use(n); } }")]
    [InlineData("Action<int> use = n => { if (n == 0) throw new IOException(); }; while (true) { var n = socket.[|Receive|](buffer); if (n == 0) { continue; } use(n); }")]
    [InlineData("Func<int, bool> use = n => n > 0; while (true) { var n = socket.[|Receive|](buffer); if (n > 0 && use(n)) { break; } }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); Parse(buffer, n); }")]
    [InlineData("while (true) { var n = socket.[|Receive|](buffer); Outer(buffer, n); }")]
    [InlineData("while (_running) { var n = socket.[|Receive|](buffer); if (n == 0) { Log(\"nothing\"); continue; } Use(n); }")]
    [InlineData("using var reader = new StreamReader(network); string? line; do { line = reader.[|ReadLine|](); } while (line is null || (line.Length > 3 && line[3] == '-'));")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = await reader.[|ReadLineAsync|](); if (!string.IsNullOrEmpty(line)) { _lines.Add(line); } }")]
    [InlineData("using var reader = new StreamReader(network); string? line; while ((line = reader.[|ReadLine|]()) != \"END\") { _lines.Add(line!); }")]
    [InlineData("while (true) { var receive = socket.[|ReceiveAsync|](buffer, SocketFlags.None); if (await Task.WhenAny(receive, Task.Delay(100)) != receive) throw new TimeoutException(); var n = await receive; Use(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    [InlineData("while (true) { var receive = socket.[|ReceiveAsync|](buffer, SocketFlags.None); receive.Wait(); var n = receive.Result; Use(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    public Task A_count_that_is_handed_on_only_when_bytes_came_or_to_code_that_does_not_mind_is_reported(string statements) => Verify<EndOfStreamUnnoticed>.Reports(Handed(statements));

    [Theory]
    [InlineData("while (_running) { var n = socket.Receive(buffer); if (n == 0) { Gone(); continue; } Use(n); }")]
    [InlineData("while (_running) { var n = socket.Receive(buffer); if (n == 0) { Ended?.Invoke(this, EventArgs.Empty); continue; } Use(n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); Marks(n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); Virtual(buffer, n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); Further(buffer, n); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); for (var i = 0; i <= n; i++) { if (i == 100) throw new IOException(); } }")]
    [InlineData("while (true) { var receive = socket.ReceiveAsync(buffer, SocketFlags.None); if (await receive == 0) break; }")]
    [InlineData("while (true) { var receive = socket.ReceiveAsync(buffer, SocketFlags.None); await receive.ContinueWith(t => { if (t.Result == 0) socket.Close(); }); }")]
    [InlineData("while (true) { var receive = socket.ReceiveAsync(buffer, SocketFlags.None); receive.Wait(); if (receive.Result < 1) return; }")]
    public Task A_count_that_others_mind_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Handed(statements));

    private static string Handed(string statements) => Method(statements).Replace("static void Use(", """
        private readonly System.Collections.Generic.List<string> _lines = new();
            event EventHandler? Ended;
            void Log(string text) => Console.WriteLine(text);
            void Gone() => _running = false;
            void Marks(int count) { if (count < 1) { _running = false; } }
            static void Parse(byte[] bytes, int count) { for (var i = 0; i < count; i++) { if (bytes[i] > 127) throw new FormatException(); } }
            static void Outer(byte[] bytes, int count) { Handle(bytes, count); }
            static void Further(byte[] bytes, int count) { Checked(bytes, count); }
            protected virtual void Virtual(byte[] bytes, int count) { }
            static void Use(
        """, System.StringComparison.Ordinal);

    [Theory]
    [InlineData("_socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null);", "")]
    [InlineData("Next();", "void Next() { try { _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null); } catch (SocketException) { _socket.Close(); } }")]
    public Task A_callback_that_reads_again_by_a_method_is_reported(string again, string method) => Verify<EndOfStreamUnnoticed>.Reports(Callback("[|EndReceive|]", again, method));

    [Theory]
    [InlineData("Next(n);", "void Next(int n) { if (n == 0) { return; } _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null); }")]
    [InlineData("Next();", "void Next() { if (_text.Length > 0) { _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null); } }")]
    [InlineData("if (n > 0) { Next(); }", "void Next() => _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null);")]
    [InlineData("Next();", "void Next() { _socket.Close(); }")]
    public Task A_callback_that_may_not_read_again_is_quiet(string again, string method) => Verify<EndOfStreamUnnoticed>.Quiet(Callback("EndReceive", again, method));

    private static string Callback(string end, string again, string method) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            private readonly byte[] _buffer = new byte[1024];
            private readonly StringBuilder _text = new();
            private readonly Socket _socket;

            public C(Socket socket) => _socket = socket;

            {{method}}

            private void OnReceive(IAsyncResult result)
            {
                var n = _socket.{{end}}(result);
                _text.Append(Encoding.UTF8.GetString(_buffer, 0, n));
                {{again}}
            }
        }
        """;

    [Theory]
    [InlineData("var socket = (Socket)e.UserToken!; do { if (e.SocketError != SocketError.Success) { Release(e); return; } Console.WriteLine(e.[|BytesTransferred|]); } while (!socket.ReceiveAsync(e));")]
    [InlineData("if (e.SocketError == SocketError.Success) { _text.Append(Encoding.UTF8.GetString(e.Buffer!, e.Offset, e.[|BytesTransferred|])); Receive(e); }")]
    [InlineData("if (e.SocketError == SocketError.Success) { if (e.[|BytesTransferred|] > 0) { Got(e.Buffer!, e.BytesTransferred); } if (!_socket.ReceiveAsync(e)) { Received(e); } }")]
    [InlineData("var n = e.[|BytesTransferred|]; _text.Append(Encoding.UTF8.GetString(e.Buffer!, e.Offset, n)); if (!_socket.ReceiveAsync(e)) { Received(e); }")]
    public Task A_handler_that_receives_again_whatever_came_is_reported(string statements) => Verify<EndOfStreamUnnoticed>.Reports(Handler(statements));

    [Theory]
    [InlineData("if (e.BytesTransferred > 0 && e.SocketError == SocketError.Success) { Console.WriteLine(e.BytesTransferred); Receive(e); } else { Release(e); }")]
    [InlineData("if (e.BytesTransferred == 0) { Release(e); return; } Console.WriteLine(e.BytesTransferred); Receive(e);")]
    [InlineData("if (e.BytesTransferred <= 0) { Release(e); } Receive(e);")]
    [InlineData("Got(e.Buffer!, e.BytesTransferred); Receive(e);")]
    [InlineData("_sent += e.BytesTransferred; if (_sent < 10) { _socket.SendAsync(e); } else { Receive(e); }")]
    [InlineData("Console.WriteLine(e.BytesTransferred); e.SetBuffer(e.Offset, e.BytesTransferred); if (!_socket.SendAsync(e)) { Receive(e); }")]
    [InlineData("Console.WriteLine(e.BytesTransferred); Receive(new SocketAsyncEventArgs());")]
    [InlineData("if (Minds(e)) { Console.WriteLine(e.BytesTransferred); Receive(e); }")]
    public Task A_handler_that_stops_at_the_end_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Handler(statements));

    private static string Handler(string statements) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            private readonly StringBuilder _text = new();
            private readonly Socket _socket;
            private int _sent;

            public C(Socket socket) => _socket = socket;

            public Action<byte[], int> Got { get; set; } = (_, _) => { };

            private static bool Minds(SocketAsyncEventArgs e) => e.BytesTransferred > 0;

            private void Release(SocketAsyncEventArgs e) => e.Dispose();

            private void Receive(SocketAsyncEventArgs e)
            {
                if (!_socket.ReceiveAsync(e)) { Received(e); }
            }

            private void Received(SocketAsyncEventArgs e)
            {
                {{statements}}
            }
        }
        """;

    [Fact]
    public Task A_loop_that_opens_a_connection_for_each_round_goes_on_with_another() => Verify<EndOfStreamUnnoticed>.Quiet("""
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task UntilReady(byte[] buffer, int port, CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, port, token);
                    var stream = client.GetStream();
                    var read = await stream.ReadAsync(buffer, token);
                    if (read == 2)
                    {
                        return;
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("while (network.DataAvailable) { var n = network.Read(buffer); Use(n); }")]
    [InlineData("do { var n = socket.Receive(buffer); Use(n); } while (socket.Available > 0);")]
    public Task A_loop_that_asks_for_waiting_bytes_ends_for_another_reason_and_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = any.Read(buffer); Console.WriteLine(n); }")]
    [InlineData("using var reader = new StringReader(\"a\"); while (true) { var line = reader.ReadLine(); Console.WriteLine(line); }")]
    [InlineData("var udp = new Socket(SocketType.Dgram, ProtocolType.Udp); while (true) { var n = udp.Receive(buffer); Console.WriteLine(n); }")]
    public Task What_is_no_stream_over_a_connection_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("using var reader = new StreamReader(network); while (true) { var line = reader.ReadLine(); Console.WriteLine({|CS8602:line|}.Length); }")]
    public Task A_null_line_that_is_dereferenced_ends_the_loop_by_its_exception(string statements) =>
        Verify<EndOfStreamUnnoticed>.Quiet(Method(statements).Replace("{|CS8602:line|}", "line!", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("while (true) { socket.Receive(buffer); Console.WriteLine(buffer[0]); }")]
    [InlineData("while (true) { var n = socket.Receive(buffer); Console.WriteLine(buffer[0]); }")]
    public Task A_count_that_nobody_reads_is_NWA2001_s(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("Helper.Fill(client.GetStream(), new byte[4]);")]
    [InlineData("Helper.Fill(new BufferedStream(client.GetStream()), new byte[4]);")]
    [InlineData("Stream inner = new SslStream(client.GetStream()); Helper.Fill(inner, new byte[4]);")]
    [InlineData("Outer(client.GetStream()); void Outer(Stream stream) => Helper.Fill(stream, new byte[4]);")]
    [InlineData("new Wrapper(client.GetStream()).Fill(new byte[4]);", "Helper2")]
    [InlineData("Fill(new TcpChannel(client)); void Fill(IChannel channel) => Helper.Fill(channel.Incoming, new byte[4]);")]
    public Task A_helper_that_a_caller_gives_a_connection_is_reported(string use, string silent = "Wrapper") =>
        Verify<EndOfStreamUnnoticed>.Reports(Helpers(use, silent, "[|Read|]"));

    [Theory]
    [InlineData("Helper.Fill(new MemoryStream(), new byte[4]);")]
    [InlineData("Helper.Fill(File.OpenRead(\"x\"), new byte[4]);")]
    [InlineData("new Wrapper(new MemoryStream()).Fill(new byte[4]);")]
    [InlineData("client.GetStream().Close();")]
    public Task A_helper_that_no_caller_gives_a_connection_is_quiet(string use) => Verify<EndOfStreamUnnoticed>.Quiet(Helpers(use, "-", "Read"));

    /// <summary>The call is marked in one of the two that read; the other's is not.</summary>
    private static string Helpers(string use, string silent, string read) => $$"""
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;

        class C
        {
            void M(TcpClient client) { {{use}} }
        }

        static class Helper
        {
            public static void Fill(Stream stream, byte[] buffer)
            {
                var total = 0;
                while (total < buffer.Length) { total += stream.{{(silent == "Helper2" ? "Read" : read)}}(buffer, total, buffer.Length - total); }
            }
        }

        class Wrapper
        {
            private readonly Stream _stream;

            public Wrapper(Stream stream) => _stream = stream;

            public void Fill(byte[] buffer)
            {
                var total = 0;
                while (total < buffer.Length) { total += _stream.{{(silent == "Wrapper" ? "Read" : read)}}(buffer, total, buffer.Length - total); }
            }
        }

        interface IChannel { Stream Incoming { get; } }

        class TcpChannel : IChannel
        {
            private readonly TcpClient _client;

            public TcpChannel(TcpClient client) => _client = client;

            public Stream Incoming => _client.GetStream();
        }
        """;

    [Fact]
    public Task A_callback_that_reads_again_whatever_came_is_reported() => Verify<EndOfStreamUnnoticed>.Reports("""
        using System;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            private readonly byte[] _buffer = new byte[1024];
            private readonly Socket _socket;

            public C(Socket socket) => _socket = socket;

            private void OnReceive(IAsyncResult result)
            {
                var n = _socket.[|EndReceive|](result);
                if (n > 0)
                {
                    Console.WriteLine(Encoding.UTF8.GetString(_buffer, 0, n));
                }

                _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null);
            }
        }
        """);

    [Theory]
    [InlineData("if (n == 0) { return; }")]
    [InlineData("if (n <= 0) { _socket.Close(); }")]
    [InlineData("if (n < 1) throw new Exception();")]
    public Task A_callback_that_stops_at_the_end_is_quiet(string test) => Verify<EndOfStreamUnnoticed>.Quiet($$"""
        using System;
        using System.Net.Sockets;

        class C
        {
            private readonly byte[] _buffer = new byte[1024];
            private readonly Socket _socket = null!;

            private void OnReceive(IAsyncResult result)
            {
                var n = _socket.EndReceive(result);
                {{test}}
                _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null);
            }

            private void OnOther(IAsyncResult result)
            {
                var n = _socket.EndReceive(result);
                if (n > 0)
                {
                    _socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnOther, null);
                }
            }
        }
        """);

    [Fact]
    public Task A_receive_loop_leaves_at_the_end() => Verify<EndOfStreamUnnoticed, EndOfStreamUnnoticedFix>.Fixes("""
        using System;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(Socket socket, byte[] buffer)
            {
                while (true)
                {
                    // The next piece.
                    var n = await socket.[|ReceiveAsync|](buffer); // some bytes
                    Console.WriteLine(n);
                }
            }
        }
        """, """
        using System;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(Socket socket, byte[] buffer)
            {
                while (true)
                {
                    // The next piece.
                    var n = await socket.ReceiveAsync(buffer); // some bytes
                    if (n == 0)
                    {
                        break;
                    }

                    Console.WriteLine(n);
                }
            }
        }
        """);

    [Fact]
    public Task A_loop_that_fills_a_buffer_throws_at_the_end() => Verify<EndOfStreamUnnoticed, EndOfStreamUnnoticedFix>.Fixes("""
        using System.Net.Sockets;

        class C
        {
            void M(Socket socket, byte[] buffer, int size)
            {
                var total = 0;
                while (total < size)
                    total += socket.[|Receive|](buffer, total, size - total, SocketFlags.None);
            }
        }
        """, """
        using System.Net.Sockets;

        class C
        {
            void M(Socket socket, byte[] buffer, int size)
            {
                var total = 0;
                while (total < size)
                {
                    var received = socket.Receive(buffer, total, size - total, SocketFlags.None);
                    if (received == 0)
                    {
                        throw new System.IO.EndOfStreamException();
                    }

                    total += received;
                }
            }
        }
        """);

    [Fact]
    public Task A_file_with_tabs_gets_tabs() => Verify<EndOfStreamUnnoticed, EndOfStreamUnnoticedFix>.Fixes(
        "using System.Net.Sockets;\n\nclass C\n{\n\tvoid M(Socket socket, byte[] buffer, int size)\n\t{\n\t\tvar total = 0;\n\t\twhile (total < size)\n\t\t{\n\t\t\ttotal += socket.[|Receive|](buffer, total, size - total, SocketFlags.None);\n\t\t}\n\t}\n}\n",
        "using System.Net.Sockets;\n\nclass C\n{\n\tvoid M(Socket socket, byte[] buffer, int size)\n\t{\n\t\tvar total = 0;\n\t\twhile (total < size)\n\t\t{\n\t\t\tvar received = socket.Receive(buffer, total, size - total, SocketFlags.None);\n"
        + "\t\t\tif (received == 0)\n\t\t\t{\n\t\t\t\tthrow new System.IO.EndOfStreamException();\n\t\t\t}\n\n\t\t\ttotal += received;\n\t\t}\n\t}\n}\n");

    [Fact]
    public Task A_null_line_ends_the_loop() => Verify<EndOfStreamUnnoticed, EndOfStreamUnnoticedFix>.Fixes("""
        using System;
        using System.IO;
        using System.Net.Sockets;

        class C
        {
            void M(NetworkStream network)
            {
                using var reader = new StreamReader(network);
                string? line;
                while (true)
                {
                    line = reader.[|ReadLine|]();
                    Console.WriteLine(line);
                }
            }
        }
        """, """
        using System;
        using System.IO;
        using System.Net.Sockets;

        class C
        {
            void M(NetworkStream network)
            {
                using var reader = new StreamReader(network);
                string? line;
                while (true)
                {
                    line = reader.ReadLine();
                    if (line == null)
                    {
                        break;
                    }

                    Console.WriteLine(line);
                }
            }
        }
        """);

    [Fact]
    public Task Inside_a_switch_a_break_would_not_leave_the_loop_and_none_is_offered() => Verify<EndOfStreamUnnoticed, EndOfStreamUnnoticedFix>.OffersNothing("""
        using System;
        using System.Net.Sockets;

        class C
        {
            void M(Socket socket, byte[] buffer, int state)
            {
                while (true)
                {
                    switch (state)
                    {
                        case 1:
                            var n = socket.[|Receive|](buffer);
                            Console.WriteLine(n);
                            break;
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("var listener = new TcpListener(System.Net.IPAddress.Loopback, 0); while (true) { using var one = listener.AcceptTcpClient(); using var r = new StreamReader(one.GetStream()); Use(r.ReadLine()); }")]
    [InlineData("while (true) { using var one = new TcpClient(\"a\", 1); var n = await one.GetStream().ReadAsync(buffer, token); Use(n); }")]
    public Task A_loop_with_another_connection_in_each_round_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var s = client.GetStream(); var n = await s.[|ReadAsync|](buffer, token); Use(n); }")]
    public Task The_stream_of_one_client_is_the_same_in_each_round(string statements) => Verify<EndOfStreamUnnoticed>.Reports(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = network.Read(buffer); Use(n); if (!network.DataAvailable) { break; } }")]
    [InlineData("for (;;) { var n = socket.Receive(buffer); Use(n); if (socket.Available == 0) return; }")]
    public Task A_loop_that_leaves_when_nothing_waits_leaves_at_the_end_too(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("using var reader = new StreamReader(network); var text = new char[size]; var left = size; var at = 0; while (true) { var n = reader.[|Read|](text, at, left); left -= n; at += n; if (left == 0) break; }")]
    [InlineData("using var reader = new StreamReader(network); var text = new char[size]; var at = 0; while (at < size) { at += await reader.[|ReadAsync|](text, at, size - at); }")]
    [InlineData("using var reader = new BinaryReader(network); while (true) { var n = reader.[|Read|](buffer, 0, size); Handle(buffer, n); }")]
    public Task A_reader_that_tells_the_end_by_its_count_is_reported(string statements) => Verify<EndOfStreamUnnoticed>.Reports(Method(statements));

    [Theory]
    [InlineData("using var reader = new StreamReader(network); var text = new char[size]; int n; while ((n = reader.Read(text, 0, size)) > 0) { Use(n); }")]
    [InlineData("using var reader = new BinaryReader(network); while (true) { var n = reader.ReadInt32(); Use(n); }")]
    [InlineData("using var reader = new StreamReader(network); while (true) { var n = reader.Peek(); Use(n); if (n < 0) break; }")]
    public Task A_reader_whose_end_is_seen_or_thrown_is_quiet(string statements) => Verify<EndOfStreamUnnoticed>.Quiet(Method(statements));

    [Theory]
    [InlineData("async Task ReceiveRtcpFromUdpAsync(Socket client, byte[] buffer) { while (true) { var n = await client.ReceiveAsync(buffer, SocketFlags.None); Console.WriteLine(n); } }")]
    [InlineData("Socket _udpSocket = null!; void M(byte[] buffer) { while (true) { var n = _udpSocket.Receive(buffer); Console.WriteLine(n); } }")]
    public Task A_socket_named_for_datagrams_that_nobody_is_seen_to_make_is_quiet(string members) => Verify<EndOfStreamUnnoticed>.Quiet(Around(members));

    [Theory]
    [InlineData("async Task RelayUdpOverTcp(Socket client, byte[] buffer) { while (true) { var n = await client.[|ReceiveAsync|](buffer, SocketFlags.None); Console.WriteLine(n); } }")]
    [InlineData("readonly Socket _udpSocket = new(SocketType.Stream, ProtocolType.Tcp); void M(byte[] buffer) { while (true) { var n = _udpSocket.[|Receive|](buffer); Console.WriteLine(n); } }")]
    public Task A_name_says_nothing_against_what_is_seen(string members) => Verify<EndOfStreamUnnoticed>.Reports(Around(members));

    [Fact]
    public Task A_buffer_of_the_projects_own_that_copies_so_many_bytes_does_not_notice() => Verify<EndOfStreamUnnoticed>.Reports(Around("""
        readonly System.Collections.Generic.List<byte> _bytes = new();

        void Append(byte[] data, long count) { lock (_bytes) { var part = new byte[count]; Array.Copy(data, 0, part, 0, part.Length); _bytes.AddRange(part); } }

        void M(Socket socket, byte[] buffer) { while (true) { var n = socket.[|Receive|](buffer); Append(buffer, n); } }
        """));

    [Fact]
    public Task In_a_test_it_is_quiet() => Verify<EndOfStreamUnnoticed>.Quiet(
        Around("[Fact] void M(Socket socket, byte[] buffer) { while (true) { var n = socket.Receive(buffer); Console.WriteLine(n); } }") + "\n\nclass FactAttribute : Attribute { }\n");

    private static string Around(string members) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            {{members}}
        }
        """;

    [Theory]
    [InlineData("using var r = new StreamReader(network); while (!r.EndOfStream) { Use(r.ReadLine()); }")]
    [InlineData("using var r = new StreamReader(network); while (r.Peek() >= 0) { Use(r.ReadLine()); }")]
    [InlineData("using var r = new StreamReader(network); while (true) { if (r.EndOfStream) break; Use(r.ReadLine()); }")]
    [InlineData("using var r = new StreamReader(network); while (true) { Use(await r.ReadLineAsync()); if (r.Peek() == -1) return; }")]
    [InlineData("bool IsOn() => !(socket.Poll(1, SelectMode.SelectRead) && socket.Available == 0); while (IsOn()) { Use(socket.Receive(buffer)); }")]
    [InlineData("while (IsOn(socket)) { Use(socket.Receive(buffer)); }")]
    [InlineData("while (true) { Use(socket.Receive(buffer)); if (!IsOn(socket)) { socket.Close(); return; } }")]
    public Task A_loop_that_asks_whether_more_comes_is_quiet(string statements) =>
        Verify<EndOfStreamUnnoticed>.Quiet(Method(statements).Replace("static void Use(object? value) { }", "static void Use(object? value) { } static bool IsOn(Socket s) => !(s.Poll(1, SelectMode.SelectRead) && s.Available == 0);", System.StringComparison.Ordinal));

    [Fact]
    public Task A_loop_over_the_lines_of_an_HTTP_body_is_reported() => Verify<EndOfStreamUnnoticed>.Reports("""
        using System;
        using System.IO;
        using System.Net.Http;
        using System.Threading.Tasks;

        class Watcher
        {
            async Task Watch(HttpClient client)
            {
                using var reader = new StreamReader(await client.GetStreamAsync("http://example.org/events"));
                while (true)
                {
                    var line = await reader.[|ReadLineAsync|]();
                    switch (line)
                    {
                        case "":
                            Console.WriteLine("an event");
                            break;
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("SocketType.Dgram", "null", false)]
    [InlineData("SocketType.Stream", "null", true)]
    [InlineData("SocketType.Dgram", "new State { Work = other }", true)]
    public Task A_socket_in_an_object_of_its_own_is_what_is_put_there(string type, string more, bool isReported)
    {
        var code = Around($$"""
            private readonly Socket _socket = new(AddressFamily.InterNetwork, {{type}}, ProtocolType.Unspecified);

            private sealed class State { public Socket? Work; public byte[] Buffer = new byte[9]; }

            void Start() { var state = new State { Work = _socket }; _socket.BeginReceive(state.Buffer, 0, 9, SocketFlags.None, OnReceived, state); }

            object? More(Socket other) => {{more}};

            void OnReceived(IAsyncResult result)
            {
                var state = (State)result.AsyncState!;
                var client = state.Work!;
                var n = client.{{(isReported ? "[|EndReceive|]" : "EndReceive")}}(result);
                Console.WriteLine(BitConverter.ToString(state.Buffer, 0, n));
                client.BeginReceive(state.Buffer, 0, 9, SocketFlags.None, OnReceived, state);
            }
            """);
        return isReported ? Verify<EndOfStreamUnnoticed>.Reports(code) : Verify<EndOfStreamUnnoticed>.Quiet(code);
    }

    private static string AddsUp(string sum, string behind) => $$"""
        using System;
        using System.Net.Sockets;

        class C(Socket socket)
        {
            private readonly byte[] _buffer = new byte[99];
            private int _length;
            private bool _stop;

            public void Begin() => socket.BeginReceive(_buffer, 0, 4, SocketFlags.None, Done, null);

            private void Done(IAsyncResult result)
            {
                try
                {
                    {{sum}}
                    {{behind}}
                }
                catch (SocketException)
                {
                    socket.Close();
                }
            }

            private void Next() => socket.BeginReceive(_buffer, _length, _buffer.Length - _length, SocketFlags.None, Done, null);

            private void Handle(byte[] all) => Console.WriteLine(all.Length);
        }
        """;

    [Theory]
    [InlineData("_length += socket.[|EndReceive|](result);", "if (_length == _buffer.Length) { Handle(_buffer); _length = 0; Begin(); } else if (_length < _buffer.Length) { Next(); } else { throw new InvalidOperationException(); }")]
    [InlineData("this._length += socket.[|EndReceive|](result, out var error);", "if (_length < _buffer.Length) { socket.BeginReceive(_buffer, _length, _buffer.Length - _length, SocketFlags.None, Done, null); return; } Handle(_buffer);")]
    [InlineData("_length += socket.[|EndReceive|](result);", "if (_stop) { return; } Next();")]
    public Task A_callback_that_only_adds_up_what_came_is_reported(string sum, string behind) => Verify<EndOfStreamUnnoticed>.Reports(AddsUp(sum, behind));

    [Theory]
    [InlineData("_length += socket.EndReceive(result);", "if (_length == 0) { socket.Close(); return; } Next();")]
    [InlineData("var before = _length; _length += socket.EndReceive(result);", "if (_length == before) { socket.Close(); return; } Next();")]
    [InlineData("_length += socket.EndReceive(result);", "if (_length == _buffer.Length) { Handle(_buffer); }")]
    [InlineData("var n = socket.EndReceive(result); _length += n;", "if (n == 0) { socket.Close(); return; } Next();")]
    public Task A_callback_that_sees_that_nothing_was_added_is_quiet(string sum, string behind) => Verify<EndOfStreamUnnoticed>.Quiet(AddsUp(sum, behind));

    [Fact]
    public Task A_loop_that_fills_up_to_a_field_is_reported() => Verify<EndOfStreamUnnoticed, EndOfStreamUnnoticedFix>.Fixes(
        Filled("_got += stream.[|Read|](buffer, _got, buffer.Length - _got);"),
        Filled("var received = stream.Read(buffer, _got, buffer.Length - _got);\n            if (received == 0)\n            {\n                throw new EndOfStreamException();\n            }\n\n            _got += received;"));

    private static string Filled(string read) => $$"""
        using System.IO;
        using System.Net.Sockets;

        class C
        {
            private int _got;

            void Fill(NetworkStream stream, byte[] buffer)
            {
                while (_got < buffer.Length)
                {
                    {{read}}
                }
            }
        }
        """;
}
