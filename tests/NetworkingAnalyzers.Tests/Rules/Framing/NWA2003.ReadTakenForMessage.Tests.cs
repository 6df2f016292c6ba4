using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class ReadTakenForMessageTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Buffers.Binary;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task<int> M(Socket socket, NetworkStream stream, byte[] buffer, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
                return 0;
            }
        }
        """;

    [Theory]
    [InlineData("var n = socket.[|Receive|](buffer); if (n == 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = stream.[|Read|](buffer, 0, 4); if (n <= 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = await stream.[|ReadAsync|](buffer.AsMemory(0, 4), token).ConfigureAwait(false); if (n is 0) { throw new EndOfStreamException(); } return BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(0, 4));")]
    [InlineData("int n; while ((n = stream.[|Read|](buffer, 0, 4)) > 0) { Console.WriteLine(n + \" bytes: \" + BitConverter.ToInt32(buffer, 0)); }")]
    [InlineData("if (stream.[|Read|](buffer, 0, 4) < 1) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = socket.[|Receive|](buffer, SocketFlags.None); Console.WriteLine($\"{n} bytes\"); if (buffer[0] == 5 && buffer[1] == 0) { return 1; }")]
    [InlineData("Func<int> read = () => { var n = socket.[|Receive|](buffer); return n == 0 ? 0 : BitConverter.ToInt16(buffer, 2); };")]
    public Task Fixed_places_read_after_one_receive_are_reported(string statements) => Verify<ReadTakenForMessage>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = socket.[|Receive|](buffer); if (n == 0) { return 0; } if (Encoding.ASCII.GetString(buffer, 0, n) == \"QUIT\") { return 1; }")]
    [InlineData("var n = stream.[|Read|](buffer, 0, buffer.Length); var text = Encoding.UTF8.GetString(buffer, 0, n); if (text.Trim().ToUpper() != \"QUIT\") { return 1; }")]
    [InlineData("var n = await stream.[|ReadAsync|](buffer, token); var text = Encoding.UTF8.GetString(buffer, 0, n); switch (text) { case \"get\": return 1; case \"put\": return 2; }")]
    [InlineData("var n = await stream.[|ReadAsync|](buffer); var text = Encoding.UTF8.GetString(buffer.AsSpan(0, n)); return text switch { \"get\" => 1, _ => 2 };")]
    [InlineData("var n = socket.[|Receive|](buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); if (text.Equals(\"QUIT\", StringComparison.OrdinalIgnoreCase)) { return 1; }")]
    [InlineData("var n = socket.[|Receive|](buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); if (string.Equals(text, \"QUIT\")) { return 1; }")]
    [InlineData("var n = socket.[|Receive|](buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); return text is \"QUIT\" ? 1 : 2;")]
    [InlineData("var n = socket.[|Receive|](buffer); return int.Parse(Encoding.ASCII.GetString(buffer, 0, n));")]
    [InlineData("var n = socket.[|Receive|](buffer); if (n == 0) { return 0; } var map = JsonSerializer.Deserialize<int[]>(Encoding.UTF8.GetString(buffer, 0, n)); Console.WriteLine(map);")]
    [InlineData("var n = socket.[|Receive|](buffer); var text = Encoding.ASCII.GetString(buffer, 0, n).Trim().ToLower(); if (text.Equals(\"quit\")) { return 1; }")]
    [InlineData("var n = socket.[|Receive|](buffer); var parts = Encoding.ASCII.GetString(buffer, 0, n).Split(' '); switch (parts[0]) { case \"GET\": return parts.Length; }")]
    public Task Text_of_one_receive_that_is_taken_for_a_command_is_reported(string statements) => Verify<ReadTakenForMessage>.Reports(Method(statements));

    [Theory]
    [InlineData("var text = \"\"; var n = socket.Receive(buffer); text += Encoding.ASCII.GetString(buffer, 0, n); if (text == \"QUIT\") { return 1; }")]
    [InlineData("var text = new StringBuilder(); var n = socket.Receive(buffer); text.Append(Encoding.ASCII.GetString(buffer, 0, n)); if (text.ToString() == \"QUIT\") { return 1; }")]
    [InlineData("var n = socket.Receive(buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); Console.WriteLine(text);")]
    [InlineData("var n = socket.Receive(buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); if (text == \"\") { return 0; }")]
    [InlineData("var n = socket.Receive(buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); if (text.Contains(\"\\r\\n\")) { return 1; }")]
    [InlineData("var n = socket.Receive(buffer); var parts = Encoding.ASCII.GetString(buffer, 0, n).Trim().Split(' '); Console.WriteLine(parts[0]);")]
    public Task Text_that_is_gathered_or_shown_is_quiet(string statements) => Verify<ReadTakenForMessage>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = socket.Receive(buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); if (text == \"QUIT\") { return 1; } }")]
    public Task A_loop_that_also_spins_at_the_end_is_NWA2002_s(string statements) => Verify<ReadTakenForMessage>.Quiet(Method(statements));

    [Theory]
    [InlineData("var n = stream.Read(buffer, 0, 4); if (n != 4) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = stream.Read(buffer, 0, 4); while (n < 4) { n += stream.Read(buffer, n, 4 - n); } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var total = 0; while (total < 4) { var n = stream.Read(buffer, total, 4 - total); if (n == 0) { return 0; } total += n; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("if (stream.Read(buffer, 0, 4) < 4) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = await stream.ReadAtLeastAsync(buffer, 4, false, token); if (n == 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    public Task A_count_that_is_measured_is_quiet(string statements) => Verify<ReadTakenForMessage>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Receive(buffer); return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = socket.Receive(buffer); return BitConverter.ToInt32(buffer, 0);")]
    public Task A_count_that_nobody_reads_is_NWA2001_s(string statements)
    {
        return Verify<ReadTakenForMessage>.Quiet(Method(statements));
    }

    [Theory]
    [InlineData("var n = stream.Read(buffer, 0, 1); if (n == 0) { return 0; } return buffer[0];")]
    [InlineData("var n = stream.Read(buffer, 0, 4); if (n == 0) { return 0; } buffer[1] = 0;")]
    [InlineData("var n = stream.Read(buffer, 0, 4); if (n == 0) { return 0; } stream.ReadExactly(buffer); return buffer[2];")]
    public Task Places_that_were_surely_filled_are_quiet(string statements) => Verify<ReadTakenForMessage>.Quiet(Method(statements));

    [Theory]
    [InlineData("if (socket.Available < 4) { return 0; } var n = socket.Receive(buffer); if (n == 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    public Task Bytes_that_are_known_to_wait_are_quiet(string statements) => Verify<ReadTakenForMessage>.Quiet(Method(statements));

    [Theory]
    [InlineData("var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); var n = udp.Receive(buffer); if (n == 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var file = File.OpenRead(\"a\"); var n = file.Read(buffer, 0, 4); if (n == 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    public Task Datagrams_and_files_are_quiet(string statements) => Verify<ReadTakenForMessage>.Quiet(Method(statements));

    [Theory]
    [InlineData("stream.ReadExactly(buffer, 0, 4); var size = BitConverter.ToInt32(buffer, 0); var body = new byte[size]; var n = stream.[|Read|](body, 0, size); if (n == 0) { return 0; } Console.WriteLine(Encoding.UTF8.GetString(body));")]
    [InlineData("stream.ReadExactly(buffer, 0, 4); var body = new byte[BitConverter.ToInt32(buffer, 0)]; if (await stream.[|ReadAsync|](body) <= 0) { return 0; } Console.WriteLine(body);")]
    public Task A_body_whose_length_the_peer_has_announced_is_reported(string statements) => Verify<ReadTakenForMessage>.Reports(Method(statements));

    private static string Class(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Sockets;
        using System.Text;
        using System.Text.Json;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _stream = null!;
            private readonly Socket _socket = null!;
            private readonly byte[] _buffer = new byte[1024];
            private readonly StringBuilder _text = new();

            {{members}}
        }
        """;

    [Theory]
    [InlineData("void On(IAsyncResult ar) { var n = _stream.[|EndRead|](ar); if (n == 0) { return; } Handle(); Begin(); } void Begin() => _stream.BeginRead(_buffer, 0, _buffer.Length, On, null); void Handle() { Console.WriteLine(_buffer[1]); }")]
    [InlineData("void On(IAsyncResult ar) { var n = _stream.[|EndRead|](ar); if (n == 0) { return; } Handle(n); _stream.BeginRead(_buffer, 0, 9, new AsyncCallback(On), null); } void Handle(int size) { var length = BitConverter.ToInt16(_buffer, 0); Console.WriteLine(length); }")]
    [InlineData("void Begin() => _socket.BeginReceive(_buffer, 0, 9, SocketFlags.None, ar => { var n = _socket.[|EndReceive|](ar); if (n > 0) { Handle(_buffer, n); } }, null); void Handle(byte[] b, int size) { if (Encoding.ASCII.GetString(b, 0, size) == \"QUIT\") { throw new Exception(); } }")]
    [InlineData("class State { public byte[] Buffer = new byte[9]; public Socket Socket = null!; } void Begin(State s) => s.Socket.BeginReceive(s.Buffer, 0, 9, 0, On, s); void On(IAsyncResult ar) { var s = (State)ar.AsyncState!; var n = s.Socket.[|EndReceive|](ar); if (n <= 0) { return; } var header = new byte[4]; Array.Copy(s.Buffer, header, 4); }")]
    public Task Callbacks_that_take_one_receive_for_a_message_are_reported(string members) => Verify<ReadTakenForMessage>.Reports(Class(members));

    [Theory]
    [InlineData("void On(object? o, SocketAsyncEventArgs e) { if (e.[|BytesTransferred|] == 0 || e.SocketError != SocketError.Success) { return; } Console.WriteLine(BitConverter.ToInt32(e.Buffer!, e.Offset)); _socket.ReceiveAsync(e); }")]
    [InlineData("void On(SocketAsyncEventArgs e) { if (e.[|BytesTransferred|] > 0) { var text = Encoding.UTF8.GetString(e.Buffer!, e.Offset, e.BytesTransferred); var parts = text.Split('|'); Console.WriteLine(parts[1]); _socket.ReceiveAsync(e); } }")]
    public Task Completions_that_take_one_receive_for_a_message_are_reported(string members) => Verify<ReadTakenForMessage>.Reports(Class(members));

    [Theory]
    [InlineData("string Receive() { var n = _stream.[|Read|](_buffer, 0, 99); return Encoding.ASCII.GetString(_buffer, 0, n); } void M() { switch (Receive()) { case \"get\": break; } }")]
    [InlineData("async Task<string> Receive() { var n = await _stream.[|ReadAsync|](_buffer, 0, 99); var text = Encoding.ASCII.GetString(_buffer, 0, n); return text; } async Task M() { var command = await Receive(); if (command.Trim() == \"get\") { throw new Exception(); } }")]
    [InlineData("void M() { var n = _socket.[|Receive|](_buffer); var text = Encoding.UTF8.GetString(_buffer, 0, n); Run(text); } void Run(string command) { if (command == \"stop\") { throw new Exception(); } }")]
    [InlineData("void M() { var n = _socket.[|Receive|](_buffer); if (n == 0) { return; } var data = new byte[n]; Array.Copy(_buffer, data, n); Console.WriteLine(JsonSerializer.Deserialize<int[]>(data)); }")]
    [InlineData("void M() { var n = _socket.[|Receive|](_buffer); if (n is not 0) { using var memory = new MemoryStream(_buffer, 0, n); Console.WriteLine(JsonSerializer.Deserialize<int[]>(memory)); } }")]
    [InlineData("void M() { var n = _socket.[|Receive|](_buffer); if (n == 0) { return; } ReadOnlySpan<byte> span = _buffer.AsSpan(0, n); Console.WriteLine(span[2]); }")]
    [InlineData("void M() { var n = _socket.[|Receive|](_buffer); if (n == 0) { return; } Handle(_buffer); } void Handle(byte[] b) { Console.WriteLine(BitConverter.ToInt32(b, 0)); }")]
    [InlineData("void M() { var buffer = new byte[99]; var n = _socket.[|Receive|](buffer); if (n == 0) { return; } Array.Resize(ref buffer, n); Console.WriteLine(BitConverter.ToInt32(buffer, 0)); }")]
    public Task What_is_handed_on_and_taken_whole_there_is_reported(string members) => Verify<ReadTakenForMessage>.Reports(Class(members));

    [Theory]
    [InlineData("void On(IAsyncResult ar) { var n = _stream.EndRead(ar); if (n == 0) { return; } Handle(n); Begin(); } void Begin() => _stream.BeginRead(_buffer, 0, 9, On, null); void Handle(int size) { if (size < 2) { throw new Exception(); } Console.WriteLine(_buffer[1]); }")]
    [InlineData("void On(IAsyncResult ar) { var n = _stream.EndRead(ar); if (n > 0) { _text.Append(Encoding.ASCII.GetString(_buffer, 0, n)); if (_text.ToString().Contains(\"<EOF>\")) { return; } } Begin(); } void Begin() => _stream.BeginRead(_buffer, 0, 9, On, null);")]
    [InlineData("void M() { var n = _socket.Receive(_buffer); if (n == 0) { return; } var data = new byte[n]; Array.Copy(_buffer, data, n); if (data.Length < 4) { return; } Console.WriteLine(BitConverter.ToInt32(data, 0)); }")]
    [InlineData("void M() { var n = _socket.Receive(_buffer); if (n == 0) { return; } Handle(_buffer, n); } void Handle(byte[] b, int count) { for (var i = 0; i < count; i++) { Console.WriteLine(b[i]); } }")]
    [InlineData("void M() { var n = _socket.Receive(_buffer); if (n == 0) { return; } Handle(_buffer.AsSpan(0, n)); } void Handle(ReadOnlySpan<byte> b) { if (b.Length >= 4) { Console.WriteLine(BitConverter.ToInt32(b)); } }")]
    [InlineData("void M() { var n = _socket.Receive(_buffer); if (n - 4 < 0) { return; } Console.WriteLine(BitConverter.ToInt32(_buffer, 0)); }")]
    [InlineData("void M() { var n = _socket.Receive(_buffer); var parts = Encoding.UTF8.GetString(_buffer, 0, n).Split('|'); if (parts.Length > 1) { Console.WriteLine(parts[1]); } }")]
    [InlineData("string Receive() { var n = _stream.Read(_buffer, 0, 99); return Encoding.ASCII.GetString(_buffer, 0, n); } void M() { _text.Append(Receive()); if (_text.ToString() == \"x y\") { return; } }")]
    public Task What_is_measured_or_gathered_elsewhere_is_quiet(string members) => Verify<ReadTakenForMessage>.Quiet(Class(members));

    [Theory]
    [InlineData("void On(SocketAsyncEventArgs e) { if (e.BytesTransferred < 4) { return; } Console.WriteLine(BitConverter.ToInt32(e.Buffer!, e.Offset)); _socket.ReceiveAsync(e); }")]
    [InlineData("void On(SocketAsyncEventArgs e) { if (e.BytesTransferred == 0) { return; } Console.WriteLine(BitConverter.ToInt32(e.Buffer!, e.Offset)); _socket.ReceiveFromAsync(e); }")]
    [InlineData("int _count; void On(SocketAsyncEventArgs e) { _count += e.BytesTransferred; if (_count >= 4) { Console.WriteLine(BitConverter.ToInt32(e.Buffer!, 0)); } _socket.ReceiveAsync(e); }")]
    public Task Completions_that_measure_and_datagrams_are_quiet(string members) => Verify<ReadTakenForMessage>.Quiet(Class(members));

    [Theory]
    [InlineData(
        "var n = stream.[|Read|](buffer, 0, 4); if (n <= 0) { return 0; } return BitConverter.ToInt32(buffer, 0);",
        "var n = stream.ReadAtLeast(buffer.AsSpan(0, 4), 4, throwOnEndOfStream: false); if (n < 4) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData(
        "var header = new byte[4]; var n = await stream.[|ReadAsync|](header, 0, header.Length, token).ConfigureAwait(false); if (0 < 1 && n == 0) { return 0; } return BitConverter.ToInt32(header, 0);",
        "var header = new byte[4]; var n = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken: token).ConfigureAwait(false); if (0 < 1 && n < header.Length) { return 0; } return BitConverter.ToInt32(header, 0);")]
    [InlineData(
        "var header = new byte[4]; var n = stream.[|Read|](header, 0, 4); if (0 >= n /* gone */) { return 0; } return BitConverter.ToInt32(header, 0);",
        "var header = new byte[4]; var n = stream.ReadAtLeast(header.AsSpan(0, 4), 4, throwOnEndOfStream: false); if (n < 4 /* gone */) { return 0; } return BitConverter.ToInt32(header, 0);")]
    [InlineData(
        "int n; while ((n = stream.[|Read|](buffer, 0, 4)) > 0) { Console.WriteLine(n + \" bytes: \" + BitConverter.ToInt32(buffer, 0)); }",
        "int n; while ((n = stream.ReadAtLeast(buffer.AsSpan(0, 4), 4, throwOnEndOfStream: false)) >= 4) { Console.WriteLine(n + \" bytes: \" + BitConverter.ToInt32(buffer, 0)); }")]
    [InlineData(
        "if (await stream.[|ReadAsync|](buffer.AsMemory(0, 8)) is 0) { return 0; } return (int)BinaryPrimitives.ReadInt64BigEndian(buffer);",
        "if (await stream.ReadAtLeastAsync(buffer.AsMemory(0, 8), 8, throwOnEndOfStream: false) < 8) { return 0; } return (int)BinaryPrimitives.ReadInt64BigEndian(buffer);")]
    [InlineData(
        "var size = buffer[0]; var body = new byte[size]; var n = stream.[|Read|](body); Console.WriteLine($\"{n} bytes\"); var text = Encoding.UTF8.GetString(body, 0, n); if (text == \"QUIT\") { return 1; }",
        "var size = buffer[0]; var body = new byte[size]; var n = stream.ReadAtLeast(body, body.Length); Console.WriteLine($\"{n} bytes\"); var text = Encoding.UTF8.GetString(body, 0, n); if (text == \"QUIT\") { return 1; }")]
    [InlineData(
        "var header = new byte[2]; stream.ReadExactly(header); var size = (header[0] << 8) | header[1]; var body = new byte[size]; var n = stream.[|Read|](body, 0, size); if (n <= 0) { throw new EndOfStreamException(); } return BitConverter.ToInt32(body);",
        "var header = new byte[2]; stream.ReadExactly(header); var size = (header[0] << 8) | header[1]; var body = new byte[size]; var n = stream.ReadAtLeast(body.AsSpan(0, size), size, throwOnEndOfStream: false); if (n < size) { throw new EndOfStreamException(); } return BitConverter.ToInt32(body);")]
    public Task The_fix_waits_for_what_is_needed(string before, string after) => Verify<ReadTakenForMessage, ReadTakenForMessageFix>.Fixes(Method(before), Method(after));

    [Theory]
    [InlineData("var n = socket.[|Receive|](buffer, 0, 4, SocketFlags.None); if (n == 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = stream.[|Read|](buffer, 0, 4); if (n is not 0) { return BitConverter.ToInt32(buffer, 0); }")]
    public Task Without_the_API_or_a_test_that_can_be_turned_nothing_is_offered(string statements) => Verify<ReadTakenForMessage, ReadTakenForMessageFix>.OffersNothing(Method(statements));

    [Theory]
    [InlineData("var n = stream.[|Read|](buffer, 0, 1024); if (n == 0) { return 0; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("var n = stream.[|Read|](buffer, 0, 64); if (n == 0) { return 0; } return buffer[1];")]
    public Task Where_the_protocol_may_send_less_than_is_asked_for_nothing_is_offered(string statements) => Verify<ReadTakenForMessage, ReadTakenForMessageFix>.OffersNothing(Method(statements));

    [Theory]
    [InlineData("var n = await socket.[|ReceiveAsync|](buffer, SocketFlags.None); if (n == 0) { return 0; } Console.WriteLine(JsonSerializer.Deserialize<string>(buffer.AsSpan()[..n]));")]
    [InlineData("var n = stream.[|Read|](buffer, 0, 64); if (n == 0) { return 0; } Console.WriteLine(JsonSerializer.Deserialize<string>(buffer[..n]));")]
    public Task A_range_is_a_slice(string statements) => Verify<ReadTakenForMessage>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = stream.Read(buffer, 0, 64); var part = buffer[..n]; if (part.Length < 4) { return 0; } return BitConverter.ToInt32(part, 0);")]
    [InlineData("var n = stream.Read(buffer, 0, 64); if (n < 8) { return 0; } return BitConverter.ToInt32(buffer[..n], 0);")]
    public Task A_range_whose_length_is_asked_is_quiet(string statements) => Verify<ReadTakenForMessage>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (_socket.Available < size) { Task.Delay(2).Wait(); }", "size", "size", false)]
    [InlineData("var there = _socket.Available; while (there < size && Environment.TickCount > 0) { Task.Delay(2).Wait(); there = _socket.Available; }", "size", "size", false)]
    [InlineData("while (_socket.Available < size) { Task.Delay(2).Wait(); }", "1", "size", true)]
    [InlineData("while (_socket.Available < 1) { Task.Delay(size).Wait(); }", "size", "size", true)]
    public Task A_receive_of_as_many_bytes_as_somebody_has_waited_for_is_whole(string wait, string waitedFor, string asked, bool speaks)
    {
        var code = Class("bool WaitFor(int size) { " + wait + " return true; } bool Fill(byte[] into, int start, int size) { if (!WaitFor(" + waitedFor + ")) { return false; } var n = _socket.[|Receive|](into, start, "
            + asked + ", SocketFlags.None); return n > 0; }");
        return speaks ? Verify<ReadTakenForMessage>.Reports(code) : Verify<ReadTakenForMessage>.Quiet(code.Replace("[|", "").Replace("|]", ""));
    }

    [Theory]
    [InlineData("var header = new byte[6]; stream.ReadExactly(header); var size = (header[4] << 8) | header[5]; var body = new byte[size]; var n = stream.[|Read|](body, 0, size); if (n <= 0) { throw new EndOfStreamException(); } Console.WriteLine(body.Length); Handle(body); void Handle(byte[] all) => Console.WriteLine(all[0]);")]
    [InlineData("var header = new byte[4]; stream.ReadExactly(header); var size = (header[2] << 8) | header[3]; var n = await stream.[|ReadAsync|](buffer, 0, size, token); if (n == 0) { return 0; } Action<byte[]> on = _ => { }; on(buffer);")]
    [InlineData("var size = stream.ReadByte(); var n = stream.[|Read|](buffer.AsSpan(0, BitConverter.ToUInt16(buffer, 2))); if (n == 0) { return size; } Console.WriteLine(Convert.ToHexString(buffer));")]
    [InlineData("Span<byte> credit = stackalloc byte[4]; var n = socket.[|Receive|](credit, SocketFlags.None, out _); Console.WriteLine(\"{0} {1} {2} {3}\", n, 1, 2, 3); return n == 0 ? 0 : BinaryPrimitives.ReadInt32BigEndian(credit);")]
    public Task One_read_of_a_length_that_the_peer_has_said_is_reported(string statements) => Verify<ReadTakenForMessage>.Reports(Method(statements));

    [Theory]
    [InlineData("byte[] Get(int length) { var block = new byte[length + 2]; var n = _stream.[|Read|](block, 0, block.Length); if (n == 0) { throw new Exception(); } Array.Resize(ref block, length); return block; }")]
    [InlineData("byte[] Get(int length) { var block = new byte[length]; if (_stream.[|Read|](block, 0, length) <= 0) { throw new Exception(); } return block; }")]
    [InlineData("string Get(int length) { var block = new byte[length]; if (_stream.[|Read|](block, 0, length) == 0) { throw new Exception(); } return Encoding.UTF8.GetString(block); }")]
    [InlineData("void Get(out byte[] block, int length) { block = new byte[length]; var n = _stream.[|Read|](block, 0, length); if (n == 0) { throw new Exception(); } Console.WriteLine(BitConverter.ToInt16(block)); }")]
    [InlineData("void Fill(byte[] into) { if (_socket.[|Receive|](into) == 0) { throw new Exception(); } }")]
    [InlineData("bool Fill(byte[] into, int start, int length) { var n = _stream.[|Read|](into, start, length); return n > 0; }")]
    public Task One_read_of_a_length_that_the_caller_gives_is_reported(string members) => Verify<ReadTakenForMessage>.Reports(Class(members));

    [Theory]
    [InlineData("byte[] Get(int max) { var block = new byte[max]; var n = _stream.Read(block, 0, max); if (n == 0) { throw new Exception(); } return block; }")]
    [InlineData("byte[] Get(int length) { var block = new byte[length]; var n = _stream.Read(block, 0, length); if (n == 0) { throw new Exception(); } Array.Resize(ref block, n); return block; }")]
    [InlineData("ArraySegment<byte> Get(int length) { var block = new byte[length]; var n = _stream.Read(block, 0, length); if (n == 0) { throw new Exception(); } return new ArraySegment<byte>(block, 0, n); }")]
    [InlineData("int Fill(byte[] into) { var n = _socket.Receive(into); if (n == 0) { throw new Exception(); } return n; }")]
    [InlineData("void Fill(byte[] into, out int n) { n = _socket.Receive(into); if (n == 0) { throw new Exception(); } }")]
    [InlineData("bool Fill(byte[] into, int length) { var n = _stream.Read(into, 0, length); return n == length; }")]
    [InlineData("bool Peek(byte[] into) => _socket.Receive(into, SocketFlags.Peek) > 0;")]
    [InlineData("void Answer(byte[] scratch, byte[] reply) { if (_socket.Receive(scratch) == 0) { return; } _socket.Send(reply); }")]
    [InlineData("void Drain(byte[] into) { while (_stream.Read(into, 0, into.Length) > 0) { } }")]
    [InlineData("void Show(byte[] into) { var n = _socket.Receive(into); if (n == 0) { return; } Console.WriteLine(Encoding.UTF8.GetString(into, 0, n)); }")]
    public Task What_the_caller_learns_the_length_of_is_quiet(string members) => Verify<ReadTakenForMessage>.Quiet(Class(members));

    private static string Lines(string code) => Class($$"""
        void Run() { var buffer = new byte[4096]; var rest = string.Empty; while (true) { var n = _stream.READ(buffer, 0, buffer.Length); if (n == 0) { return; } {{code}} Console.WriteLine(rest); } }
            void Post(string line) => _posted.Add(line);
            void PostAll(System.Collections.Generic.IEnumerable<string> lines) => _posted.AddRange(lines);
            private readonly System.Collections.Generic.List<string> _posted = [];
            private string _rest = "";
        """);

    [Theory]
    [InlineData("foreach (var line in Encoding.UTF8.GetString(buffer, 0, n).Split('\\n')) { Post(line); }")]
    [InlineData("var text = Encoding.UTF8.GetString(buffer, 0, n); Console.WriteLine(text); var lines = text.Replace(\"\\r\", \"\").Split('\\n'); for (var i = 0; i < lines.Length; i++) { Post(lines[i].Trim()); }")]
    [InlineData("var lines = Encoding.ASCII.GetString(buffer, 0, n).Split(new[] { \"\\r\\n\" }, StringSplitOptions.RemoveEmptyEntries); PostAll(lines.Where(line => line.Length > 0)); if (lines.Length > 1 && lines[lines.Length - 1] == \"\") { return; }")]
    [InlineData("foreach (var line in Encoding.UTF8.GetString(buffer, 0, n).Split(Environment.NewLine).Where(line => line != \"\").ToList()) { Console.WriteLine(line); Post(line); }")]
    [InlineData("var text = Encoding.UTF8.GetString(buffer.AsSpan(0, n)); if (string.IsNullOrEmpty(text)) { continue; } PostAll(text.Split('\\n'));")]
    public Task Lines_of_one_receive_are_no_whole_lines(string code) => Verify<ReadTakenForMessage>.Reports(Lines(code).Replace("READ", "[|Read|]", System.StringComparison.Ordinal).Replace("using System.IO;", "using System.IO;\nusing System.Linq;", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("foreach (var line in (rest + Encoding.UTF8.GetString(buffer, 0, n)).Split('\\n')) { Post(line); }")]
    [InlineData("var lines = Encoding.UTF8.GetString(buffer, 0, n).Split('\\n'); for (var i = 0; i < lines.Length - 1; i++) { Post(lines[i]); } rest = lines[lines.Length - 1];")]
    [InlineData("var lines = Encoding.UTF8.GetString(buffer, 0, n).Split('\\n'); lines[0] = rest + lines[0]; foreach (var line in lines) { Post(line); }")]
    [InlineData("var lines = Encoding.UTF8.GetString(buffer, 0, n).Split('\\n'); PostAll(lines); rest = lines.Last();")]
    [InlineData("PostAll(Encoding.UTF8.GetString(buffer, 0, n).Split('\\n').SkipLast(1));")]
    [InlineData("foreach (var line in Encoding.UTF8.GetString(buffer, 0, n).Split('\\n')) { if (line.EndsWith('}')) { Post(line); } else { _rest = line; } }")]
    [InlineData("foreach (var line in Encoding.UTF8.GetString(buffer, 0, n).Split('\\n')) { Post(rest + line); }")]
    [InlineData("foreach (var line in Encoding.UTF8.GetString(buffer, 0, n).Split('\\n')) { Console.WriteLine(line); }")]
    [InlineData("foreach (var word in Encoding.UTF8.GetString(buffer, 0, n).Split(' ')) { Post(word); }")]
    [InlineData("var text = Encoding.UTF8.GetString(buffer, 0, n); if (!text.EndsWith('\\n')) { continue; } PostAll(text.Split('\\n'));")]
    [InlineData("if (n < 100) { continue; } PostAll(Encoding.UTF8.GetString(buffer, 0, n).Split('\\n'));")]
    public Task Lines_whose_last_is_kept_or_looked_at_are_quiet(string code) => Verify<ReadTakenForMessage>.Quiet(Lines(code).Replace("READ", "Read", System.StringComparison.Ordinal).Replace("using System.IO;", "using System.IO;\nusing System.Linq;", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("int Get(byte[] into, int offset, int count) { try { var n = socket.Receive(into, offset, count, SocketFlags.None); if (n <= 0) { socket.Close(); return -1; } return n; } catch (SocketException) { return -1; } }", "var n = [|Get|](buffer, 0, 512); if (n <= 0) { return 1; } return buffer[1];")]
    [InlineData("Task<int> Get(byte[] into) => socket.ReceiveAsync(into, SocketFlags.None);", "if (await [|Get|](_head) == 0) { return 1; } return BitConverter.ToInt32(_head, 0);")]
    [InlineData("int Get(Span<byte> into) { var n = socket.Receive(into); return n > 0 ? n : -1; }", "int n; n = [|Get|](_head); if (n < 0) { return 1; } if (Encoding.ASCII.GetString(_head, 0, n) == \"QUIT\") { return 2; }")]
    [InlineData("int Get(byte[] into) => socket.Receive(into);", "var n = [|Get|](buffer); if (n == 0) { return 1; } Console.WriteLine(buffer[1]); var m = Get(buffer); if (m < 9) { return 2; } Console.WriteLine(buffer[3]);")]
    public Task One_receive_by_a_method_that_gives_its_count_is_reported(string helper, string statements) => Verify<ReadTakenForMessage>.Reports(WithHelper(helper, statements));

    [Theory]
    [InlineData("int Get(byte[] into) => socket.Receive(into);", "var n = Get(buffer); if (n < 2) { return 1; } return buffer[1];")]
    [InlineData("int Get(byte[] into) => socket.Receive(into);", "var n = Get(buffer); if (n == 0) { return 1; } n = Get(buffer); if (n < 9) { return 2; } Console.WriteLine(buffer[3]);")]
    [InlineData("int Get(byte[] into, int count) { var n = 0; while (n < count) { var k = socket.Receive(into, n, count - n, SocketFlags.None); if (k == 0) { return 0; } n += k; } return n; }", "if (Get(buffer, 4) == 0) { return 1; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("int Get(byte[] into, int at) => socket.Receive(into, at, 4, SocketFlags.None);", "if (Get(buffer, 4) == 0) { return 1; } return BitConverter.ToInt32(buffer, 0);")]
    [InlineData("int Get(byte[] into) { var n = socket.Receive(into); if (n != into.Length) { throw new InvalidOperationException(); } return n; }", "if (Get(buffer) == 0) { return 1; } return BitConverter.ToInt32(buffer, 0);")]
    public Task A_method_that_waits_for_all_or_a_count_that_is_measured_is_quiet(string helper, string statements) => Verify<ReadTakenForMessage>.Quiet(WithHelper(helper, statements));

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
