using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class StaleBufferUsedTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Sockets;
        using System.Security.Cryptography;
        using System.Text;
        using System.Threading.Tasks;

        class C
        {
            private readonly byte[] _field = new byte[512];

            async Task<string> M(Socket socket, Socket other, NetworkStream stream, byte[] buffer, int size, MemoryStream memory, HashAlgorithm hash)
            {
                await Task.Yield();
                {{statements}}
                return "";
            }
        }
        """;

    [Theory]
    [InlineData(
        "var n = socket.Receive(buffer); if (n == 0) { return \"\"; } return Encoding.UTF8.[|GetString|](buffer);",
        "var n = socket.Receive(buffer); if (n == 0) { return \"\"; } return Encoding.UTF8.GetString(buffer, 0, n);")]
    [InlineData(
        "int n; while ((n = stream.Read(buffer, 0, buffer.Length)) > 0) { memory.[|Write|](buffer, 0, buffer.Length); }",
        "int n; while ((n = stream.Read(buffer, 0, buffer.Length)) > 0) { memory.Write(buffer, 0, n); }")]
    [InlineData(
        "int n; while ((n = await stream.ReadAsync(buffer)) != 0) { await memory.[|WriteAsync|](buffer); }",
        "int n; while ((n = await stream.ReadAsync(buffer)) != 0) { await memory.WriteAsync(buffer.AsMemory(0, n)); }")]
    [InlineData(
        "int n; while ((n = socket.Receive(buffer)) > 0) { other.[|Send|](buffer); }",
        "int n; while ((n = socket.Receive(buffer)) > 0) { other.Send(buffer.AsSpan(0, n)); }")]
    [InlineData(
        "var n = stream.Read(_field, 0, 512); if (n == 0) { return \"\"; } return Convert.[|ToBase64String|](_field);",
        "var n = stream.Read(_field, 0, 512); if (n == 0) { return \"\"; } return Convert.ToBase64String(_field, 0, n);")]
    [InlineData(
        "var n = stream.Read(buffer); Console.WriteLine($\"{n} bytes\"); var digest = hash.[|ComputeHash|](buffer); Console.WriteLine(digest);",
        "var n = stream.Read(buffer); Console.WriteLine($\"{n} bytes\"); var digest = hash.ComputeHash(buffer, 0, n); Console.WriteLine(digest);")]
    [InlineData(
        "using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256); int n; while ((n = stream.Read(buffer)) > 0) { sum.[|AppendData|](buffer); }",
        "using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256); int n; while ((n = stream.Read(buffer)) > 0) { sum.AppendData(buffer, 0, n); }")]
    [InlineData(
        "var n = socket.Receive(buffer); if (n < 1) { return \"\"; } using var copy = [|new MemoryStream(buffer)|]; Console.WriteLine(copy);",
        "var n = socket.Receive(buffer); if (n < 1) { return \"\"; } using var copy = new MemoryStream(buffer, 0, n); Console.WriteLine(copy);")]
    [InlineData(
        "var own = new byte[64]; while (true) { var n = socket.Receive(own); if (n == 0) { break; } Console.WriteLine(Encoding.ASCII.[|GetString|](own).TrimEnd('\\0')); }",
        "var own = new byte[64]; while (true) { var n = socket.Receive(own); if (n == 0) { break; } Console.WriteLine(Encoding.ASCII.GetString(own, 0, n).TrimEnd('\\0')); }")]
    [InlineData(
        "using var file = File.OpenRead(\"a\"); int n; while ((n = file.Read(_field, 0, _field.Length)) > 0) { stream.[|Write|](_field, 0, _field.Length); }",
        "using var file = File.OpenRead(\"a\"); int n; while ((n = file.Read(_field, 0, _field.Length)) > 0) { stream.Write(_field, 0, n); }")]
    [InlineData(
        "Stream file = File.OpenRead(\"a\"); var part = new byte[4096]; int n; do { n = await file.ReadAsync(part); if (n > 0) { socket.[|Send|](part); } } while (n > 0);",
        "Stream file = File.OpenRead(\"a\"); var part = new byte[4096]; int n; do { n = await file.ReadAsync(part); if (n > 0) { socket.Send(part.AsSpan(0, n)); } } while (n > 0);")]
    public Task A_whole_buffer_behind_a_receive_is_reported_and_sliced(string before, string after) => Verify<StaleBufferUsed, StaleBufferUsedFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("if (socket.Receive(buffer) == 0) { return \"\"; } return Encoding.UTF8.[|GetString|](buffer);")]
    [InlineData("var part = new byte[8192]; using var file = File.OpenRead(\"a\"); while (file.Read(part, 0, part.Length) > 0) { stream.[|Write|](part, 0, part.Length); }")]
    public Task Without_a_variable_that_holds_the_count_nothing_is_offered(string statements) => Verify<StaleBufferUsed, StaleBufferUsedFix>.OffersNothing(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); return Encoding.UTF8.GetString(buffer, 0, n);")]
    [InlineData("var n = socket.Receive(buffer); return Encoding.UTF8.GetString(buffer.AsSpan(0, n));")]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { memory.Write(buffer, 0, n); }")]
    [InlineData("var own = new byte[99]; var n = socket.Receive(own); Array.Resize(ref own, n); return Encoding.UTF8.GetString(own);")]
    [InlineData("var n = socket.Receive(buffer); return Encoding.ASCII.GetString(buffer).Substring(0, n);")]
    [InlineData("var n = socket.Receive(buffer); if (n == 0) { return \"\"; } var first = new byte[7]; Array.Copy(buffer, first, first.Length); return Encoding.UTF8.GetString(first);")]
    [InlineData("var one = new byte[1]; while (socket.Receive(one) > 0) { other.Send(one); }")]
    public Task What_takes_only_the_bytes_that_came_is_quiet(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); if (n != buffer.Length) { return \"\"; } return Encoding.UTF8.GetString(buffer);")]
    [InlineData("var total = 0; while (total < buffer.Length) { var n = socket.Receive(buffer, total, buffer.Length - total, SocketFlags.None); if (n == 0) { break; } total += n; } return Encoding.UTF8.GetString(buffer);")]
    public Task A_count_that_is_compared_is_quiet(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Receive(buffer); return Encoding.UTF8.GetString(buffer);")]
    public Task A_count_that_nobody_reads_is_NWA2001_s(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Theory]
    [InlineData("var own = new byte[64]; var n = socket.Receive(own); if (n == 0) { return \"\"; } return Encoding.ASCII.GetString(own).TrimEnd('\\0');")]
    [InlineData("var own = new byte[64]; var n = socket.Receive(own); if (n == 0) { return \"\"; } var text = Encoding.ASCII.GetString(own); text = text.Replace(\"\\0\", \"\"); return text;")]
    public Task A_fresh_buffer_whose_zeros_are_cut_off_is_quiet(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Theory]
    [InlineData("var own = new byte[size]; var n = socket.Receive(own); if (n == 0) { return \"\"; } return Encoding.ASCII.GetString(own);")]
    [InlineData("var own = new byte[socket.Available]; var n = socket.Receive(own); if (n == 0) { return \"\"; } return Encoding.ASCII.GetString(own);")]
    public Task A_buffer_as_long_as_the_message_is_another_rule_s(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer.AsSpan()); if (n == 0) { return \"\"; } stream.[|Write|](buffer.AsSpan()); return \"\";")]
    [InlineData("var n = socket.Receive(buffer); if (n == 0) { return \"\"; } return Encoding.ASCII.[|GetString|](buffer.AsSpan());")]
    public Task All_of_it_as_a_span_or_memory_is_all_of_it(string statements) => Verify<StaleBufferUsed>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer.AsSpan()); if (n == 0) { return \"\"; } stream.Write(buffer.AsSpan(0, n)); return \"\";")]
    [InlineData("var n = socket.Receive(buffer.AsSpan()); if (n == 0) { return \"\"; } return Encoding.ASCII.GetString(buffer.AsSpan()[..n]);")]
    public Task A_part_of_the_span_is_quiet(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Theory]
    [InlineData("using var file = File.OpenRead(\"a\"); var n = file.Read(buffer); if (n == 0) { return \"\"; } return Encoding.UTF8.GetString(buffer);")]
    [InlineData("var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); var n = udp.Receive(buffer); if (n == 0) { return \"\"; } return Encoding.UTF8.GetString(buffer);")]
    public Task Files_and_datagrams_are_quiet(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Fact]
    public Task What_a_WebSocket_brought_is_not_the_whole_buffer() => Verify<StaleBufferUsed, StaleBufferUsedFix>.Fixes(
        Messages("var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), stop); var all = Encoding.UTF8.[|GetString|](buffer); if (part.EndOfMessage) { Console.WriteLine(all); }"),
        Messages("var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), stop); var all = Encoding.UTF8.GetString(buffer, 0, part.Count); if (part.EndOfMessage) { Console.WriteLine(all); }"));

    [Theory]
    [InlineData("var segment = new ArraySegment<byte>(buffer); var part = await socket.ReceiveAsync(segment, stop); if (part.EndOfMessage && part.Count > 0) { Console.WriteLine(Encoding.UTF8.[|GetString|](buffer).TrimEnd('\\0')); }")]
    [InlineData("var part = await socket.ReceiveAsync(buffer.AsMemory(), stop); copy.[|Write|](buffer, 0, buffer.Length); if (part.EndOfMessage) { break; }")]
    public Task Whatever_form_the_buffer_has(string statements) => Verify<StaleBufferUsed>.Reports(Messages(statements));

    [Theory]
    [InlineData("var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), stop); copy.Write(buffer, 0, part.Count); if (part.EndOfMessage) { break; }")]
    [InlineData("var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), stop); if (part.Count == buffer.Length) { copy.Write(buffer, 0, buffer.Length); } if (part.EndOfMessage) { break; }")]
    [InlineData("var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), stop); Use(part); if (part.EndOfMessage) { Console.WriteLine(Encoding.UTF8.GetString(buffer)); }")]
    [InlineData("var own = new byte[64]; var part = await socket.ReceiveAsync(new ArraySegment<byte>(own), stop); if (part.EndOfMessage) { Console.WriteLine(Encoding.UTF8.GetString(own).TrimEnd('\\0')); }")]
    public Task A_WebSocket_s_count_that_is_asked_and_zeros_that_are_cut_off_are_quiet(string statements) => Verify<StaleBufferUsed>.Quiet(Messages(statements));

    private static string Messages(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.WebSockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M(WebSocket socket, byte[] buffer, MemoryStream copy, CancellationToken stop)
            {
                while (true)
                {
                    {{statements}}
                }
            }

            void Use(WebSocketReceiveResult part) => Console.WriteLine(part);
        }
        """;

    [Theory]
    [InlineData("var n = socket.Receive(buffer); if (n == 0) { return \"\"; } var copy = new byte[buffer.Length]; Array.[|Copy|](buffer, copy, buffer.Length); memory.Write(copy, 0, 9);")]
    [InlineData("while (true) { var n = await stream.ReadAsync(_field); if (n < 1) { break; } Buffer.[|BlockCopy|](_field, 0, buffer, size, _field.Length); size += 512; }")]
    [InlineData("if (stream.Read(buffer, 0, buffer.Length) <= 0) { return \"\"; } buffer.[|CopyTo|](_field, 0);")]
    [InlineData("var n = await socket.ReceiveAsync(buffer, SocketFlags.None); Console.WriteLine($\"{n} bytes\"); Array.[|Copy|](buffer, 0, _field, 0, buffer.Length);")]
    public Task A_copy_of_the_whole_buffer_is_reported(string statements) => Verify<StaleBufferUsed>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); if (n == 0) { return \"\"; } var copy = new byte[buffer.Length]; Array.Copy(buffer, copy, buffer.Length); memory.Write(copy, 0, n);")]
    [InlineData("var n = socket.Receive(buffer); if (n == 0) { return \"\"; } var copy = new byte[n]; Array.Copy(buffer, copy, copy.Length); memory.Write(copy, 0, copy.Length);")]
    [InlineData("var left = size; while (left > 0) { var part = new byte[Math.Min(left, 512)]; var n = stream.Read(part, 0, part.Length); if (n == 0) { break; } part.CopyTo(buffer, size - left); left -= n; }")]
    [InlineData("var n = socket.Receive(buffer); if (n == 0) { return \"\"; } Array.Copy(_field, buffer, _field.Length);")]
    public Task A_copy_of_which_the_count_says_how_much_is_meant_is_quiet(string statements) => Verify<StaleBufferUsed>.Quiet(Method(statements));

    [Theory]
    [InlineData("int Get(byte[] into) { var n = socket.Receive(into); if (n <= 0) { socket.Close(); return -1; } return n; }", "var n = Get(_head); if (n < 0) { return 1; } Console.WriteLine(Encoding.UTF8.[|GetString|](_head));")]
    [InlineData("Task<int> Get(byte[] into) => socket.ReceiveAsync(into, SocketFlags.None);", "while (await Get(_head) > 0) { socket.[|Send|](_head); }")]
    [InlineData("int Get(byte[] into) { var n = socket.Receive(into); if (n <= 0) { return -1; } return n; }", "var n = Get(_head); if (n < 0) { return 1; } Console.WriteLine(Encoding.UTF8.GetString(_head, 0, n));")]
    [InlineData("int Get(byte[] into) { var n = socket.Receive(into); if (n < into.Length) { throw new InvalidOperationException(); } return n; }", "var n = Get(_head); if (n < 0) { return 1; } Console.WriteLine(Encoding.UTF8.GetString(_head));")]
    public Task The_whole_buffer_behind_a_method_that_gives_the_count_of_one_receive(string helper, string statements)
    {
        var code = WithHelper(helper, statements);
        return code.Contains("[|", System.StringComparison.Ordinal) ? Verify<StaleBufferUsed>.Reports(code) : Verify<StaleBufferUsed>.Quiet(code);
    }

    private static string WithHelper(string helper, string statements) => $$"""
        using System;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading.Tasks;

        class C(Socket socket)
        {
            private readonly byte[] _head = new byte[512];

            {{helper}}

            async Task<int> Use(byte[] buffer)
            {
                await Task.Yield();
                {{statements}}
                return 0;
            }
        }
        """;
}
