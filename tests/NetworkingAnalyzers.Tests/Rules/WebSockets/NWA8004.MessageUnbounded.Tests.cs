using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.WebSockets;

namespace NetworkingAnalyzers.Tests.Rules.WebSockets;

public sealed class MessageUnboundedTests
{
    private static string Method(string statements, string members = "") => $$"""
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.WebSockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            {{members}}

            async Task<byte[]> M(WebSocket socket, CancellationToken token)
            {
                var buffer = new byte[4096];
                {{statements}}
                return buffer;
            }
        }
        """;

    [Theory]
    [InlineData("var all = new MemoryStream(); WebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer, token); all.Write(buffer, 0, part.Count); } while (!part.EndOfMessage);")]
    [InlineData("var all = new MemoryStream(); while (true) { var part = await socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer), token); await all.WriteAsync(buffer, 0, part.Count); if (part.EndOfMessage) { break; } }")]
    [InlineData("var all = new List<byte>(); ValueWebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer.AsMemory(), token); all.AddRange(buffer.Take(part.Count)); } while (!part.EndOfMessage);")]
    [InlineData("var all = new StringBuilder(); WebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer, token); all.Append(Encoding.UTF8.GetString(buffer, 0, part.Count)); } while (!part.EndOfMessage);")]
    [InlineData("var all = \"\"; WebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer, token); all += Encoding.UTF8.GetString(buffer, 0, part.Count); } while (!part.EndOfMessage);")]
    [InlineData("var all = new ArrayBufferWriter<byte>(); WebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer, token); all.Write(buffer.AsSpan(0, part.Count)); } while (!part.EndOfMessage);")]
    [InlineData("while (socket.State == WebSocketState.Open) { var all = new MemoryStream(); WebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer, token); if (part.Count > 0) { all.Write(buffer, 0, part.Count); } } while (!part.EndOfMessage); }")]
    [InlineData("WebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer, token); _all.Write(buffer, 0, part.Count); } while (!part.EndOfMessage);", "private readonly MemoryStream _all = new();")]
    [InlineData("async Task Inner() { var all = new MemoryStream(); WebSocketReceiveResult part; do { part = await socket.[|ReceiveAsync|](buffer, token); all.Write(buffer, 0, part.Count); } while (!part.EndOfMessage); } await Inner();")]
    public Task Parts_that_are_gathered_without_an_end(string statements, string members = "") => Verify<MessageUnbounded>.Reports(Method(statements, members));

    [Fact]
    public Task An_old_framework() => Verify<MessageUnbounded>.Reports("""
        using System;
        using System.IO;
        using System.Net.WebSockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task<byte[]> M(ClientWebSocket socket)
            {
                var buffer = new ArraySegment<byte>(new byte[1024]);
                using (var all = new MemoryStream())
                {
                    WebSocketReceiveResult part;
                    do
                    {
                        part = await socket.[|ReceiveAsync|](buffer, CancellationToken.None);
                        all.Write(buffer.Array, buffer.Offset, part.Count);
                    }
                    while (!part.EndOfMessage);
                    return all.ToArray();
                }
            }
        }
        """, "net462");

    [Theory]
    [InlineData("var all = new MemoryStream(); WebSocketReceiveResult part; do { part = await socket.ReceiveAsync(buffer, token); if (all.Length + part.Count > 65536) { throw new IOException(); } all.Write(buffer, 0, part.Count); } while (!part.EndOfMessage);")]
    [InlineData("var all = new MemoryStream(); var total = 0; WebSocketReceiveResult part; do { part = await socket.ReceiveAsync(buffer, token); total += part.Count; if (total >= 65536) { break; } all.Write(buffer, 0, part.Count); } while (!part.EndOfMessage);")]
    [InlineData("var all = new MemoryStream(); WebSocketReceiveResult part; do { part = await socket.ReceiveAsync(buffer, token); all.Write(buffer, 0, part.Count); Check(all); } while (!part.EndOfMessage);", "private void Check(MemoryStream all) { if (all.Length > MaxMessageSize) { throw new IOException(); } } private const int MaxMessageSize = 1024;")]
    public Task A_limit_is_quiet(string statements, string members = "") => Verify<MessageUnbounded>.Quiet(Method(statements, members));

    [Theory]
    [InlineData("WebSocketReceiveResult part; do { part = await socket.ReceiveAsync(buffer, token); Console.WriteLine(part.Count); } while (!part.EndOfMessage);")]
    [InlineData("using var file = File.Create(\"message\"); WebSocketReceiveResult part; do { part = await socket.ReceiveAsync(buffer, token); file.Write(buffer, 0, part.Count); } while (!part.EndOfMessage);")]
    [InlineData("var part = await socket.ReceiveAsync(buffer, token); var all = new MemoryStream(); all.Write(buffer, 0, part.Count);")]
    [InlineData("var offset = 0; WebSocketReceiveResult part; do { part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, offset, buffer.Length - offset), token); offset += part.Count; } while (!part.EndOfMessage);")]
    public Task What_gathers_nothing_in_memory_is_quiet(string statements) => Verify<MessageUnbounded>.Quiet(Method(statements));
}
