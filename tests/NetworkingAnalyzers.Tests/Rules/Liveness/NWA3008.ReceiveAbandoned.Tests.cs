using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Liveness;

namespace NetworkingAnalyzers.Tests.Rules.Liveness;

public sealed class ReceiveAbandonedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M(Socket socket, NetworkStream stream, StreamReader lines, TcpClient client, byte[] b, CancellationToken stopping)
            {
                await Task.Yield();
                {{statements}}
            }

            void Tick() { }
        }
        """;

    [Theory]
    [InlineData("while (true) { var read = stream.[|ReadAsync|](b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) != read) { Tick(); continue; } if (await read == 0) return; }")]
    [InlineData("while (true) { var read = socket.[|ReceiveAsync|](b); var first = await Task.WhenAny(read, Task.Delay(1000)); if (first == read) { if (await read == 0) return; } else { Tick(); } }")]
    [InlineData("while (true) { var read = stream.[|ReadAsync|](b, 0, 8, stopping); var late = Task.Delay(1000); if (await Task.WhenAny(read, Task.Delay(9)) == read && read.Result == 0) break; }")]
    [InlineData("for (;;) { var read = stream.[|ReadAsync|](b).AsTask(); await Task.WhenAny(new Task[] { read, Task.Delay(1000) }); }")]
    [InlineData("using var r = new StreamReader(stream); while (true) { var line = r.[|ReadLineAsync|](); if (await Task.WhenAny(line, Task.Delay(5)) == line) { if (await line == null) break; } }")]
    [InlineData("while (true) { try { var n = await socket.[|ReceiveAsync|](b).WaitAsync(TimeSpan.FromSeconds(1)); if (n == 0) break; } catch (TimeoutException) { Tick(); } }")]
    [InlineData("while (true) { try { if (await stream.[|ReadAsync|](b).AsTask().WaitAsync(TimeSpan.FromSeconds(1), stopping) == 0) break; } catch (TimeoutException) { continue; } }")]
    public Task A_receive_that_a_loop_gives_up_is_reported(string statements) => Verify<ReceiveAbandoned>.Reports(Method(statements));

    [Theory]
    [InlineData("try { await stream.[|ReadAsync|](b).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { await stream.WriteAsync(b); await stream.ReadAsync(b); }")]
    [InlineData("try { await stream.[|ReadAsync|](b).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { Tick(); } await stream.ReadAsync(b);")]
    [InlineData("var read = socket.[|ReceiveAsync|](b); if (await Task.WhenAny(read, Task.Delay(1000)) != read) { Tick(); await socket.ReceiveAsync(b); return; } await read;")]
    [InlineData("var read = client.GetStream().[|ReadAsync|](b, 0, 8); if (!read.Wait(500)) { client.GetStream().Read(b, 0, 8); }")]
    public Task A_receive_that_is_given_up_before_the_next_is_reported(string statements) => Verify<ReceiveAbandoned>.Reports(Method(statements));

    [Theory]
    [InlineData("try { await stream.ReadAsync(b).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { Tick(); return; } await stream.ReadAsync(b);")]
    [InlineData("try { await stream.ReadAsync(b).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { client.Close(); } await stream.ReadAsync(b);")]
    [InlineData("try { await stream.ReadAsync(b).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { Tick(); throw; } await stream.ReadAsync(b);")]
    [InlineData("var read = socket.ReceiveAsync(b); if (await Task.WhenAny(read, Task.Delay(1000)) != read) { Tick(); } await read; await socket.ReceiveAsync(b);")]
    [InlineData("var read = stream.ReadAsync(b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) != read) { await socket.ReceiveAsync(b); } await read;")]
    public Task One_that_is_awaited_closed_or_last_is_quiet(string statements) => Verify<ReceiveAbandoned>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var read = stream.ReadAsync(b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) != read) return; await read; }")]
    [InlineData("while (true) { var read = stream.ReadAsync(b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) != read) throw new TimeoutException(); await read; }")]
    [InlineData("while (true) { var read = stream.ReadAsync(b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) != read) { client.Close(); } else { await read; } }")]
    [InlineData("while (true) { try { await socket.ReceiveAsync(b).WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { break; } }")]
    [InlineData("while (true) { try { await socket.ReceiveAsync(b).WaitAsync(TimeSpan.FromSeconds(1)); } catch (SocketException) { } }")]
    [InlineData("try { while (true) { await socket.ReceiveAsync(b).WaitAsync(TimeSpan.FromSeconds(1)); } } catch (TimeoutException) { }")]
    public Task A_wait_whose_end_is_the_connection_s_is_quiet(string statements) => Verify<ReceiveAbandoned>.Quiet(Method(statements));

    [Theory]
    [InlineData("Task<int>? read = null; while (true) { read ??= stream.ReadAsync(b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) == read) { if (await read == 0) return; read = null; } else { Tick(); } }")]
    [InlineData("while (true) { var read = stream.ReadAsync(b, 0, 8); while (await Task.WhenAny(read, Task.Delay(1000)) != read) { Tick(); } if (await read == 0) return; }")]
    [InlineData("while (true) { var read = stream.ReadAsync(b, 0, 8); await Task.WhenAny(read, Task.Delay(1000)); Tick(); if (await read == 0) return; }")]
    public Task A_task_that_is_waited_for_again_is_quiet(string statements) => Verify<ReceiveAbandoned>.Quiet(Method(statements));

    [Theory]
    [InlineData("var read = stream.ReadAsync(b, 0, 8); await Task.WhenAny(read, Task.Delay(1000));")]
    [InlineData("while (true) { var read = stream.ReadAsync(b, 0, 8); var other = socket.SendAsync(b); await Task.WhenAny(read, other); }")]
    [InlineData("while (true) { using var late = new CancellationTokenSource(); var read = stream.ReadAsync(b, 0, 8, late.Token); if (await Task.WhenAny(read, Task.Delay(1000)) != read) late.Cancel(); }")]
    [InlineData("Stream any = new MemoryStream(); while (true) { var read = any.ReadAsync(b, 0, 8); await Task.WhenAny(read, Task.Delay(1000)); }")]
    public Task What_is_not_begun_again_or_ended_or_no_connection_is_quiet(string statements) => Verify<ReceiveAbandoned>.Quiet(Method(statements));

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<ReceiveAbandoned>.Quiet(Method("while (true) { var read = stream.{|CS1061:ReadAs|}(b); await Task.WhenAny(read, Task.Delay(1000)); }"));

    private static string Class(string members) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _stream;
            private readonly byte[] _b = new byte[64];
            public C(NetworkStream stream) => _stream = stream;
            void Tick() { }
            {{members}}
        }
        """;

    private const string OrMinus1 = "async Task<int> TryRead() { var read = _stream.[|ReadAsync|](_b, 0, 8); var first = await Task.WhenAny(read, Task.Delay(1000)); if (first != read) return -1; return await read; } ";

    [Theory]
    [InlineData(OrMinus1 + "async Task Run() { while (true) { var n = await TryRead(); if (n == -1) { Tick(); continue; } if (n == 0) break; } }")]
    [InlineData("async Task<int?> TryRead(TimeSpan t) { var read = _stream.[|ReadAsync|](_b, 0, 8); return await Task.WhenAny(read, Task.Delay(t)) == read ? await read : null; } async Task Run() { while (true) { var n = await TryRead(default); if (n == 0) return; } }")]
    [InlineData("async Task<int> TryRead() { try { return await _stream.[|ReadAsync|](_b).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); } catch (TimeoutException) { return -1; } } async Task Run() { int n; while ((n = await TryRead()) != 0) { Tick(); } }")]
    [InlineData("static async Task<int> TryRead(NetworkStream s, byte[] b) { var read = s.[|ReadAsync|](b, 0, 8); if (await Task.WhenAny(read, Task.Delay(9)) == read) return await read; return -1; } async Task Run() { while (true) { if (await TryRead(_stream, _b) == 0) return; } }")]
    [InlineData("class D(Socket s) { readonly byte[] _b = new byte[8]; async Task<int?> Next(TimeSpan t) { var rx = s.[|ReceiveAsync|](_b, SocketFlags.None); var done = await Task.WhenAny(rx, Task.Delay(t)); return done == rx ? await rx : null; } async Task Run() { while (true) { var n = await Next(default); if (n == 0) return; } } }")]
    public Task A_helper_that_gives_up_and_is_called_again_is_reported(string members) => Verify<ReceiveAbandoned>.Reports(Class(members));

    [Theory]
    [InlineData("async Task Run() { while (true) { var n = await TryRead(); if (n <= 0) break; } }")]
    [InlineData("async Task Run() { while (true) { var n = await TryRead(); if (n == -1) throw new TimeoutException(); } }")]
    [InlineData("async Task Run() { while (true) { var n = await TryRead(); if (n < 0) { _stream.Dispose(); continue; } } }")]
    [InlineData("async Task Run() { var n = await TryRead(); Console.WriteLine(n); }")]
    [InlineData("async Task Run() { while (true) { Handle(await TryRead()); } } void Handle(int n) { if (n < 0) throw new TimeoutException(); }")]
    public Task A_caller_that_leaves_or_closes_is_quiet(string caller) => Verify<ReceiveAbandoned>.Quiet(Class(OrMinus1.Replace("[|", "").Replace("|]", "") + caller));

    [Theory]
    [InlineData("async Task<int> TryRead() { var read = _stream.ReadAsync(_b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) != read) { _stream.Close(); return -1; } return await read; } async Task Run() { while (true) { await TryRead(); } }")]
    [InlineData("async Task<int> TryRead(NetworkStream s) { var read = s.ReadAsync(_b, 0, 8); if (await Task.WhenAny(read, Task.Delay(1000)) != read) return -1; return await read; } async Task Run(TcpListener l) { while (true) { var c = l.AcceptTcpClient(); await TryRead(c.GetStream()); } }")]
    public Task A_helper_that_closes_and_another_connection_each_round_are_quiet(string members) => Verify<ReceiveAbandoned>.Quiet(Class(members));

    [Theory]
    [InlineData("var u = new UdpClient(9); while (true) { var read = u.[|ReceiveAsync|](); if (await Task.WhenAny(read, Task.Delay(1000)) == read) Tick(); else Tick(); }")]
    [InlineData("while (true) { var line = lines.ReadLineAsync(); Tick(); if (line.Wait(1000)) break; if (line.IsCompleted) break; }")]
    public Task Datagrams_too(string statements) =>
        statements.Contains("[|", System.StringComparison.Ordinal) ? Verify<ReceiveAbandoned>.Reports(Method(statements)) : Verify<ReceiveAbandoned>.Quiet(Method(statements));

    [Fact]
    public Task A_wait_with_a_time_gives_up_too() =>
        Verify<ReceiveAbandoned>.Reports(Method("while (true) { var read = stream.[|ReadAsync|](b, 0, 8); if (read.Wait(1000) && read.Result == 0) return; }"));
}
