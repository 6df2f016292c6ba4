using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.IoThreads;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class LockAcrossNetworkCallTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task The_release_goes_into_a_finally() => Verify<LockAcrossNetworkCall, LockAcrossNetworkCallFix>.Fixes(
        In("""
            public async Task SendAsync(byte[] message)
            {
                await _gate.WaitAsync();
                // the length first
                await _stream.[|WriteAsync|](BitConverter.GetBytes(message.Length));
                await _stream.WriteAsync(message);
                _gate.Release();
            }
        """),
        In("""
            public async Task SendAsync(byte[] message)
            {
                await _gate.WaitAsync();
                // the length first
                try
                {
                    await _stream.WriteAsync(BitConverter.GetBytes(message.Length));
                    await _stream.WriteAsync(message);
                }
                finally
                {
                    _gate.Release();
                }
            }
        """));

    [Theory]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); await _stream.[|WriteAsync|](b); _gate.Release(); }")]
    [InlineData("void M(byte[] b) { _gate.Wait(); _socket.[|Send|](b); _gate.Release(); }")]
    [InlineData("async Task M(byte[] b, CancellationToken t) { await _gate.WaitAsync(t).ConfigureAwait(false); await _socket.[|SendAsync|](b, t).ConfigureAwait(false); _gate.Release(); }")]
    [InlineData("async Task M(WebSocket w, byte[] b) { await _gate.WaitAsync(); await w.[|SendAsync|](b, WebSocketMessageType.Text, true, default); _gate.Release(); }")]
    [InlineData("async Task<int> M(byte[] b) { await _gate.WaitAsync(); var n = await _stream.[|ReadAsync|](b); _gate.Release(); return n; }")]
    [InlineData("void M(byte[] b) { Monitor.Enter(_lock); _socket.[|Send|](b); Monitor.Exit(_lock); }")]
    [InlineData("void M(byte[] b) { _mutex.WaitOne(); _socket.[|Send|](b); _mutex.ReleaseMutex(); }")]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); await [|WriteAsync|](b); _gate.Release(); } async Task WriteAsync(byte[] b) { await _stream.WriteAsync(b); }")]
    [InlineData("async Task M(byte[] b) { if (!await _gate.WaitAsync(1000)) return; await _stream.[|WriteAsync|](b); _gate.Release(); }")]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); try { await _stream.[|WriteAsync|](b); } catch (IOException e) { Console.WriteLine(e); return; } _gate.Release(); }")]
    public Task A_lock_that_is_lost_where_the_call_fails_is_reported(string member) => Verify<LockAcrossNetworkCall>.Reports(In(member));

    [Theory]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); try { await _stream.WriteAsync(b); } finally { _gate.Release(); } }")]
    [InlineData("async Task M(byte[] b) { try { await _gate.WaitAsync(); await _stream.WriteAsync(b); } finally { _gate.Release(); } }")]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); try { await _stream.WriteAsync(b); } catch (Exception) { } _gate.Release(); }")]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); try { await _stream.WriteAsync(b); } catch { _gate.Release(); throw; } _gate.Release(); }")]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); b[0] = 1; _gate.Release(); await _stream.WriteAsync(b); }")]
    [InlineData("async Task M(FileStream f, byte[] b) { await _gate.WaitAsync(); await f.WriteAsync(b); _gate.Release(); }")]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); await _stream.WriteAsync(b); } void Done() => _gate.Release();")]
    [InlineData("async Task M(byte[] b) { await _gate.WaitAsync(); await _stream.WriteAsync(b); _gate.Release(); } void Add() => _gate.Release();")]
    [InlineData("void M(byte[] b) { lock (_lock) { _socket.Send(b); } } void N() { lock (_lock) { _count++; } }")]
    public Task Released_in_any_case_or_elsewhere_is_quiet(string member) => Verify<LockAcrossNetworkCall>.Quiet(In(member));

    [Theory]
    [InlineData("int M(byte[] b) { lock (_lock) { return _socket.[|Receive|](b); } } bool IsOpen() { lock (_lock) { return _count > 0; } }")]
    [InlineData("void M() { lock (_lock) { _socket.[|Connect|](\"h\", 1); } } void Dispose() { lock (_lock) { _socket.Dispose(); } }")]
    [InlineData("void M(byte[] b) { lock (_lock) { foreach (var each in _all) { each.[|Send|](b); } } } void Add(Socket s) { lock (_lock) { _all.Add(s); } }")]
    public Task A_lock_around_a_wait_for_the_peer_that_others_need_is_reported(string member) => Verify<LockAcrossNetworkCall, LockAcrossNetworkCallFix>.OffersNothing(In(member));

    [Theory]
    [InlineData("int M(byte[] b) { lock (_lock) { _socket.Send(b); return _socket.Receive(b); } }")]
    [InlineData("int M(byte[] b) { lock (_lock) { _socket.Send(b); return _socket.Receive(b); } } int N(byte[] b) { lock (_lock) { _socket.Send(b); return _socket.Receive(b); } }")]
    [InlineData("int M(byte[] b) { _socket.ReceiveTimeout = 1000; lock (_lock) { return _socket.Receive(b); } } bool IsOpen() { lock (_lock) { return _count > 0; } }")]
    [InlineData("int M(byte[] b) { lock (_lock) { return _socket.Available > 0 ? _socket.Receive(b) : 0; } } bool IsOpen() { lock (_lock) { return _count > 0; } }")]
    public Task A_lock_that_lines_up_requests_or_waits_for_nobody_is_quiet(string member) => Verify<LockAcrossNetworkCall>.Quiet(In(member));

    private static string In(string member) => Usings + """
        public sealed class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private readonly object _lock = new();
            private readonly Mutex _mutex = new();
            private readonly Socket _socket = null!;
            private readonly NetworkStream _stream = null!;
            private readonly List<Socket> _all = new();
            private int _count;
        """ + "\n" + member + "\n}\n";
}
