using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class AvailableTakenForEndTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly StringBuilder _pending = new();

            async Task<string> M(Socket socket, TcpClient client, NetworkStream stream, byte[] buffer)
            {
                await Task.Yield();
                {{statements}}
                return "";
            }

            void Handle(byte[] bytes) { }

            bool IsWhole(object what) => true;
        }
        """;

    [Theory]
    [InlineData("var text = new StringBuilder(); do { var n = stream.Read(buffer, 0, buffer.Length); text.Append(Encoding.ASCII.GetString(buffer, 0, n)); } while (stream.[|DataAvailable|]); return text.ToString();")]
    [InlineData("var text = \"\"; do { var n = socket.Receive(buffer); text += Encoding.ASCII.GetString(buffer, 0, n); } while (socket.[|Available|] > 0); return text;")]
    [InlineData("using var memory = new MemoryStream(); do { var n = await stream.ReadAsync(buffer); memory.Write(buffer, 0, n); } while (stream.[|DataAvailable|]); return Encoding.ASCII.GetString(memory.ToArray());")]
    [InlineData("var all = new List<byte>(); while (client.[|Available|] > 0) { var n = client.GetStream().Read(buffer, 0, 9); all.AddRange(buffer.Take(n)); } Handle(all.ToArray());")]
    [InlineData("IEnumerable<byte> all = new byte[0]; do { var own = new byte[9]; var n = socket.Receive(own); if (own.Length > n) { Array.Resize(ref own, n); } all = all.Concat(own); } while (socket.[|Available|] > 0); Handle(all.ToArray());")]
    [InlineData("var total = 0; do { total += stream.Read(buffer, total, buffer.Length - total); } while (stream.[|DataAvailable|]); return Encoding.ASCII.GetString(buffer, 0, total);")]
    [InlineData("while (true) { var text = new StringBuilder(); do { var n = stream.Read(buffer, 0, 9); if (n == 0) { return \"\"; } text.Append(Encoding.ASCII.GetString(buffer, 0, n)); } while (stream.[|DataAvailable|] && buffer.Length > 3); Console.WriteLine(text); }")]
    [InlineData("var all = new List<byte>(); while (true) { var n = await stream.ReadAsync(buffer); if (n == 0) { break; } all.AddRange(buffer.Take(n)); if (!stream.[|DataAvailable|]) { break; } } Handle(all.ToArray());")]
    [InlineData("var text = \"\"; for (;;) { var n = socket.Receive(buffer); text += Encoding.ASCII.GetString(buffer, 0, n); if (n == 0 || text.Length > 9) { break; } if (socket.[|Available|] == 0) break; } return text;")]
    [InlineData("var text = \"\"; for (;;) { var n = socket.Receive(buffer); text += Encoding.ASCII.GetString(buffer, 0, n); if (n == 0 || text.Length > 9) { break; } if (0 == socket.[|Available|]) break; } return text;")]
    [InlineData("using (var file = File.Create(\"a\")) { int n; do { n = stream.Read(buffer, 0, 9); file.Write(buffer, 0, n); } while (stream.[|DataAvailable|]); }")]
    [InlineData("using var file = new FileStream(\"a\", FileMode.Create); while (stream.[|DataAvailable|]) { var n = await stream.ReadAsync(buffer); await file.WriteAsync(buffer.AsMemory(0, n)); }")]
    public Task A_loop_that_ends_when_no_bytes_wait_is_reported(string statements) => Verify<AvailableTakenForEnd>.Reports(Method(statements));

    [Theory]
    [InlineData("var own = new byte[client.[|Available|]]; var n = client.GetStream().Read(own, 0, own.Length); if (n == 0) { return \"\"; } var text = Encoding.UTF8.GetString(own); if (text.StartsWith(\"NOP\")) { return text; }")]
    [InlineData("var waiting = socket.[|Available|]; var own = new byte[waiting]; var n = socket.Receive(own); if (n > 0) { Console.WriteLine(BitConverter.ToInt32(own, 0)); }")]
    public Task A_buffer_as_large_as_what_waits_is_reported_where_it_is_read_as_a_message(string statements) => Verify<AvailableTakenForEnd>.Reports(Method(statements));

    [Theory]
    [InlineData("using var memory = new MemoryStream(); await Copies.FillAsync(stream, memory, 64); return Encoding.UTF8.GetString(memory.ToArray());", true)]
    [InlineData("while (true) { using var memory = new MemoryStream(); await stream.FillAsync(memory, 64); Handle(memory.ToArray()); }", true)]
    [InlineData("using var memory = new MemoryStream(); while (memory.Length < 64) { await stream.FillAsync(memory, 64); } return Encoding.UTF8.GetString(memory.ToArray());", false)]
    [InlineData("using var memory = new MemoryStream(); await stream.FillAsync(memory, 64);", false)]
    [InlineData("await stream.FillAsync(Stream.Null, 64);", false)]
    public Task A_method_that_gathers_for_its_caller_is_looked_at_from_there(string statements, bool speaks)
    {
        var code = Method(statements) + """

            static class Copies
            {
                public static async Task<int> FillAsync(this NetworkStream source, Stream into, int most)
                {
                    var buffer = new byte[4096];
                    var total = 0;
                    do
                    {
                        var n = await source.ReadAsync(buffer);
                        if (n == 0) break;
                        await into.WriteAsync(buffer, 0, n);
                        total += n;
                        if (total >= most) break;
                    }
                    while (source.[|DataAvailable|]);
                    return total;
                }
            }
            """;
        return speaks ? Verify<AvailableTakenForEnd>.Reports(code) : Verify<AvailableTakenForEnd>.Quiet(code.Replace("[|", "").Replace("|]", ""));
    }

    [Theory]
    [InlineData("do { socket.Receive(buffer); } while (socket.Available > 0);")]
    [InlineData("while (stream.DataAvailable) { var n = stream.Read(buffer, 0, 9); if (n == 0) { break; } }")]
    public Task Draining_what_nobody_wants_is_quiet(string statements) => Verify<AvailableTakenForEnd>.Quiet(Method(statements));

    [Theory]
    [InlineData("var text = new StringBuilder(); while (true) { while (stream.DataAvailable) { var n = stream.Read(buffer, 0, 9); text.Append(Encoding.ASCII.GetString(buffer, 0, n)); } if (text.ToString().Contains('\\n')) { break; } await Task.Delay(9); } return text.ToString();")]
    [InlineData("while (stream.DataAvailable) { var n = stream.Read(buffer, 0, 9); _pending.Append(Encoding.ASCII.GetString(buffer, 0, n)); } if (_pending.ToString().Contains('\\n')) { return _pending.ToString(); }")]
    [InlineData("using var log = File.Create(\"a\"); while (true) { while (stream.DataAvailable) { var n = stream.Read(buffer, 0, 9); log.Write(buffer, 0, n); } await Task.Delay(9); }")]
    public Task What_is_kept_for_the_next_round_is_quiet(string statements) => Verify<AvailableTakenForEnd>.Quiet(Method(statements));

    [Theory]
    [InlineData("var text = new StringBuilder(); do { var n = stream.Read(buffer, 0, 9); if (n == 0) { break; } text.Append(Encoding.ASCII.GetString(buffer, 0, n)); } while (stream.DataAvailable || text[^1] != '\\n'); return text.ToString();")]
    [InlineData("var text = new StringBuilder(); do { var n = stream.Read(buffer, 0, 9); if (n == 0) { break; } text.Append(Encoding.ASCII.GetString(buffer, 0, n)); } while (!IsWhole(text)); return text.ToString();")]
    [InlineData("if (stream.DataAvailable) { var n = stream.Read(buffer, 0, 9); if (n == 0) { return \"\"; } }")]
    [InlineData("var all = new List<byte>(); var next = new byte[1]; while (client.Available > 0) { var n = socket.Receive(next); all.AddRange(next); if (next[0] == 10) { Handle(all.ToArray()); all.Clear(); } } Console.WriteLine(all);")]
    [InlineData("var all = new List<byte>(); while (true) { var n = stream.Read(buffer, 0, 9); if (n == 0) { break; } all.AddRange(buffer.Take(n)); if (!stream.DataAvailable) { Console.WriteLine(1); } } Handle(all.ToArray());")]
    [InlineData("var all = new List<byte>(); while (true) { var n = stream.Read(buffer, 0, 9); if (n == 0) { break; } all.AddRange(buffer.Take(n)); if (!stream.DataAvailable && IsWhole(all)) { break; } } Handle(all.ToArray());")]
    public Task Where_something_else_tells_the_end_it_is_quiet(string statements) => Verify<AvailableTakenForEnd>.Quiet(Method(statements));

    [Theory]
    [InlineData("var own = new byte[client.Available]; var n = client.GetStream().Read(own, 0, own.Length); if (n > 0) { Handle(own); }")]
    [InlineData("var own = new byte[client.Available]; var n = client.GetStream().Read(own, 0, own.Length); _pending.Append(Encoding.ASCII.GetString(own, 0, n));")]
    public Task A_chunk_that_is_handed_on_or_gathered_is_quiet(string statements) => Verify<AvailableTakenForEnd>.Quiet(Method(statements));

    [Theory]
    [InlineData("var udp = new UdpClient(9); var own = new byte[udp.Available]; var n = udp.Client.Receive(own); if (n > 0) { Console.WriteLine(BitConverter.ToInt32(own, 0)); }")]
    public Task Datagrams_are_quiet(string statements) => Verify<AvailableTakenForEnd>.Quiet(Method(statements));

    [Theory]
    [InlineData("string text = \"\"; while (reader.[|Peek|]() >= 0) { text += reader.ReadLine(); } return text;")]
    [InlineData("var text = new StringBuilder(); while (reader.[|Peek|]() > -1) { text.Append((char)reader.Read()); } return text.ToString();")]
    [InlineData("var text = new StringBuilder(); do { text.AppendLine(reader.ReadLine()); } while (reader.[|Peek|]() != -1); return text.ToString();")]
    public Task Before_NET_8_Peek_is_reported_too(string statements) => Verify<AvailableTakenForEnd>.Reports(Peeking(statements), "net462");

    [Theory]
    [InlineData("while (reader.Peek() >= 0) { reader.ReadLine(); } return \"\";", "net462")]
    [InlineData("string text = \"\"; if (reader.Peek() >= 0) { text += reader.ReadLine(); } return text;", "net462")]
    [InlineData("string text = \"\"; while (reader.Peek() >= 0) { text += reader.ReadLine(); if (text.EndsWith(\".\")) break; } return text;", "net462")]
    [InlineData("string text = \"\"; var file = new StreamReader(\"a\"); while (file.Peek() >= 0) { text += file.ReadLine(); } return text;", "net462")]
    [InlineData("string text = \"\"; while (reader.Peek() >= 0) { text += reader.ReadLine(); } return text;", "net10.0")]
    public Task Peek_that_drops_what_it_finds_looks_once_reads_a_file_or_waits_is_quiet(string statements, string framework) => Verify<AvailableTakenForEnd>.Quiet(Peeking(statements), framework);

    private static string Peeking(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;

        class C
        {
            string M(TcpClient client)
            {
                var reader = new StreamReader(client.GetStream());
                {{statements}}
            }
        }
        """;
}
