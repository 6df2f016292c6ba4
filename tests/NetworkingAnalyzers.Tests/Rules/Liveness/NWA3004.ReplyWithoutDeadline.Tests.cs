using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class ReplyWithoutDeadlineTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly TcpClient _kept = new();
            private async Task Open() => await _kept.ConnectAsync("h", 80);
            {{members}}

            async Task M(string host, byte[] b, TcpClient given)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    private const string Opened = "using var c = new TcpClient(); await c.ConnectAsync(host, 80); var s = c.GetStream(); ";

    [Theory]
    [InlineData(Opened + "await s.WriteAsync(b); var n = await s.[|ReadAsync|](b);")]
    [InlineData(Opened + "await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b).ConfigureAwait(false);")]
    [InlineData(Opened + "s.Write(b); var n = await s.[|ReadAsync|](b, CancellationToken.None);")]
    [InlineData(Opened + "using var w = new StreamWriter(s); using var r = new StreamReader(s); await w.WriteLineAsync(host); await w.FlushAsync(); var l = await r.[|ReadLineAsync|]();")]
    [InlineData("using var c = new TcpClient(host, 80); await c.Client.SendAsync(b, SocketFlags.None); var n = await c.Client.[|ReceiveAsync|](b, SocketFlags.None);")]
    [InlineData("using var c = new Socket(SocketType.Stream, ProtocolType.Tcp); c.Connect(host, 80); await c.SendAsync(b, SocketFlags.None); var n = 0; while (n < 8) { var m = await c.[|ReceiveAsync|](b.AsMemory(n), SocketFlags.None); if (m == 0) break; n += m; }")]
    [InlineData("await _kept.GetStream().WriteAsync(b); var n = await _kept.GetStream().[|ReadAsync|](b);")]
    [InlineData(Opened + "await s.WriteAsync(b); var n = s.[|ReadAsync|](b, 0, 8).Result;")]
    public Task An_answer_that_is_awaited_for_ever_is_reported(string statements) => Verify<ReplyWithoutDeadline>.Reports(Method(statements));

    [Fact]
    public Task One_report_for_an_exchange_is_enough() => Verify<ReplyWithoutDeadline>.Reports(Method(
        Opened + "await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b); await s.ReadExactlyAsync(b);"));

    [Theory]
    [InlineData(Opened + "using var late = new CancellationTokenSource(5000); await s.WriteAsync(b); await s.ReadExactlyAsync(b, late.Token);", "")]
    [InlineData(Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b).AsTask().WaitAsync(TimeSpan.FromSeconds(5));", "")]
    [InlineData(Opened + "await s.WriteAsync(b); var read = s.ReadAsync(b).AsTask(); await Task.WhenAny(read, Task.Delay(5000));", "")]
    [InlineData(Opened + "using var t = new Timer(_ => c.Close(), null, 5000, -1); await s.WriteAsync(b); await s.ReadExactlyAsync(b);", "")]
    [InlineData(Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b);", "CancellationTokenSource _late = new(5000);")]
    [InlineData(Opened + "c.ReceiveTimeout = 5; await s.WriteAsync(b); await s.ReadExactlyAsync(b);", "")]
    public Task An_exchange_that_ends_after_a_time_is_quiet(string statements, string members) => Verify<ReplyWithoutDeadline>.Quiet(Method(statements, members));

    [Theory]
    [InlineData(Opened + "await s.ReadExactlyAsync(b);")]
    [InlineData(Opened + "await s.WriteAsync(b); while (true) { if (await s.ReadAsync(b) == 0) break; }")]
    [InlineData(Opened + "await s.WriteAsync(b); int n; while ((n = await s.ReadAsync(b)) > 0) { }")]
    [InlineData("var s = given.GetStream(); await s.WriteAsync(b); await s.ReadExactlyAsync(b);")]
    [InlineData("await using var f = File.OpenRead(host); await f.ReadExactlyAsync(b);")]
    public Task What_is_no_answer_to_a_client_s_question_is_quiet(string statements) => Verify<ReplyWithoutDeadline>.Quiet(Method(statements));

    [Fact]
    public Task What_the_caller_bounds_is_quiet() => Verify<ReplyWithoutDeadline>.Quiet(Method(
        "await Task.WhenAny(Ask(host, b), Task.Delay(5000));", "async Task Ask(string host, byte[] b) { " + Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b); }"));

    [Theory]
    [InlineData("await Ask(host, b);", "private async Task Ask(string host, byte[] b, CancellationToken token = default) { " + Opened + "await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, token); }")]
    [InlineData("await Ask(); async Task Ask(CancellationToken token = default) { " + Opened + "await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, token); }", "")]
    [InlineData("await Ask(host, b, CancellationToken.None);", "private async Task Ask(string host, byte[] b, CancellationToken token = default) { " + Opened + "await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, token); }")]
    public Task A_token_that_nobody_gives_is_none(string statements, string members) => Verify<ReplyWithoutDeadline>.Reports(Method(statements, members));

    private const string Stop = "readonly CancellationTokenSource _stop = new(); public void Close() => _stop.Cancel();";

    [Theory]
    [InlineData(Opened + "await s.WriteAsync(b, _stop.Token); await s.[|ReadExactlyAsync|](b, _stop.Token);", Stop)]
    [InlineData(Opened + "var stop = _stop.Token; await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, stop);", Stop)]
    [InlineData(Opened + "using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token); await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, both.Token);", Stop)]
    [InlineData(Opened + "using var never = new CancellationTokenSource(); await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, never.Token);", "")]
    [InlineData("await Ask(host, b, _stop.Token);", Stop + "private async Task Ask(string host, byte[] b, CancellationToken token) { " + Opened + "await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, token); }")]
    [InlineData("await new Asker(_stop.Token).Ask(host, b);", Stop + "private class Asker { readonly CancellationToken _token; public Asker(CancellationToken token) => _token = token; public async Task Ask(string host, byte[] b) { " + Opened + "await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b, _token); } }")]
    [InlineData(Opened + "using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token); both.CancelAfter(500); await s.WriteAsync(b); await s.ReadExactlyAsync(b, both.Token);", Stop)]
    [InlineData(Opened + "using var late = new CancellationTokenSource(); _ = Task.Delay(500).ContinueWith(_ => late.Cancel()); await s.WriteAsync(b); await s.ReadExactlyAsync(b, late.Token);", "")]
    [InlineData("await Ask(host, b, _stop.Token);", Stop + "public async Task Ask(string host, byte[] b, CancellationToken token) { " + Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b, token); }")]
    [InlineData("await Ask(host, b, _stop.Token); await Ask(host, b, new CancellationTokenSource(500).Token);", Stop + "private async Task Ask(string host, byte[] b, CancellationToken token) { " + Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b, token); }")]
    [InlineData(Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b, _stop.Token);", Stop + " DateTime _lastReceived; void Sweep() { if (_lastReceived < DateTime.UtcNow) { _stop.Cancel(); } }")]
    public Task A_token_that_ends_with_the_program_ends_no_wait(string statements, string members) =>
        (statements + members).Contains("[|", System.StringComparison.Ordinal) ? Verify<ReplyWithoutDeadline>.Reports(Method(statements, members).Replace("class C\n", "public class C\n")) : Verify<ReplyWithoutDeadline>.Quiet(Method(statements, members).Replace("class C\n", "public class C\n"));

    [Theory]
    [InlineData("await Ask(host, b); await Ask(host, b, new CancellationTokenSource(500).Token);", "private async Task Ask(string host, byte[] b, CancellationToken token = default) { " + Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b, token); }")]
    [InlineData("await Ask(host, b);", "public async Task Ask(string host, byte[] b, CancellationToken token = default) { " + Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b, token); }")]
    [InlineData("", "private async Task Ask(string host, byte[] b, CancellationToken token = default) { " + Opened + "await s.WriteAsync(b); await s.ReadExactlyAsync(b, token); }")]
    public Task A_token_that_somebody_may_give_is_quiet(string statements, string members) => Verify<ReplyWithoutDeadline>.Quiet(Method(statements, members));

    [Fact]
    public Task Tests_may_wait() => Verify<ReplyWithoutDeadline>.Quiet("""
        using System;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class FactAttribute : Attribute { }
        class Tests { [Fact] public async Task Echoes(byte[] b) { using var c = new TcpClient("h", 80); await c.GetStream().WriteAsync(b); await c.GetStream().ReadExactlyAsync(b); } }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<ReplyWithoutDeadline>.Quiet(Method(Opened + "await s.WriteAsync(b); await s.{|CS1061:ReadEx|}(b);"));

    private static string Client(string members, string others = "") => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class Client
        {
            private readonly NetworkStream _stream;
            private readonly StreamReader _reader;

            public Client(TcpClient given) { _stream = given.GetStream(); _reader = new StreamReader(_stream); }

            {{members}}
        }

        {{others}}
        """;

    [Theory]
    [InlineData("public async Task<string?> Ask(string question) { await _stream.WriteAsync(Encoding.UTF8.GetBytes(question)); return await _reader.[|ReadLineAsync|](); }")]
    [InlineData("public async Task<byte[]> Ask(byte[] question) { await _stream.WriteAsync(question); var answer = new byte[8]; await _stream.[|ReadExactlyAsync|](answer); return answer; }")]
    public Task What_the_caller_gives_goes_out_and_what_comes_is_his_answer(string members) => Verify<ReplyWithoutDeadline>.Reports(Client(members));

    private const string Frame = "private async Task<byte[]> Frame(CancellationToken token = default) { var frame = new byte[8]; await _stream.ReadExactlyAsync(frame, token); return frame; } ";

    [Theory]
    [InlineData("public async Task<byte[]> Ask(byte[] question) { await _stream.WriteAsync(question); return await [|Frame|](CancellationToken.None); }")]
    [InlineData("public async Task<byte[]> Ask(byte[] question) { await _stream.WriteAsync(question); return await [|Frame|]().ConfigureAwait(false); }")]
    [InlineData("public async Task<byte> Ask(byte[] question) { await _stream.WriteAsync(question); while (true) { var frame = await [|Frame|](default); if (frame[0] == 'Z') return frame[1]; } }")]
    public Task A_helper_that_reads_and_is_given_no_token_is_reported(string members) => Verify<ReplyWithoutDeadline>.Reports(Client(Frame + members));

    [Theory]
    [InlineData("public async Task<byte[]> Ask(byte[] question, CancellationToken token) { await _stream.WriteAsync(question); return await Frame(token); }")]
    [InlineData("public async Task<byte[]> Ask(byte[] question) { await _stream.WriteAsync(question); return await Frame().WaitAsync(TimeSpan.FromSeconds(5)); }")]
    [InlineData("public async Task<byte[]> Hear() { return await Frame(CancellationToken.None); }")]
    [InlineData("public async Task<byte[]> Ask(byte[] question) { var last = await Frame(CancellationToken.None); await _stream.WriteAsync(question); return last; }")]
    public Task A_helper_that_is_given_a_token_or_is_not_asked_is_quiet(string members) => Verify<ReplyWithoutDeadline>.Quiet(Client(Frame + members));

    [Theory]
    [InlineData("public async Task<string?> Ping() { await _stream.WriteAsync(new byte[9]); return await _reader.[|ReadLineAsync|](); }")]
    [InlineData("public async Task<bool> Ping(CancellationToken token) { await _stream.WriteAsync(new byte[9], token); var l = await _reader.[|ReadLineAsync|](); return l == \"PONG\"; }")]
    public Task A_question_that_is_always_the_same_is_one(string members) => Verify<ReplyWithoutDeadline>.Reports(Client(members));

    [Theory]
    [InlineData("await stream.WriteAsync(command); await stream.[|ReadExactlyAsync|](_word); return _word[0];")]
    [InlineData("await stream.WriteAsync(command, token); await stream.ReadExactlyAsync(_word, token); return _word[0];")]
    public Task So_it_is_on_a_stream_of_a_primary_constructor(string statements) => (statements.Contains("[|", System.StringComparison.Ordinal) ? Verify<ReplyWithoutDeadline>.Reports : (System.Func<string, string, Microsoft.CodeAnalysis.OutputKind, Task>)Verify<ReplyWithoutDeadline>.Quiet)($$"""
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        public sealed class Plc(NetworkStream stream)
        {
            private readonly byte[] _word = new byte[2];

            public async ValueTask<int> ReadAsync(byte register, CancellationToken token)
            {
                byte[] command = [3, register];
                {{statements}}
            }
        }
        """, "net10.0", Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary);

    [Theory]
    [InlineData("public async Task<string?> Ask(string question, CancellationToken token) { await _stream.WriteAsync(Encoding.UTF8.GetBytes(question)); return await _reader.ReadLineAsync(token); }")]
    [InlineData("public async Task<string?> Next(int count) { await _stream.WriteAsync(new byte[9]); return await _reader.ReadLineAsync(); }")]
    [InlineData("public async Task Ask(string question) { await _stream.WriteAsync(Encoding.UTF8.GetBytes(question)); await _reader.ReadLineAsync(); }")]
    [InlineData("private async Task<string?> Ask(string question) { await _stream.WriteAsync(Encoding.UTF8.GetBytes(question)); return await _reader.ReadLineAsync(); } public Task<string?> Get() => Ask(\"a\").WaitAsync(TimeSpan.FromSeconds(5));")]
    public Task No_question_of_the_caller_or_an_end_to_the_wait_is_quiet(string members) => Verify<ReplyWithoutDeadline>.Quiet(Client(members));

    [Fact]
    public Task A_prompt_of_a_server_is_quiet() => Verify<ReplyWithoutDeadline>.Quiet(Client(
        "public async Task<string?> Prompt(string text) { await _stream.WriteAsync(Encoding.UTF8.GetBytes(text)); return await _reader.ReadLineAsync(); }",
        "class Server { async Task Run(TcpListener l) { while (true) { _ = new Client(await l.AcceptTcpClientAsync()).Prompt(\"login: \"); } } }"));

    [Theory]
    [InlineData("using var u = new UdpClient(); await u.SendAsync(b, b.Length, host, 53); var r = await u.[|ReceiveAsync|]();")]
    [InlineData("using var u = new UdpClient(host, 53); await u.SendAsync(b, b.Length); var r = await u.[|ReceiveAsync|](CancellationToken.None);")]
    [InlineData("var u = new Socket(SocketType.Dgram, ProtocolType.Udp); u.Send(b); var n = await u.[|ReceiveAsync|](b, SocketFlags.None);")]
    public Task An_answer_that_may_be_lost_with_its_datagram_is_reported(string statements) => Verify<ReplyWithoutDeadline>.Reports(Method(statements));

    [Theory]
    [InlineData("using var u = new UdpClient(host, 53); using var late = new CancellationTokenSource(500); await u.SendAsync(b, b.Length); var r = await u.ReceiveAsync(late.Token);")]
    [InlineData("using var u = new UdpClient(host, 53); await u.SendAsync(b, b.Length); var r = await u.ReceiveAsync().WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("using var u = new UdpClient(host, 53); await u.SendAsync(b, b.Length); if (!u.ReceiveAsync().Wait(500)) return;")]
    [InlineData("using var u = new UdpClient(99); while (true) { await u.SendAsync(b, b.Length, host, 53); var r = await u.ReceiveAsync(); }")]
    public Task A_datagram_that_is_waited_for_a_time_is_quiet(string statements) => Verify<ReplyWithoutDeadline>.Quiet(Method(statements));

    [Theory]
    [InlineData("var c = new TcpClient(); using (var t = new CancellationTokenSource(5000)) await c.ConnectAsync(host, 80, t.Token); var s = c.GetStream(); await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b);")]
    [InlineData("var c = new TcpClient(); await c.ConnectAsync(host, 80).WaitAsync(TimeSpan.FromSeconds(5)); var s = c.GetStream(); await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b);")]
    [InlineData("using var t = CancellationTokenSource.CreateLinkedTokenSource(default(CancellationToken)); t.CancelAfter(500); var c = new TcpClient(); await c.ConnectAsync(host, 80, t.Token); var s = c.GetStream(); await s.WriteAsync(b); await s.[|ReadExactlyAsync|](b);")]
    public Task A_deadline_for_the_connect_alone_is_none_for_the_answer(string statements) => Verify<ReplyWithoutDeadline>.Reports(Method(statements));

    [Theory]
    [InlineData("var c = new TcpClient(); using var t = new CancellationTokenSource(5000); await c.ConnectAsync(host, 80, t.Token); using var r = t.Token.UnsafeRegister(_ => c.Close(), null); var s = c.GetStream(); await s.WriteAsync(b); await s.ReadExactlyAsync(b);")]
    [InlineData("var c = new TcpClient(); using var t = new CancellationTokenSource(5000); await c.ConnectAsync(host, 80, t.Token); _ = Task.Delay(-1, t.Token).ContinueWith(_ => c.Close()); var s = c.GetStream(); await s.WriteAsync(b); await s.ReadExactlyAsync(b);")]
    [InlineData("var c = new TcpClient(); using var t = new CancellationTokenSource(5000); await c.ConnectAsync(host, 80, t.Token); Watch(t); var s = c.GetStream(); await s.WriteAsync(b); await s.ReadExactlyAsync(b); void Watch(CancellationTokenSource source) { }")]
    public Task A_deadline_that_may_close_the_connection_is_quiet(string statements) => Verify<ReplyWithoutDeadline>.Quiet(Method(statements));

    private static string Messages(string statements, string members = "") => $$"""
        using System;
        using System.IO;
        using System.Net.WebSockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly ClientWebSocket _socket = new();
            private readonly byte[] _b = new byte[1024];
            {{members}}

            async Task<string> Ask(byte[] question, ClientWebSocket other, CancellationToken token)
            {
                {{statements}}
                return Encoding.UTF8.GetString(_b);
            }
        }
        """;

    private const string Question = "await _socket.SendAsync(question, WebSocketMessageType.Text, true, CancellationToken.None); ";

    [Theory]
    [InlineData(Question + "var r = await _socket.[|ReceiveAsync|](_b, CancellationToken.None);")]
    [InlineData(Question + "var n = 0; ValueWebSocketReceiveResult r; do { r = await _socket.[|ReceiveAsync|](_b.AsMemory(n), default); n += r.Count; } while (!r.EndOfMessage);")]
    public Task A_message_that_may_never_come_is_reported(string statements) => Verify<ReplyWithoutDeadline>.Reports(Messages(statements));

    [Theory]
    [InlineData(Question + "var r = await _socket.ReceiveAsync(_b, token);", "")]
    [InlineData(Question + "var r = await other.ReceiveAsync(_b, CancellationToken.None);", "")]
    [InlineData(Question + "while (_socket.State == WebSocketState.Open) { var r = await _socket.ReceiveAsync(_b, CancellationToken.None); }", "")]
    [InlineData("var r = await _socket.ReceiveAsync(_b, CancellationToken.None);", "")]
    [InlineData(Question + "var r = await _socket.ReceiveAsync(_b, CancellationToken.None);", "public C() => _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);")]
    [InlineData(Question + "var r = await _socket.ReceiveAsync(_b, CancellationToken.None);", "private Timer? _watch;")]
    public Task A_message_that_is_bounded_or_unasked_is_quiet(string statements, string members) => Verify<ReplyWithoutDeadline>.Quiet(Messages(statements, members));

    private static string Asking(string ask, string heard = "if (_waiting.TryRemove(id, out var done)) done.TrySetResult(id);", string more = "") => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C(NetworkStream stream)
        {
            private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _waiting = new();
            private TaskCompletionSource<int>? _one;
            {{more}}

            public async Task<int> AskAsync(int id, byte[] b)
            {
                {{ask}}
            }

            private async Task ListenAsync(byte[] b)
            {
                while (await stream.ReadAsync(b) > 0)
                {
                    int id = b[0];
                    {{heard}}
                }
            }
        }
        """;

    private const string Waits = "var done = new TaskCompletionSource<int>(); _waiting[id] = done; await stream.WriteAsync(b); return await done.Task;";

    [Theory]
    [InlineData("var done = new TaskCompletionSource<int>(); _waiting[id] = done; await stream.WriteAsync(b); return await done.[|Task|];")]
    [InlineData("var done = new TaskCompletionSource<int>(); _waiting.TryAdd(id, done); await stream.WriteAsync(b); return await done.[|Task|].ConfigureAwait(false);")]
    [InlineData("var done = _waiting.GetOrAdd(id, static _ => new()); stream.Write(b); return await done.[|Task|];")]
    [InlineData("var done = new TaskCompletionSource<int>(); _one = done; await stream.WriteAsync(b); return await done.[|Task|];", "_one?.SetResult(id);")]
    public Task An_answer_that_a_promise_stands_for_and_nothing_else_ends_is_reported(string ask, string heard = "if (_waiting.TryRemove(id, out var done)) done.TrySetResult(id);") =>
        Verify<ReplyWithoutDeadline>.Reports(Asking(ask, heard));

    [Theory]
    [InlineData("var done = new TaskCompletionSource<int>(); _waiting[id] = done; await stream.WriteAsync(b); return await done.Task.WaitAsync(TimeSpan.FromSeconds(5));")]
    [InlineData("var done = new TaskCompletionSource<int>(); _waiting[id] = done; await stream.WriteAsync(b); if (await Task.WhenAny(done.Task, Task.Delay(5000)) != done.Task) throw new TimeoutException(); return await done.Task;")]
    [InlineData("var done = new TaskCompletionSource<int>(); _waiting[id] = done; return await done.Task;")]
    [InlineData("var done = new TaskCompletionSource<int>(); await stream.WriteAsync(b); done.SetResult(1); return await done.Task;")]
    [InlineData(Waits, "if (_waiting.TryRemove(id, out var done)) done.TrySetResult(id);", "public void Stop() { foreach (var each in _waiting.Values) each.TrySetCanceled(); }")]
    [InlineData(Waits, "if (_waiting.TryRemove(id, out var done)) { if (id > 9) done.TrySetException(new Exception()); else done.TrySetResult(id); }")]
    [InlineData(Waits, "if (_waiting.TryRemove(id, out var done)) done.TrySetResult(id);", "private readonly TimeSpan _requestTimeout = TimeSpan.FromSeconds(5);")]
    public Task A_promise_that_something_else_ends_too_is_quiet(string ask, string heard = "if (_waiting.TryRemove(id, out var done)) done.TrySetResult(id);", string more = "") =>
        Verify<ReplyWithoutDeadline>.Quiet(Asking(ask, heard, more));
}
