using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class ReadToEndOfOpenConnectionTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Text.Json;
        using System.Threading.Tasks;
        using System.Xml.Linq;
        using System.Xml.Serialization;

        class C
        {
            async Task M(TcpClient client, NetworkStream stream, byte[] answer)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("var reader = new StreamReader(stream); var text = await reader.[|ReadToEndAsync|](); Console.WriteLine(text); stream.Write(answer);")]
    [InlineData("var reader = new StreamReader(client.GetStream()); var writer = new StreamWriter(client.GetStream()); Console.WriteLine(reader.[|ReadToEnd|]()); await writer.WriteLineAsync(\"OK\");")]
    [InlineData("using var memory = new MemoryStream(); stream.[|CopyTo|](memory); await stream.WriteAsync(answer);")]
    [InlineData("var request = await JsonSerializer.[|DeserializeAsync<int[]>|](stream); Console.WriteLine(request); stream.Write(answer);")]
    [InlineData("var request = XDocument.[|Load|](stream); Console.WriteLine(request); stream.Write(answer);")]
    [InlineData("var request = new XmlSerializer(typeof(int)).[|Deserialize|](stream); Console.WriteLine(request); if (answer.Length > 0) { stream.Write(answer); }")]
    public Task A_request_that_is_read_to_the_end_and_answered_is_reported(string statements) => Verify<ReadToEndOfOpenConnection>.Reports(Method(statements));

    [Theory]
    [InlineData("stream.Write(answer); var reader = new StreamReader(stream); Console.WriteLine(reader.ReadToEnd());")]
    [InlineData("using var memory = new MemoryStream(); await stream.CopyToAsync(memory);")]
    public Task Reading_to_the_end_last_is_quiet(string statements) => Verify<ReadToEndOfOpenConnection>.Quiet(Method(statements));

    [Theory]
    [InlineData("var text = new StreamReader(stream).ReadToEnd(); Console.WriteLine(text); stream.Write(answer); client.Client.Shutdown(SocketShutdown.Send);")]
    public Task Where_somebody_speaks_of_half_closing_it_is_quiet(string statements) => Verify<ReadToEndOfOpenConnection>.Quiet(Method(statements));

    [Theory]
    [InlineData("using var file = File.OpenText(\"a\"); var text = file.ReadToEnd(); Console.WriteLine(text); stream.Write(answer);")]
    [InlineData("using var other = new TcpClient(\"a\", 9); var text = new StreamReader(other.GetStream()).ReadToEnd(); Console.WriteLine(text); stream.Write(answer);")]
    [InlineData("using var file = File.OpenRead(\"a\"); file.CopyTo(stream); stream.Write(answer);")]
    [InlineData("var request = JsonSerializer.Deserialize<int[]>(answer); Console.WriteLine(request); stream.Write(answer);")]
    public Task Other_sources_are_quiet(string statements) => Verify<ReadToEndOfOpenConnection>.Quiet(Method(statements));

    [Theory]
    [InlineData("var reader = new StreamReader(stream); while (!reader.[|EndOfStream|]) Console.WriteLine(reader.ReadLine()); stream.Write(answer);")]
    [InlineData("var reader = new StreamReader(client.GetStream()); var writer = new StreamWriter(client.GetStream()); var text = \"\"; while (!reader.[|EndOfStream|]) { text += reader.ReadLine(); } writer.WriteLine(text);")]
    [InlineData("var reader = new StreamReader(stream); while (reader.[|EndOfStream|] == false) Console.WriteLine(await reader.ReadLineAsync()); await stream.WriteAsync(answer);")]
    [InlineData("var reader = new StreamReader(stream); while (reader.[|Peek|]() >= 0) Console.WriteLine((char)reader.Read()); stream.Write(answer);")]
    [InlineData("var reader = new StreamReader(stream); while (reader.[|Peek|]() > -1) Console.WriteLine(reader.ReadLine()); stream.Write(answer);")]
    [InlineData("var reader = new StreamReader(stream); do { Console.WriteLine(reader.ReadLine()); } while (reader.[|Peek|]() != -1); stream.Write(answer);")]
    public Task A_loop_until_the_end_and_an_answer_behind_it_are_reported(string statements) => Verify<ReadToEndOfOpenConnection>.Reports(Method(statements));

    [Theory]
    [InlineData("var reader = new StreamReader(stream); while (!reader.EndOfStream) { Console.WriteLine(reader.ReadLine()); stream.Write(answer); } ")]
    [InlineData("var reader = new StreamReader(stream); while (!reader.EndOfStream) { Console.WriteLine(reader.ReadLine()); stream.Write(answer); } stream.Write(answer);")]
    [InlineData("var reader = new StreamReader(stream); while (!reader.EndOfStream) { var line = reader.ReadLine(); if (line == \"\") break; } stream.Write(answer);")]
    [InlineData("var reader = new StreamReader(stream); while (!reader.EndOfStream && answer.Length > 3) Console.WriteLine(reader.ReadLine()); stream.Write(answer);")]
    [InlineData("var reader = new StreamReader(stream); if (!reader.EndOfStream) Console.WriteLine(reader.ReadLine()); stream.Write(answer);")]
    [InlineData("using var reader = File.OpenText(\"a\"); while (!reader.EndOfStream) Console.WriteLine(reader.ReadLine()); stream.Write(answer);")]
    [InlineData("var reader = new StringReader(\"a\"); while (reader.Peek() >= 0) Console.WriteLine(reader.ReadLine()); stream.Write(answer);")]
    public Task A_loop_that_answers_itself_or_is_left_otherwise_is_quiet(string statements) => Verify<ReadToEndOfOpenConnection>.Quiet(Method(statements));

    [Fact]
    public Task The_NET_Framework_is_reported_too() => Verify<ReadToEndOfOpenConnection>.Reports(Framework("while (!reader.[|EndOfStream|])"), "net462");

    [Fact]
    public Task Peek_waits_for_nobody_before_NET_8() => Verify<ReadToEndOfOpenConnection>.Quiet(Framework("while (reader.Peek() >= 0)"), "net462");

    private static string Framework(string loop) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;

        class C
        {
            void M(NetworkStream stream, byte[] answer)
            {
                StreamReader reader = new StreamReader(stream);
                {{loop}} { Console.WriteLine(reader.ReadLine()); }
                stream.Write(answer, 0, answer.Length);
            }
        }
        """;

    [Fact]
    public Task An_answer_that_a_serialiser_writes_is_one() =>
        Verify<ReadToEndOfOpenConnection>.Reports(Method("var request = await JsonSerializer.[|DeserializeAsync<int[]>|](stream); await JsonSerializer.SerializeAsync(stream, request);"));

    [Fact]
    public Task An_answer_into_another_stream_is_none() =>
        Verify<ReadToEndOfOpenConnection>.Quiet(Method("var request = await JsonSerializer.DeserializeAsync<int[]>(stream); using var memory = new MemoryStream(); await JsonSerializer.SerializeAsync(memory, request);"));
}
