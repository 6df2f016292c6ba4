using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.IoThreads;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class InlineContinuationTests
{
    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.IO;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private const string Loop = """
            private readonly NetworkStream _stream;
            public Client(NetworkStream stream) => _stream = stream;
            private async Task<int> ReadAsync() { var buffer = new byte[4]; await _stream.ReadExactlyAsync(buffer); return buffer[0]; }

        """;

    [Fact]
    public Task A_reply_awaited_through_a_dictionary_is_reported_and_gets_the_option() => Verify<InlineContinuation, InlineContinuationFix>.Fixes(
        Usings + """
        public sealed class Client
        {
        """ + Loop + """
            private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _pending = new();

            public Task<string> AskAsync(int id)
            {
                // one for each request
                var reply = [|new TaskCompletionSource<string>()|];
                _pending[id] = reply;
                return reply.Task;
            }

            private async Task ReceiveLoop()
            {
                while (true)
                {
                    var id = await ReadAsync();
                    if (_pending.TryRemove(id, out var reply))
                    {
                        reply.TrySetResult("reply");
                    }
                }
            }
        }
        """,
        Usings + """
        public sealed class Client
        {
        """ + Loop + """
            private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _pending = new();

            public Task<string> AskAsync(int id)
            {
                // one for each request
                var reply = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                _pending[id] = reply;
                return reply.Task;
            }

            private async Task ReceiveLoop()
            {
                while (true)
                {
                    var id = await ReadAsync();
                    if (_pending.TryRemove(id, out var reply))
                    {
                        reply.TrySetResult("reply");
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("[|new(new object())|]", "new(new object(), TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("[|new(TaskCreationOptions.None)|]", "new(TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("[|new(TaskCreationOptions.DenyChildAttach)|]", "new(TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("[|new()|]", "new(TaskCreationOptions.RunContinuationsAsynchronously)")]
    public Task Every_form_of_the_creation_gets_it(string before, string after) => Verify<InlineContinuation, InlineContinuationFix>.Fixes(
        In($"private readonly TaskCompletionSource<int> _first = {before}; public Task<int> First => _first.Task; async Task Run() {{ while (true) _first.TrySetResult(await ReadAsync()); }}"),
        In($"private readonly TaskCompletionSource<int> _first = {after}; public Task<int> First => _first.Task; async Task Run() {{ while (true) _first.TrySetResult(await ReadAsync()); }}"));

    [Theory]
    [InlineData("TaskCompletionSource<int>? _tcs; Task<int> Ask() { _tcs = [|new TaskCompletionSource<int>()|]; return _tcs.Task; } async Task Run() { while (true) { var n = await ReadAsync(); _tcs?.TrySetResult(n); } }")]
    [InlineData("TaskCompletionSource<int>? _tcs; Task<int> Ask() { _tcs = [|new TaskCompletionSource<int>()|]; return _tcs.Task; } async Task Run() { while (true) { var n = await ReadAsync(); Dispatch(n); } } void Dispatch(int n) { var waiting = Interlocked.Exchange(ref _tcs, null); waiting?.SetResult(n); }")]
    [InlineData("readonly Queue<TaskCompletionSource<int>> _all = new(); Task<int> Ask() { var t = [|new TaskCompletionSource<int>()|]; _all.Enqueue(t); return t.Task; } void Run() { var b = new byte[1]; while (_stream.Read(b, 0, 1) > 0) { _all.Dequeue().SetResult(b[0]); } }")]
    [InlineData("readonly ConcurrentDictionary<int, Request> _all = new(); Task<int> Ask() { var r = new Request { Reply = [|new TaskCompletionSource<int>()|] }; _all.TryAdd(1, r); return r.Reply.Task; } async Task Run() { while (true) { var n = await ReadAsync(); if (_all.TryRemove(n, out var r)) r.Reply.TrySetResult(n); } } class Request { public TaskCompletionSource<int> Reply = null!; }")]
    [InlineData("readonly ConcurrentDictionary<int, Request> _all = new(); async Task Run() { while (true) { var n = await ReadAsync(); if (_all.TryRemove(n, out var r)) r.Complete(n); } } class Request { private readonly TaskCompletionSource<int> _reply = [|new()|]; public Task<int> Task => _reply.Task; public void Complete(int n) => _reply.TrySetResult(n); }")]
    [InlineData("readonly TaskCompletionSource _ready = [|new()|]; public Task Ready => _ready.Task; async Task Run() { _ready.TrySetResult(); while (await ReadAsync() > 0) { } }")]
    [InlineData("TaskCompletionSource<int> _tcs = [|new()|]; void OnRead(IAsyncResult r) { var n = _stream.EndRead(r); _tcs.TrySetResult(n); _stream.BeginRead(new byte[1], 0, 1, OnRead, null); }")]
    [InlineData("TaskCompletionSource<string> _tcs = [|new()|]; async Task Run(ClientWebSocket w) { var b = new byte[10]; while (w.State == WebSocketState.Open) { var r = await w.ReceiveAsync(new ArraySegment<byte>(b), default); _tcs.TrySetException(new IOException()); } }")]
    public Task Completed_by_what_receives_next_is_reported(string members) => Verify<InlineContinuation>.Reports(In(members));

    [Theory]
    [InlineData("TaskCompletionSource<int> _tcs = new(TaskCreationOptions.RunContinuationsAsynchronously); async Task Run() { while (true) _tcs.TrySetResult(await ReadAsync()); }")]
    [InlineData("TaskCompletionSource<int> _tcs = new(); async Task Run(TaskCreationOptions o) { _tcs = new(o); while (true) { var n = await ReadAsync(); await Task.Run(() => _tcs.TrySetResult(n)); } }")]
    [InlineData("TaskCompletionSource<int> _tcs = new(); async Task Run(Queue<int> q) { while (true) { await Task.Delay(1); _tcs.TrySetResult(q.Dequeue()); } }")]
    [InlineData("TaskCompletionSource<int> _tcs = new(); async Task Run(FileStream f) { while (true) { var n = await f.ReadAsync(new byte[1]); _tcs.TrySetResult(n); } }")]
    [InlineData("TaskCompletionSource<int> _ended = new(); async Task Run() { try { while (await ReadAsync() > 0) { } } finally { _ended.TrySetResult(0); } }")]
    [InlineData("TaskCompletionSource<int> _first = new(); async Task Run() { _first.TrySetResult(await ReadAsync()); }")]
    [InlineData("Task<int> M() { var t = new TaskCompletionSource<int>(); _stream.BeginRead(new byte[1], 0, 1, r => t.SetResult(_stream.EndRead(r)), null); return t.Task; }")]
    public Task Where_nothing_is_held_up_it_is_quiet(string members) => Verify<InlineContinuation>.Quiet(In(members));

    [Theory]
    [InlineData("// RunContinuationsAsynchronously would need a thread of its own.")]
    [InlineData("/* TaskCreationOptions.RunContinuationsAsynchronously: not here */")]
    public Task A_comment_that_speaks_of_the_option_is_a_decision(string comment) => Verify<InlineContinuation>.Quiet(In(
        comment + "\n TaskCompletionSource<int> _tcs = new(); async Task Run() { while (true) _tcs.TrySetResult(await ReadAsync()); }"));

    [Fact]
    public Task A_test_may() => Verify<InlineContinuation>.Quiet(In(
        "[Fact] public void T() { } TaskCompletionSource<int> _tcs = new(); async Task Run() { while (true) _tcs.TrySetResult(await ReadAsync()); } class FactAttribute : Attribute { }"));

    private static string In(string members) => Usings + "public sealed class Client\n{\n" + Loop + members + "\n}\n";

    [Theory]
    [InlineData("_waiting.GetOrAdd(id, _ => [|new TaskCompletionSource<string>()|])", true)]
    [InlineData("_waiting.GetOrAdd(id, static key => { return [|new TaskCompletionSource<string>()|]; })", true)]
    [InlineData("_waiting.GetOrAdd(id, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously))", false)]
    public Task One_that_a_dictionary_s_factory_makes_is_seen(string made, bool isReported)
    {
        var code = $$"""
            using System.Collections.Concurrent;
            using System.IO;
            using System.Net.Sockets;
            using System.Threading.Tasks;

            class C
            {
                private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _waiting = new();

                public async Task Read(TcpClient client)
                {
                    var reader = new StreamReader(client.GetStream());
                    while (await reader.ReadLineAsync() is { } line)
                    {
                        if (_waiting.TryRemove(line[0], out var waits)) { waits.SetResult(line); }
                    }
                }

                public Task<string> Wait(int id) => {{made}}.Task;
            }
            """;
        return isReported ? Verify<InlineContinuation>.Reports(code) : Verify<InlineContinuation>.Quiet(code);
    }

    [Theory]
    [InlineData("new()", "_reply.Task.Wait(); return _reply.Task.Result;")]
    [InlineData("new()", "if (!_reply.Task.Wait(2000)) { return 0; } return _reply.Task.GetAwaiter().GetResult();")]
    [InlineData("new()", "return _reply?.Task.IsCompleted == true ? 1 : _reply!.Task.ConfigureAwait(false).GetAwaiter().GetResult();")]
    [InlineData("[|new()|]", "_reply.Task.Wait(); return Task.Run(async () => await _reply.Task).Result;")]
    [InlineData("[|new()|]", "_reply.Task.ContinueWith(t => Console.WriteLine(t.Result)).Wait(); return 1;")]
    [InlineData("[|new()|]", "Task.WaitAny(_reply.Task, Task.Delay(5)); Task<int> task = _reply.Task; return task.Result;")]
    public Task Threads_that_are_blocked_run_nothing_inside_the_loop(string made, string wait)
    {
        var code = Usings + $$"""
            public sealed class Client
            {
                private readonly Socket _socket = null!;
                private readonly byte[] _buffer = new byte[9];
                private TaskCompletionSource<int> _reply = null!;

                public int Ask() { _reply = {{made}}; {{wait}} }

                private void OnReceived(IAsyncResult result)
                {
                    _reply.TrySetResult(_socket.EndReceive(result));
                    _socket.BeginReceive(_buffer, 0, 9, SocketFlags.None, OnReceived, null);
                }
            }
            """;
        return made.StartsWith('[') ? Verify<InlineContinuation>.Reports(code) : Verify<InlineContinuation>.Quiet(code);
    }
}
