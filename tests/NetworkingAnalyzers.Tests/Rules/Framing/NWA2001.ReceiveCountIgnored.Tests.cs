using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class ReceiveCountIgnoredTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M(Socket socket, TcpClient client, NetworkStream network, SslStream ssl, Stream any, byte[] buffer, int size, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("socket.[|Receive|](buffer);")]
    [InlineData("socket.[|Receive|](buffer, 0, 4, SocketFlags.None);")]
    [InlineData("socket.[|Receive|](buffer.AsSpan(0, 4));")]
    [InlineData("_ = socket.[|Receive|](buffer);")]
    [InlineData("var n = socket.[|Receive|](buffer);")]
    [InlineData("int n; n = socket.[|Receive|](buffer);")]
    [InlineData("await socket.[|ReceiveAsync|](buffer);")]
    [InlineData("await socket.[|ReceiveAsync|](buffer, SocketFlags.None, token).ConfigureAwait(false);")]
    [InlineData("_ = await socket.[|ReceiveAsync|](buffer.AsMemory(0, 4), token);")]
    [InlineData("await socket.[|ReceiveAsync|](buffer.AsMemory()).AsTask();")]
    [InlineData("socket.[|ReceiveAsync|](buffer.AsMemory()).AsTask().Wait();")]
    [InlineData("socket.[|ReceiveAsync|](buffer).GetAwaiter().GetResult();")]
    [InlineData("_ = socket.[|ReceiveAsync|](new ArraySegment<byte>(buffer)).Result;")]
    [InlineData("client.Client.[|Receive|](buffer);")]
    [InlineData("client?.Client?.[|Receive|](buffer);")]
    [InlineData("network.[|Read|](buffer, 0, 4);")]
    [InlineData("network.[|Read|](buffer);")]
    [InlineData("await network.[|ReadAsync|](buffer, 0, 4, token);")]
    [InlineData("client.GetStream().[|Read|](buffer, 0, 4);")]
    [InlineData("ssl.[|Read|](buffer);")]
    [InlineData("Task t = network.[|ReadAsync|](buffer, 0, 4); await t;")]
    [InlineData("network.[|ReadAtLeast|](buffer, 4);")]
    [InlineData("await network.[|ReadAsync|](buffer, 0, 4).ContinueWith(t => Console.WriteLine(buffer[0]));")]
    [InlineData("Action read = () => socket.[|Receive|](buffer);")]
    [InlineData("void Local() { socket.[|Receive|](buffer); } Local();")]
    [InlineData("Func<Task> read = async () => await socket.[|ReceiveAsync|](buffer);")]
    [InlineData("network.EndRead(network.BeginRead(buffer, 0, 4, ar => network.[|EndRead|](ar), null)).ToString();")]
    [InlineData("using var buffered = new BufferedStream(network); buffered.[|Read|](buffer, 0, 4);")]
    [InlineData("Stream s = client.Connected ? client.GetStream() : any; s.[|Read|](buffer, 0, 4);")]
    [InlineData("using (Stream s = new SslStream(network)) { s.[|Read|](buffer, 0, 4); }")]
    [InlineData("for (var i = 0; i < 3; i++) socket.[|Receive|](buffer);")]
    [InlineData("if (size > 3) socket.[|Receive|](buffer); else socket.[|Receive|](buffer);")]
    public Task A_dropped_count_is_reported(string statements) => Verify<ReceiveCountIgnored>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); Console.WriteLine(n);")]
    [InlineData("if (socket.Receive(buffer) == 0) { return; }")]
    [InlineData("int n; while ((n = socket.Receive(buffer)) > 0) { Console.WriteLine(); }")]
    [InlineData("size += await socket.ReceiveAsync(buffer); Console.WriteLine(size);")]
    [InlineData("int n; while ((n = network.Read(buffer)) > 0) { Console.WriteLine(n); }")]
    [InlineData("Task<int> t = network.ReadAsync(buffer, 0, 4); Console.WriteLine(await t);")]
    [InlineData("await network.ReadAsync(buffer, 0, 4).ContinueWith(t => Console.WriteLine(t.Result));")]
    [InlineData("Console.WriteLine(socket.Receive(buffer));")]
    public Task A_count_that_is_used_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("any.Read(buffer, 0, 4);")]
    [InlineData("using var memory = new MemoryStream(buffer); memory.Read(buffer, 0, 4);")]
    [InlineData("using Stream file = File.OpenRead(\"f\"); file.Read(buffer, 0, 4);")]
    [InlineData("Thread.VolatileRead(ref size);")]
    public Task Reads_that_are_not_known_to_be_from_the_network_are_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Receive(Array.Empty<byte>());")]
    [InlineData("await network.ReadAsync(Memory<byte>.Empty, token);")]
    [InlineData("await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, token);")]
    [InlineData("await network.ReadAsync(new byte[0], token);")]
    [InlineData("network.Read(buffer, 0, 0);")]
    public Task Waiting_for_bytes_without_taking_any_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Receive(buffer); Assert.Fail();")]
    [InlineData("_ = socket.Receive(buffer); Assert.Fail(); Assert.Fail();")]
    public Task A_receive_that_is_there_to_throw_is_quiet(string statements) =>
        Verify<ReceiveCountIgnored>.Quiet(Method(statements) + " static class Assert { public static void Fail() => throw new System.Exception(); }");

    [Theory]
    [InlineData("socket.Receive(buffer, SocketFlags.Peek);")]
    [InlineData("socket.Receive(buffer, 0, 1, SocketFlags.Peek | SocketFlags.Partial);")]
    public Task A_peek_leaves_the_bytes_where_they_are_and_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); udp.Receive(buffer);")]
    [InlineData("using var udp = new UdpClient(); udp.Client.Receive(buffer);")]
    [InlineData("System.Net.EndPoint from = new System.Net.IPEndPoint(0, 0); socket.ReceiveFrom(buffer, ref from);")]
    public Task A_datagram_comes_whole_and_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Fact]
    public Task A_datagram_socket_in_a_field_is_quiet() => Verify<ReceiveCountIgnored>.Quiet("""
        using System.Net.Sockets;

        class C
        {
            private readonly Socket _socket;

            public C() => _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

            void M(byte[] buffer) => _socket.Receive(buffer);
        }
        """);

    [Fact]
    public Task A_stream_from_a_client_s_field_is_reported() => Verify<ReceiveCountIgnored>.Reports("""
        using System.IO;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly Stream _stream;

            C(TcpClient client) => _stream = client.GetStream();

            private Stream Wire => _stream;

            async Task M(byte[] buffer)
            {
                _ = await _stream.[|ReadAsync|](buffer).ConfigureAwait(false);
                Wire.[|Read|](buffer, 0, 4);
            }
        }
        """);

    [Fact]
    public Task A_wrapper_that_returns_a_plain_task_drops_the_count_for_all_its_callers() => Verify<ReceiveCountIgnored>.Reports("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private Socket _socket = null!;

            Task A(byte[] buffer) => _socket.[|ReceiveAsync|](buffer, SocketFlags.None);

            Task B(byte[] buffer)
            {
                return _socket.[|ReceiveAsync|](buffer, SocketFlags.None);
            }
        }
        """);

    [Fact]
    public Task A_wrapper_that_returns_the_count_is_quiet() => Verify<ReceiveCountIgnored>.Quiet("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private Socket _socket = null!;

            Task<int> A(byte[] buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

            int B(byte[] buffer) => _socket.Receive(buffer);
        }
        """);

    [Fact]
    public Task A_subclass_of_a_network_stream_counts() => Verify<ReceiveCountIgnored>.Reports("""
        using System.Net.Sockets;

        class Wire(Socket socket) : NetworkStream(socket)
        {
            public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, count);

            void M(byte[] buffer) => [|Read|](buffer, 0, 4);
        }
        """);

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<ReceiveCountIgnored>.Reports("""
        using System.Net.Sockets;

        using var client = new TcpClient("localhost", 7);
        var buffer = new byte[4];
        client.GetStream().[|Read|](buffer, 0, 4);
        System.Console.WriteLine(buffer[0]);
        """, output: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    [InlineData("net8.0")]
    public Task Older_frameworks_are_reported_too(string framework) => Verify<ReceiveCountIgnored>.Reports("""
        using System;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(Socket socket, NetworkStream stream, byte[] buffer)
            {
                socket.[|Receive|](buffer);
                await stream.[|ReadAsync|](buffer, 0, 4);
                stream.[|Read|](buffer, 0, 4);
                socket.EndReceive(socket.BeginReceive(buffer, 0, 4, SocketFlags.None, null, null)).ToString();
                socket.[|EndReceive|](null!);
            }
        }
        """, framework);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify<ReceiveCountIgnored>.Reports("""
        using System.Net.Sockets;

        class C
        {
            void M(Socket socket, byte[] buffer)
            {
                socket.[|Receive|](buffer);
                socket.{|CS0117:Nothing|} = 1;
                {|CS0103:unknown|}.Receive(buffer);
            }
        }
        """.Replace("{|CS0117:Nothing|}", "{|CS1061:Nothing|}", System.StringComparison.Ordinal));

    [Fact]
    public Task A_read_of_a_known_length_becomes_exact() => Verify<ReceiveCountIgnored, ReceiveCountIgnoredFix>.Fixes("""
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task<byte[]> M(NetworkStream stream, int size, CancellationToken token)
            {
                var header = new byte[4];
                // The header comes first.
                stream.[|Read|](header, 0, 4); // four bytes
                await stream.[|ReadAsync|](header, 0, header.Length, token);
                _ = stream.[|Read|](header);
                _ = await stream.[|ReadAsync|](header, token).ConfigureAwait(false);
                var unread = await stream.[|ReadAsync|](header.AsMemory(0, 2));
                var body = new byte[size];
                await stream.[|ReadAsync|](body);
                Action again = () => stream.[|Read|](header, 0, 4);
                return body;
            }

            void Forward(NetworkStream stream, byte[] buffer, int offset, int count) => stream.[|Read|](buffer, offset, count);
        }
        """, """
        using System;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task<byte[]> M(NetworkStream stream, int size, CancellationToken token)
            {
                var header = new byte[4];
                // The header comes first.
                stream.ReadExactly(header, 0, 4); // four bytes
                await stream.ReadExactlyAsync(header, 0, header.Length, token);
                stream.ReadExactly(header);
                await stream.ReadExactlyAsync(header, token).ConfigureAwait(false);
                await stream.ReadExactlyAsync(header.AsMemory(0, 2));
                var body = new byte[size];
                await stream.ReadExactlyAsync(body);
                Action again = () => stream.ReadExactly(header, 0, 4);
                return body;
            }

            void Forward(NetworkStream stream, byte[] buffer, int offset, int count) => stream.ReadExactly(buffer, offset, count);
        }
        """);

    [Fact]
    public Task A_big_buffer_that_takes_what_comes_is_not_filled_by_force() => Verify<ReceiveCountIgnored, ReceiveCountIgnoredFix>.OffersNothing("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(NetworkStream stream, byte[] given)
            {
                var buffer = new byte[1024];
                stream.[|Read|](buffer, 0, buffer.Length);
                await stream.[|ReadAsync|](buffer);
                stream.[|Read|](given, 0, given.Length);
            }
        }
        """);

    [Fact]
    public Task A_socket_has_no_exact_receive_and_a_kept_task_no_other_type() => Verify<ReceiveCountIgnored, ReceiveCountIgnoredFix>.OffersNothing("""
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task M(Socket socket, NetworkStream stream)
            {
                var header = new byte[4];
                socket.[|Receive|](header);
                Task read = stream.[|ReadAsync|](header, 0, 4);
                await read;
            }
        }
        """);

    [Theory]
    [InlineData("net462")]
    [InlineData("netstandard2.0")]
    public Task A_framework_without_an_exact_read_is_offered_none(string framework) => Verify<ReceiveCountIgnored, ReceiveCountIgnoredFix>.OffersNothing("""
        using System.Net.Sockets;

        class C
        {
            void M(NetworkStream stream)
            {
                var header = new byte[4];
                stream.[|Read|](header, 0, 4);
            }
        }
        """, framework);

    [Theory]
    [InlineData("var seen = socket.Receive(buffer, 0, 64, SocketFlags.Peek); socket.Receive(buffer, 0, seen, SocketFlags.None);")]
    [InlineData("var peek = socket.BeginReceive(buffer, 0, 64, SocketFlags.Peek, null, null); var seen = socket.EndReceive(peek); socket.Receive(buffer, 0, seen - 1, SocketFlags.None);")]
    [InlineData("socket.Receive(buffer, 0, socket.Available, SocketFlags.None);")]
    [InlineData("var there = client.Available; network.Read(buffer, 0, there);")]
    [InlineData("var all = new byte[socket.Available]; socket.Receive(all);")]
    [InlineData("if (socket.Available >= sizeof(int)) { socket.Receive(buffer, sizeof(int), SocketFlags.None); Console.WriteLine(buffer[3]); }")]
    [InlineData("if (socket.Available < 8) { return; } socket.Receive(buffer, 0, 4, SocketFlags.None);")]
    [InlineData("while (socket.Connected && size <= client.Available) { client.GetStream().Read(buffer, 0, size); Console.WriteLine(buffer[0]); }")]
    [InlineData("if (!(socket.Available > 3) || size == 0) return; else { var head = new byte[3]; socket.Receive(head); Console.WriteLine(head[2]); }")]
    public Task Bytes_that_are_known_to_be_there_all_come(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("var seen = socket.Receive(buffer, 0, 64, SocketFlags.Peek); socket.[|Receive|](buffer, 0, 64, SocketFlags.None);")]
    [InlineData("var seen = client.Client.Receive(buffer, 0, 64, SocketFlags.Peek); socket.[|Receive|](buffer, 0, seen, SocketFlags.None);")]
    [InlineData("if (socket.Available > 0) socket.[|Receive|](buffer);")]
    [InlineData("if (socket.Available >= 2) socket.[|Receive|](buffer, 4, SocketFlags.None);")]
    [InlineData("if (client.Available >= 4) socket.[|Receive|](buffer, 4, SocketFlags.None);")]
    [InlineData("if (socket.Available < 4) socket.[|Receive|](buffer, 4, SocketFlags.None);")]
    [InlineData("if (socket.Available >= 4 || size > 0) socket.[|Receive|](buffer, 4, SocketFlags.None);")]
    [InlineData("if (socket.Available >= 4) { socket.[|Receive|](buffer); socket.[|Receive|](buffer, 4, SocketFlags.None); }")]
    public Task A_look_that_says_nothing_of_this_many_bytes_does_not_count(string statements) => Verify<ReceiveCountIgnored>.Reports(Method(statements));

    [Theory]
    [InlineData("while (client.Available > 0) { network.Read(buffer, 0, buffer.Length); }")]
    [InlineData("var wire = new Wire(client); while (wire.DataAvailable) wire.Stream.Read(buffer, 0, buffer.Length);")]
    [InlineData("while (network.DataAvailable) await network.ReadAsync(buffer, 0, buffer.Length, token);")]
    [InlineData("await Assert.ThrowsAsync<IOException>(async () => { await network.ReadAsync(buffer, 0, 1); });")]
    public Task What_is_thrown_away_or_expected_to_fail_is_quiet(string statements) =>
        Verify<ReceiveCountIgnored>.Quiet(Method(statements) + "\n\nstatic class Assert { public static Task ThrowsAsync<T>(Func<Task> code) => code(); }\n"
            + "class Wire(TcpClient client) { public NetworkStream Stream => client.GetStream(); public bool DataAvailable => Stream.DataAvailable; }\n");

    [Fact]
    public Task A_test_that_waits_until_something_comes_is_quiet() => Verify<ReceiveCountIgnored>.Quiet(
        Method("").Replace("async Task M(", "[Fact] public void Test(NetworkStream n) { n.Read(new byte[8], 0, 8); } class FactAttribute : Attribute { } async Task M(", System.StringComparison.Ordinal));

    [Fact]
    public Task A_test_that_reads_into_its_buffer_is_reported() => Verify<ReceiveCountIgnored>.Reports(
        Method("").Replace("async Task M(", "[Fact] public void Test(NetworkStream n) { var b = new byte[8]; n.[|Read|](b, 0, 8); Console.WriteLine(b[7]); } class FactAttribute : Attribute { } async Task M(", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("socket.Shutdown(SocketShutdown.Send); socket.Receive(buffer);")]
    [InlineData("socket.Shutdown(SocketShutdown.Send); var n = socket.Receive(new byte[64]);")]
    [InlineData("client.Client.Shutdown(SocketShutdown.Send); await client.GetStream().ReadAsync(buffer, 0, buffer.Length, token);")]
    public Task What_waits_for_the_end_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Shutdown(SocketShutdown.Send); socket.[|Receive|](buffer); Console.WriteLine(buffer[0]);")]
    [InlineData("other.Shutdown(SocketShutdown.Send); socket.[|Receive|](buffer);")]
    [InlineData("socket.[|Receive|](buffer); socket.Shutdown(SocketShutdown.Send);")]
    public Task An_answer_or_another_connection_is_not_the_end(string statements) => Verify<ReceiveCountIgnored>.Reports(Method(statements).Replace("Socket socket", "Socket other, Socket socket", System.StringComparison.Ordinal));

    [Theory]
    [InlineData("client.Client.Receive(new byte[32]); client.Client.Send(buffer); client.Client.Close();", true)]
    [InlineData("socket.[|Receive|](new byte[2]); socket.Send(buffer); var n = socket.Receive(buffer); Console.WriteLine(n); socket.Close();", false)]
    [InlineData("socket.[|Receive|](new byte[2]); socket.Send(buffer);", false)]
    public Task A_question_that_has_one_answer_whatever_it_is_is_quiet(string statements, bool isQuiet) =>
        isQuiet ? Verify<ReceiveCountIgnored>.Quiet(Method(statements)) : Verify<ReceiveCountIgnored>.Reports(Method(statements));

    [Theory]
    [InlineData("while (client.Available > 0) { network.[|Read|](buffer, 0, buffer.Length); Console.WriteLine(buffer[0]); }")]
    public Task What_waits_and_is_looked_at_is_reported(string statements) => Verify<ReceiveCountIgnored>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); if (n < 2) return; n = socket.[|Receive|](buffer, 0, 4, SocketFlags.None); Console.WriteLine(buffer[1]);")]
    [InlineData("var n = network.[|Read|](buffer, 0, 4); n = network.Read(buffer, 4, 4); Console.WriteLine(n);")]
    [InlineData("int n; if (size > 3) { n = await network.ReadAsync(buffer); Console.WriteLine(n); } else { n = await network.[|ReadAsync|](buffer); Console.WriteLine(buffer[0]); }")]
    public Task A_count_that_is_written_and_not_read_before_the_next_is_reported(string statements) => Verify<ReceiveCountIgnored>.Reports(Method(statements));

    [Theory]
    [InlineData("var n = socket.Receive(buffer); while (n > 0) { Console.WriteLine(buffer[0]); n = socket.Receive(buffer); }")]
    [InlineData("var n = 0; try { n = socket.Receive(buffer); } finally { Console.WriteLine(n); }")]
    [InlineData("int n; do { n = socket.Receive(buffer); if (size > 3) break; } while (n > 0);")]
    [InlineData("var n = 0; Action say = () => Console.WriteLine(n); n = socket.Receive(buffer); say();")]
    [InlineData("var n = 0; for (var i = 0; i < 3; i++) { if (n > 9) return; n = socket.Receive(buffer); }")]
    public Task A_count_that_is_read_somewhere_behind_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Fact]
    public Task No_fix_takes_a_local_away_that_another_receive_writes() =>
        Verify<ReceiveCountIgnored, ReceiveCountIgnoredFix>.OffersNothing(Method("int n = network.[|Read|](buffer, 0, 4); Console.WriteLine(BitConverter.ToInt32(buffer, 0)); n = network.Read(buffer, 4, 4); Console.WriteLine(n);"));

    [Fact]
    public Task The_end_of_something_else_is_NWA6007_s() => Verify<ReceiveCountIgnored>.Quiet(
        Method("network.BeginWrite(buffer, 0, 4, ar => { try { network.EndRead(ar); } catch (IOException) { } }, null);"));

    [Theory]
    [InlineData("private int Get(byte[] into) => _socket.Receive(into);", "[|Get|](_head); Use(_head[5]);", true)]
    [InlineData("public int Get(byte[] into, int count) { return _socket.Receive(into, count, SocketFlags.None); }", "this.[|Get|](_head, 6); Use(_head[5]);", true)]
    [InlineData("private async Task<int> Get(Memory<byte> into) => await _socket.ReceiveAsync(into);", "await [|Get|](_head); Use(_head[5]);", true)]
    [InlineData("private static ValueTask<int> Get(NetworkStream from, byte[] into) => from.ReadAsync(into);", "_ = await [|Get|](new NetworkStream(_socket), _head).ConfigureAwait(false);", true)]
    [InlineData("private int Get(byte[] into) { var n = _socket.Receive(into); if (n <= 0) { _socket.Dispose(); return -1; } return n; }", "[|Get|](_head); Use(_head[5]);", true)]
    [InlineData("private int Get(byte[] into) { try { int n; n = _socket.Receive(into); Console.WriteLine($\"{n} bytes\"); _total += n; return n; } catch (SocketException) { return -1; } }", "var n = [|Get|](_head); Use(_head[5]);", true)]
    [InlineData("private async Task<int> Get(Memory<byte> into) { var n = await _socket.ReceiveAsync(into).ConfigureAwait(false); return n > 0 ? n : -1; }", "await [|Get|](_head); Use(_head[5]);", true)]
    [InlineData("private int Get(byte[] into) => One(into, into.Length); private int One(byte[] into, int count) => _socket.Receive(into, 0, count, SocketFlags.None);", "[|Get|](_head); Use(_head[5]);", true)]
    [InlineData("private int Get(out byte[] made) { made = new byte[99]; return _socket.Receive(made); }", "var n = [|Get|](out var got); Use(got[5]);", true)]
    [InlineData("private int Get(byte[] into) { var n = _socket.Receive(into); if (n < into.Length) throw new IOException(); return n; }", "Get(_head); Use(_head[5]);", false)]
    [InlineData("private int Get(byte[] into) { var n = _socket.Receive(into); Array.Resize(ref into, n); return n; }", "Get(_head); Use(_head[5]);", false)]
    [InlineData("private int Get(byte[] into) { int n; do { n = _socket.Receive(into); } while (n == 0); return n; }", "Get(_head); Use(_head[5]);", false)]
    [InlineData("private int Get(byte[] into) => _socket.Receive(into);", "var n = Get(_head); if (n < 6) return; Use(_head[5]);", false)]
    [InlineData("private int Get(byte[] into) => _socket.Receive(into);", "if (Get(_head) < 6) return; Use(_head[5]);", false)]
    [InlineData("private int Get(byte[] into) => _socket.Receive(into);", "Get(new byte[9]);", false)]
    [InlineData("private int Get(byte[] into) { var n = 0; while (n < into.Length) { var k = _socket.Receive(into, n, into.Length - n, SocketFlags.None); if (k == 0) throw new IOException(); n += k; } return n; }", "Get(_head); Use(_head[5]);", false)]
    [InlineData("private int Get(byte[] into) => _socket.Receive(into, SocketFlags.Peek);", "Get(_head); Use(_head[5]);", false)]
    [InlineData("private int Get(byte[] into, Stream any) => any.Read(into, 0, 6);", "Get(_head, Stream.Null); Use(_head[5]);", false)]
    [InlineData("private int Put(byte[] from) => _socket.Send(from);", "Put(_head); Use(_head[5]);", false)]
    public Task A_count_that_a_helper_hands_on_is_dropped_by_its_caller(string helper, string use, bool isReported)
    {
        var code = $$"""
            using System;
            using System.IO;
            using System.Net.Sockets;
            using System.Threading.Tasks;

            class C
            {
                private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
                private readonly byte[] _head = new byte[6];
                private long _total;

                {{helper}}

                async Task Header() { await Task.Yield(); {{use}} }

                static void Use(int b) { }
            }
            """;
        return isReported ? Verify<ReceiveCountIgnored>.Reports(code) : Verify<ReceiveCountIgnored>.Quiet(code);
    }

    [Theory]
    [InlineData("socket.Receive(buffer); Console.WriteLine(Encoding.UTF8.GetString(buffer));")]
    public Task A_test_that_shows_what_came_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet($$"""
        using System;
        using System.Net.Sockets;
        using System.Text;

        class FactAttribute : Attribute { }

        class C
        {
            [Fact] public void Test(Socket socket) { var buffer = new byte[99]; {{statements}} }
        }
        """.Replace("(Socket socket)", "()", System.StringComparison.Ordinal).Replace("var buffer", "var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); var buffer", System.StringComparison.Ordinal));

    private static string OwnStream(string read, string user) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;

        abstract class Base : Stream
        {
            public override bool CanRead => true;
            public override bool CanSeek => false;
            public override bool CanWrite => true;
            public override long Length => 0;
            public override long Position { get; set; }
            public override void Flush() { }
            public override long Seek(long offset, SeekOrigin origin) => 0;
            public override void SetLength(long value) { }
            public override void Write(byte[] buffer, int offset, int count) { }
        }

        sealed class Line : Base
        {
            private readonly NetworkStream _inner;

            public Line(NetworkStream inner) => _inner = inner;

            {{read}}
        }

        sealed class Plain : Base
        {
            private readonly Stream _inner;

            public Plain(Stream inner) => _inner = inner;

            public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);
        }

        class User
        {
            {{user}}
        }
        """;

    private const string HandsOn = "public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);";

    private const string Fills = "public override int Read(byte[] buffer, int offset, int count) { var total = 0; int n; while (total < count && (n = _inner.Read(buffer, offset + total, count - total)) > 0) { total += n; } return total; }";

    [Theory]
    [InlineData("void M(Line line, byte[] header) { _ = line.[|Read|](header, 0, 4); Console.WriteLine(header[3]); }")]
    [InlineData("void M(NetworkStream stream, byte[] header) { Stream line = new Line(stream); _ = line.[|Read|](header, 0, 4); Console.WriteLine(header[3]); }")]
    [InlineData("void M(NetworkStream stream, byte[] header) { var line = new Plain(stream); _ = line.[|Read|](header, 0, 4); Console.WriteLine(header[3]); }")]
    public Task A_stream_of_ones_own_that_hands_on_what_a_connection_brings_is_reported(string user) => Verify<ReceiveCountIgnored>.Reports(OwnStream(HandsOn, user));

    [Theory]
    [InlineData("void M(Line line, byte[] header) { _ = line.Read(header, 0, 4); Console.WriteLine(header[3]); }", Fills)]
    [InlineData("void M(Stream stream, byte[] header) { var line = new Plain(stream); _ = line.Read(header, 0, 4); Console.WriteLine(header[3]); }", HandsOn)]
    public Task A_stream_of_ones_own_that_fills_or_is_over_anything_is_quiet(string user, string read) => Verify<ReceiveCountIgnored>.Quiet(OwnStream(read, user));

    private static string Body(string statements) => $$"""
        using System;
        using System.IO;
        using System.Net;
        using System.Net.Http;
        using System.Threading.Tasks;

        class C
        {
            async Task<byte[]> M(HttpClient client, HttpWebRequest request, HttpListenerContext context, HttpRequestMessage message)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("using var response = request.GetResponse(); var bytes = new byte[response.ContentLength]; using var stream = response.GetResponseStream(); _ = stream.[|Read|](bytes, 0, bytes.Length); return bytes;")]
    [InlineData("var bytes = new byte[64]; using var stream = await client.GetStreamAsync(\"http://example.org\"); _ = await stream.[|ReadAsync|](bytes); return bytes;")]
    [InlineData("var bytes = new byte[context.Request.ContentLength64]; _ = context.Request.InputStream.[|Read|](bytes, 0, bytes.Length); return bytes;")]
    [InlineData("var bytes = new byte[64]; using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead); var stream = await response.Content.ReadAsStreamAsync(); _ = await stream.[|ReadAsync|](bytes); return bytes;")]
    public Task The_body_of_an_HTTP_message_comes_in_parts_too(string statements) => Verify<ReceiveCountIgnored>.Reports(Body(statements));

    [Theory]
    [InlineData("var bytes = new byte[64]; using var response = await client.SendAsync(message); var stream = await response.Content.ReadAsStreamAsync(); _ = await stream.ReadAsync(bytes); return bytes;")]
    [InlineData("using var response = request.GetResponse(); var bytes = new byte[response.ContentLength]; using var stream = response.GetResponseStream(); stream.ReadExactly(bytes); return bytes;")]
    public Task A_body_that_the_client_has_gathered_is_quiet(string statements) => Verify<ReceiveCountIgnored>.Quiet(Body(statements));

    [Theory]
    [InlineData("var until = DateTime.Now.AddMilliseconds(200); while (DateTime.Now < until) { if (!socket.Poll(1, SelectMode.SelectRead)) { continue; } socket.Receive(new byte[512]); }")]
    [InlineData("for (var i = 0; i < 9; i++) { if (socket.Poll(1, SelectMode.SelectRead)) { socket.Receive(new byte[512]); } }")]
    public Task What_waits_is_thrown_away_where_the_array_has_no_name(string statements) => Verify<ReceiveCountIgnored>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { if (!socket.Poll(1, SelectMode.SelectRead)) { continue; } socket.[|Receive|](buffer); }")]
    [InlineData("socket.[|Receive|](new byte[6]);")]
    [InlineData("while (true) { socket.[|Receive|](new byte[6]); }")]
    public Task A_buffer_with_a_name_and_bytes_that_are_skipped_are_reported(string statements) => Verify<ReceiveCountIgnored>.Reports(Method(statements));
}
