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
}
