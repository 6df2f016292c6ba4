using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class ShortReadTakenForEndTests
{
    [Theory]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (n < 4) throw new IOException(\"only \" + n);")]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, header.Length); if (n != 4) { throw new IOException(); }")]
    [InlineData("var header = new byte[Size]; if (socket.[|Receive|](header) != header.Length) throw new IOException();")]
    [InlineData("var header = new byte[4]; if (await stream.[|ReadAsync|](header.AsMemory(0, 4)) != 4 || header[0] != 1) throw new IOException();")]
    [InlineData("var header = new byte[4]; if (await stream.[|ReadAsync|](header, 0, 4).ConfigureAwait(false) != 4) throw new IOException();")]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (!(n == 4)) throw new IOException();")]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (!(4 > n)) Use(header, n); else throw new IOException();")]
    [InlineData("int n; n = await stream.[|ReadAsync|](buffer, 0, size - 4); if (size - 4 > n) throw new IOException($\"{n} of {size}\"); n = await stream.ReadAsync(buffer, 0, 1);")]
    public Task A_short_read_that_is_thrown_for_is_reported(string code) => Verify<ShortReadTakenForEnd>.Reports(Around(code));

    [Theory]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (n < 4) return;")]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (n == 4) Use(header, 4); else { Console.WriteLine(n); stream.Dispose(); return; }")]
    [InlineData("while (true) { var n = stream.[|Read|](buffer, 0, buffer.Length); Use(buffer, n); if (n < buffer.Length) break; }")]
    [InlineData("while (true) { var n = stream.[|Read|](buffer, 0, buffer.Length); Use(buffer, n); if (n < buffer.Length) return; }")]
    [InlineData("int n; do { n = stream.[|Read|](buffer, 0, buffer.Length); Use(buffer, n); } while (n == buffer.Length);")]
    [InlineData("int n; do { n = socket.[|Receive|](buffer, 0, Size, SocketFlags.None); Use(buffer, n); } while (n > 0 && n == Size);")]
    public Task A_short_read_that_ends_it_is_reported(string code) => Verify<ShortReadTakenForEnd>.Reports(Around(code));

    [Theory]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (n is not 4) throw new IOException();")]
    [InlineData("var header = new byte[4]; if (await stream.[|ReadAsync|](header) is < 4) return;")]
    public Task A_short_read_that_a_pattern_tells_is_reported(string code) => Verify<ShortReadTakenForEnd>.Reports(Around(code));

    [Theory]
    [InlineData("var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (n == 4) Use(header, 4);")]
    [InlineData("while (true) { var header = new byte[4]; var n = await stream.[|ReadAsync|](header); if (n == 0) break; if (n == header.Length) { Use(header, n); } }")]
    [InlineData("var header = new byte[size]; var n = socket?.[|Receive|](header); if (n is not null && n == size) Use(header, size); Console.WriteLine(n);")]
    [InlineData("var header = new byte[4]; if (stream.[|Read|](header, 0, 4) is 4) { Use(header, 4); }")]
    public Task A_short_read_that_nobody_takes_is_reported(string code) => Verify<ShortReadTakenForEnd>.Reports(Around(code));

    [Theory]
    [InlineData("var header = new byte[4]; var n = stream.Read(header, 0, 4); if (n == 4) Use(header, 4); Use(header, n);")]
    [InlineData("var header = new byte[4]; var n = stream.Read(header, 0, 4); if (n == 4) Console.WriteLine(1); _pending = n;")]
    [InlineData("var n = stream.Read(buffer, 0, 4); if (n == 4) Use(buffer, 4);")]
    [InlineData("var all = new byte[4096]; while (true) { var n = stream.Read(all, 0, all.Length); if (n == 0) break; if (n == all.Length) all = new byte[all.Length * 2]; Use(all, n); }")]
    public Task A_short_read_that_somebody_takes_is_quiet(string code) => Verify<ShortReadTakenForEnd>.Quiet(Around(code));

    [Theory]
    [InlineData("int Get(byte[] into, int offset, int count) { try { var n = _socket.Receive(into, offset, count, SocketFlags.None); if (n <= 0) { Close(); return -1; } return n; } catch (SocketException) { return -1; } }", "var body = new byte[size]; var n = [|Get|](body, 0, size); if (n == size) Use(body, n);")]
    [InlineData("int Get(byte[] into) => _socket.Receive(into);", "var head = new byte[4]; if ([|Get|](head) < 4) throw new IOException();")]
    [InlineData("Task<int> Get(byte[] into) => _socket.ReceiveAsync(into, SocketFlags.None);", "var head = new byte[4]; if (await [|Get|](head) != head.Length) throw new IOException();")]
    [InlineData("int Get(Span<byte> into) { var n = _socket.Receive(into); return n > 0 ? n : 0; }", "var head = new byte[4]; if ([|Get|](head) != 4) return;")]
    public Task A_short_read_by_a_method_that_receives_is_reported(string helper, string code) => Verify<ShortReadTakenForEnd>.Reports(Around(code, Helper(helper)));

    [Theory]
    [InlineData("int Get(byte[] into) { var n = 0; while (n < into.Length) { var k = _socket.Receive(into, n, into.Length - n, SocketFlags.None); if (k == 0) return n; n += k; } return n; }", "var head = new byte[4]; if (Get(head) < 4) throw new IOException();")]
    [InlineData("int Get(byte[] into) { var n = _socket.Receive(into); while (n > 0 && n < into.Length) { var k = _socket.Receive(into, n, 1, SocketFlags.None); n += k; } return n; }", "var head = new byte[4]; if (Get(head) < 4) throw new IOException();")]
    [InlineData("int Get(byte[] into) => _socket.Receive(into, SocketFlags.Peek);", "var head = new byte[4]; if (Get(head) < 4) throw new IOException();")]
    [InlineData("int Get(byte[] into) => _socket.Receive(into);", "var head = new byte[9]; if (Get(head) < 4) throw new IOException();")]
    [InlineData("int Get(byte[] into, int most) => _socket.Receive(into, 0, 4, SocketFlags.None);", "var head = new byte[9]; if (Get(head, 9) < 9) throw new IOException();")]
    [InlineData("int Get(byte[] into, int count) { count = 4; return _socket.Receive(into, 0, count, SocketFlags.None); }", "var head = new byte[9]; if (Get(head, 9) < 9) throw new IOException();")]
    public Task A_method_that_does_more_than_one_receive_is_quiet(string helper, string code) => Verify<ShortReadTakenForEnd>.Quiet(Around(code, Helper(helper)));

    private static string Helper(string helper) => "private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);\n\n    void Close() => _socket.Dispose();\n\n    " + helper;

    [Fact]
    public Task A_method_that_says_whether_all_came_is_reported() => Verify<ShortReadTakenForEnd>.Reports(Around("", "bool Fill(NetworkStream stream, byte[] header) => stream.[|Read|](header, 0, 4) == 4;"));

    [Theory]
    [InlineData("var got = 0; while (got < size) { var n = stream.Read(buffer, got, size - got); if (n == 0) throw new IOException(); got += n; }")]
    [InlineData("var n = stream.Read(buffer, 0, size); while (n < size) { var more = stream.Read(buffer, n, size - n); if (more == 0) throw new IOException(); n += more; }")]
    [InlineData("var n = stream.Read(buffer, 0, size); if (n < size) { n += stream.Read(buffer, n, size - n); }")]
    [InlineData("var n = stream.Read(buffer, 0, size); if (n < size) { stream.ReadExactly(buffer, n, size - n); return; }")]
    public Task Reading_on_is_quiet(string code) => Verify<ShortReadTakenForEnd>.Quiet(Around(code));

    [Theory]
    [InlineData("while (size > 0) { using var client = new TcpClient(); await client.ConnectAsync(\"a\", 1); var header = new byte[2]; var n = await client.GetStream().ReadAsync(header); if (n == 2 && header[0] == 5) { return; } }", false)]
    [InlineData("using var client = new TcpClient(); await client.ConnectAsync(\"a\", 1); while (size > 0) { var header = new byte[2]; var n = await client.GetStream().[|ReadAsync|](header); if (n == 0) break; if (n == 2) { Use(header, n); } }", true)]
    [InlineData("var listener = new TcpListener(IPAddress.Any, 1); while (size > 0) { using var client = listener.AcceptTcpClient(); var header = new byte[2]; var n = await client.GetStream().[|ReadAsync|](header); if (n == 2) { Use(header, n); } }", true)]
    public Task A_short_answer_that_is_asked_for_anew_over_another_connection_is_quiet(string code, bool speaks) =>
        speaks ? Verify<ShortReadTakenForEnd>.Reports(Around(code)) : Verify<ShortReadTakenForEnd>.Quiet(Around(code));

    [Theory]
    [InlineData("var n = stream.Read(buffer, 0, buffer.Length); if (n < buffer.Length) { Use(buffer, n); return; }")]
    [InlineData("var n = stream.Read(buffer, 0, buffer.Length); if (n < buffer.Length) { _pending = n; return; }")]
    [InlineData("while (true) { var n = stream.Read(buffer, 0, buffer.Length); if (n < buffer.Length) continue; Use(buffer, n); }")]
    [InlineData("var n = stream.Read(buffer, 0, buffer.Length); if (n < buffer.Length) Array.Clear(buffer, n, buffer.Length - n);")]
    public Task What_came_that_is_kept_or_handed_on_is_quiet(string code) => Verify<ShortReadTakenForEnd>.Quiet(Around(code));

    [Theory]
    [InlineData("var n = stream.Read(buffer, 0, buffer.Length); if (n < 4) throw new IOException();")]
    [InlineData("var n = stream.Read(buffer, 0, 1); if (n != 1) throw new IOException();")]
    [InlineData("var n = stream.Read(buffer, 0, 4); if (!(n < 4)) throw new IOException();")]
    [InlineData("var n = stream.Read(buffer, 0, 4); if (n > 4 || n < 0) throw new IOException();")]
    [InlineData("var n = stream.Read(buffer, 0, 4); if (n == 4 && size > 0) Use(buffer, n);")]
    public Task Another_number_than_was_asked_for_is_quiet(string code) => Verify<ShortReadTakenForEnd>.Quiet(Around(code));

    [Fact]
    public Task A_short_read_that_an_expression_takes_for_an_error_is_reported() =>
        Verify<ShortReadTakenForEnd>.Reports(Around("var header = new byte[Size]; Use(socket.[|Receive|](header) == Size ? header : throw new IOException(), 4); Use(socket.[|Receive|](header) < Size ? throw new IOException() : header, 4);"));

    [Fact]
    public Task A_short_read_that_an_expression_takes_for_less_is_quiet() =>
        Verify<ShortReadTakenForEnd>.Quiet(Around("var header = new byte[Size]; var n = socket.Receive(header); Use(header, n == Size ? n : n - 1);"));

    [Theory]
    [InlineData("var n = file.Read(buffer, 0, 4); if (n < 4) throw new IOException();")]
    [InlineData("var n = stream.ReadAtLeast(buffer, 4, false); if (n < buffer.Length) throw new IOException();")]
    [InlineData("if (socket.Receive(buffer, 0, 4, SocketFlags.Peek) < 4) return;")]
    [InlineData("EndPoint from = anyone; var n = socket.ReceiveFrom(buffer, 0, 4, SocketFlags.None, ref from); if (n < 4) return;")]
    [InlineData("if (socket.Available < 4) return; var n = socket.Receive(buffer, 0, 4, SocketFlags.None); if (n < 4) throw new IOException();")]
    public Task A_file_a_peek_a_datagram_and_bytes_that_are_there_are_quiet(string code) => Verify<ShortReadTakenForEnd>.Quiet(Around(code));

    private static string Around(string code, string members = "") =>
        "using System;\nusing System.IO;\nusing System.Net;\nusing System.Net.Sockets;\nusing System.Threading.Tasks;\n\nclass C\n{\n    private const int Size = 4;\n\n    private int _pending;\n\n"
        + "    async Task Run(NetworkStream stream, FileStream file, Socket socket, EndPoint anyone, byte[] buffer, int size)\n    {\n        await Task.Yield();\n" + code + "\n    }\n\n"
        + "    void Use(byte[] buffer, int count) => _pending += buffer[count - 1];\n\n    " + members + "\n}\n";
}
