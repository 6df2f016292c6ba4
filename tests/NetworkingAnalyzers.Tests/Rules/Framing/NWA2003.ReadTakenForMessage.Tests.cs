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
    public Task Text_of_one_receive_that_is_taken_for_a_command_is_reported(string statements) => Verify<ReadTakenForMessage>.Reports(Method(statements));

    [Theory]
    [InlineData("var text = \"\"; var n = socket.Receive(buffer); text += Encoding.ASCII.GetString(buffer, 0, n); if (text == \"QUIT\") { return 1; }")]
    [InlineData("var text = new StringBuilder(); var n = socket.Receive(buffer); text.Append(Encoding.ASCII.GetString(buffer, 0, n)); if (text.ToString() == \"QUIT\") { return 1; }")]
    [InlineData("var n = socket.Receive(buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); Console.WriteLine(text);")]
    [InlineData("var n = socket.Receive(buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); if (text == \"\") { return 0; }")]
    [InlineData("var n = socket.Receive(buffer); var text = Encoding.ASCII.GetString(buffer, 0, n); if (text.Contains(\"\\r\\n\")) { return 1; }")]
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
}
