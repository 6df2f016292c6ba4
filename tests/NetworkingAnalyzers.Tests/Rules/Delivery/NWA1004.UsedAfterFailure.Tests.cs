using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class UsedAfterFailureTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _stream = null!;
            private NetworkStream _other = null!;
            private bool _running = true;
            private bool _alive = true;
            public event Action<Exception>? Failed;

            async Task M(Socket socket, TcpClient client, NetworkStream network, byte[] buffer, BlockingCollection<byte[]> queue, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }

            public void Stop() => _running = false;

            void Read() { try { _stream.ReadByte(); } catch (IOException) { _alive = false; } }

            void Connect() => _other = new TcpClient("h", 1).GetStream();

            void Handle(byte[] bytes, int count) { }

            void CloseIt(Exception e) => Failed?.Invoke(e);

            static string Line(NetworkStream stream) { var text = ""; int next; while ((next = stream.ReadByte()) > 10) { text += (char)next; } return text; }
        }
        """;

    [Theory]
    [InlineData("while (true) { try { socket.[|Send|](queue.Take()); } catch (Exception e) { Console.WriteLine(e.Message); } }")]
    [InlineData("while (true) { try { socket.[|Send|](queue.Take()); } catch { } }")]
    [InlineData("while (true) { try { var n = socket.[|Receive|](buffer); if (n == 0) { break; } Handle(buffer, n); } catch (SocketException e) { Console.WriteLine(e); Thread.Sleep(100); } }")]
    [InlineData("while (_running) { try { await network.[|WriteAsync|](queue.Take()); } catch (IOException) { continue; } }")]
    [InlineData("while (!token.IsCancellationRequested) { try { var n = await network.[|ReadAsync|](buffer, token).ConfigureAwait(false); if (n == 0) return; } catch (Exception e) { Console.Error.WriteLine(e); await Task.Delay(1000); } }")]
    [InlineData("foreach (var message in queue.GetConsumingEnumerable()) { try { client.GetStream().[|Write|](message); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("foreach (var message in queue) { try { var stream = client.GetStream(); stream.[|Write|](message, 0, message.Length); } catch { } }")]
    [InlineData("var reader = new StreamReader(network); while (true) { try { var line = reader.[|ReadLine|](); if (line is null) break; Console.WriteLine(line); } catch (IOException e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { var text = Console.ReadLine(); if (text == \"quit\") break; try { socket.[|Send|](Encoding.UTF8.GetBytes(text!)); } catch (SocketException e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { _stream.[|Write|](queue.Take()); } catch (FormatException) { throw; } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { Console.WriteLine([|Line|](network)); } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("_ = Task.Run(() => { while (true) { try { socket.[|Send|](queue.Take()); } catch (SocketException) { } } });")]
    public Task A_loop_that_goes_on_with_the_failed_connection_is_reported(string statements) => Verify<UsedAfterFailure>.Reports(Method(statements));

    [Theory]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (Exception e) { Console.WriteLine(e); break; } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (Exception) { return; } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (Exception) { throw; } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (SocketException) { break; } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("try { while (true) { socket.Send(queue.Take()); } } catch (Exception e) { Console.WriteLine(e); }")]
    public Task A_handler_that_leaves_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (Exception) { socket.Close(); } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (Exception e) { CloseIt(e); } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (Exception e) { Failed?.Invoke(e); } }")]
    [InlineData("while (_running) { try { socket.Send(queue.Take()); } catch (Exception) { _running = false; } }")]
    [InlineData("while (true) { try { using var stream = client.GetStream(); stream.Write(queue.Take()); } catch (Exception) { } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (Exception e) { Console.WriteLine(e); } finally { CloseIt(null!); } }")]
    public Task A_handler_that_does_more_than_note_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { try { using var c = new TcpClient(\"h\", 1); c.GetStream().Write(queue.Take()); } catch (Exception) { } }")]
    [InlineData("while (true) { try { if (queue.Count > 3) { socket = new Socket(SocketType.Stream, ProtocolType.Tcp); } socket.Send(queue.Take()); } catch (Exception) { } }")]
    [InlineData("while (true) { try { Connect(); _other.Write(queue.Take()); } catch (Exception) { } }")]
    [InlineData("foreach (var one in new[] { socket }) { try { one.Send(buffer); } catch (Exception) { } }")]
    [InlineData("var listener = new TcpListener(System.Net.IPAddress.Any, 1); while (true) { try { var c = listener.AcceptTcpClient(); c.GetStream().Write(buffer); } catch (Exception) { } }")]
    public Task Another_connection_in_each_round_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (client.Connected) { try { client.GetStream().Write(queue.Take()); } catch (Exception) { } }")]
    [InlineData("while (true) { if (!socket.Connected) break; try { socket.Send(queue.Take()); } catch (Exception) { } }")]
    [InlineData("while (true) { try { if (!socket.Connected) return; socket.Send(queue.Take()); } catch (Exception) { } }")]
    [InlineData("while (_alive) { try { socket.Send(queue.Take()); } catch (Exception) { } }")]
    [InlineData("while (true) { var n = 0; try { n = socket.Receive(buffer); } catch (Exception) { } if (n == 0) break; }")]
    public Task A_loop_that_ends_because_of_the_failure_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.ReceiveTimeout = 100; while (true) { try { var n = socket.Receive(buffer); if (n == 0) break; } catch (SocketException) { } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); } catch (SocketException e) { if (e.SocketErrorCode != SocketError.TryAgain) { Console.WriteLine(e); } } }")]
    [InlineData("while (true) { try { socket.Send(queue.Take()); break; } catch (FormatException) { } }")]
    public Task A_failure_that_leaves_the_connection_alive_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("var udp = new Socket(SocketType.Dgram, ProtocolType.Udp); while (true) { try { udp.Send(queue.Take()); } catch (SocketException) { } }")]
    [InlineData("Stream file = File.OpenRead(\"f\"); while (true) { try { file.Write(queue.Take()); } catch (IOException) { } }")]
    [InlineData("while (true) { try { _ = network.WriteAsync(buffer).AsTask(); } catch (IOException) { } }")]
    public Task Datagrams_files_and_what_is_not_waited_for_are_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { try { socket.Send(buffer); break; } catch (SocketException) { Thread.Sleep(100); } }")]
    public Task A_send_repeated_until_it_succeeds_is_NWA1002_s(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    private static string Server(string statements, string member = "") => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading;

        class C
        {
            void Run(TcpClient client) => new Thread(() => Talk(client.GetStream())).Start();

            {{member}}

            void Talk(NetworkStream stream)
            {
                var reader = new StreamReader(stream);
                var writer = new StreamWriter(stream) { AutoFlush = true };
                {{statements}}
            }

            void Do(string? command) { if (command is null) { throw new FormatException(); } }

            static string Read(NetworkStream stream) { var buffer = new byte[99]; return Encoding.ASCII.GetString(buffer, 0, stream.Read(buffer, 0, 99)); }

            static void Send(string text, NetworkStream stream) { stream.Write(Encoding.ASCII.GetBytes(text)); }
        }
        """;

    [Theory]
    [InlineData("while (true) { try { Do([|Read|](stream)); } catch (Exception e) { Send(e.Message, stream); } }")]
    [InlineData("while (true) { try { Do(reader.[|ReadLine|]()); } catch (Exception e) { Console.WriteLine(e); writer.WriteLine(e.Message); } }")]
    public Task A_handler_that_tells_the_failure_to_the_failed_connection_is_reported(string statements) => Verify<UsedAfterFailure>.Reports(Server(statements));

    [Theory]
    [InlineData("while (true) { try { Do(reader.ReadLine()); } catch (FormatException e) { writer.WriteLine(e.Message); } }")]
    [InlineData("try { while (true) { try { Do(reader.ReadLine()); } catch (Exception e) { writer.WriteLine(e.Message); } } } catch (IOException) { stream.Close(); }")]
    [InlineData("while (true) { try { Do(reader.ReadLine()); } catch (IOException) { break; } catch (Exception e) { writer.WriteLine(e.Message); } }")]
    [InlineData("while (true) { try { Do(reader.ReadLine()); } catch (Exception e) { try { writer.WriteLine(e.Message); } catch (IOException) { return; } } }")]
    [InlineData("using var other = new TcpClient(\"h\", 1); while (true) { try { Do(reader.ReadLine()); } catch (Exception e) { Send(e.Message, other.GetStream()); stream.Close(); } }")]
    public Task A_handler_whose_own_failure_somebody_catches_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Server(statements));

    [Fact]
    public Task A_handler_whose_callers_catch_is_quiet() =>
        Verify<UsedAfterFailure>.Quiet(Server("while (true) { try { Do(reader.ReadLine()); } catch (Exception e) { writer.WriteLine(e.Message); } }", "void Other(NetworkStream s) { try { Talk(s); } catch (IOException) { s.Close(); } }"));

    [Theory]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException e) { Console.WriteLine(e.Message); } socket.Send(buffer);")]
    [InlineData("try { await network.[|WriteAsync|](buffer); } catch (IOException) { } var more = Encoding.UTF8.GetBytes(\"more\"); await network.WriteAsync(more);")]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException) { } try { socket.Send(buffer); } catch (SocketException) { return; }")]
    [InlineData("try { socket.[|Send|](buffer); } catch (SocketException) { } var n = socket.Receive(buffer); Console.WriteLine(n);")]
    [InlineData("try { network.[|Write|](buffer); } catch (IOException e) { Console.WriteLine(e.Message); } network.ReadExactly(buffer);")]
    [InlineData("while (true) { try { socket.[|Send|](buffer); } catch (SocketException e) { Console.WriteLine(e.Message); } int n = socket.Receive(buffer); if (n == 0) break; }")]
    public Task A_send_or_read_behind_one_that_has_failed_is_reported(string statements) => Verify<UsedAfterFailure>.Reports(Method(statements));

    [Theory]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { socket.Close(); throw; } socket.Send(buffer);")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { } socket.Close();")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { } var n = client.Client.Receive(buffer); Console.WriteLine(n);")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException e) { Console.WriteLine(e); } client.Client.Send(buffer);")]
    [InlineData("var sent = false; try { socket.Send(buffer); sent = true; } catch (SocketException) { } if (sent) { socket.Send(buffer); }")]
    [InlineData("try { socket.Send(buffer); } catch (FormatException) { } socket.Send(buffer);")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { } finally { socket.Close(); } socket.Send(buffer);")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { } socket = new Socket(SocketType.Stream, ProtocolType.Tcp); socket.Send(buffer);")]
    public Task Another_connection_or_a_handler_that_acts_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = 0; try { n = network.[|Read|](buffer); } catch (Exception e) { Console.WriteLine(e); continue; } if (n == 0) break; Handle(buffer, n); }")]
    [InlineData("while (true) { int n; try { n = socket.[|Receive|](buffer); } catch (SocketException) { continue; } if (n == 0) { socket.Close(); return; } Handle(buffer, n); }")]
    [InlineData("while (true) { try { socket.[|Send|](buffer); } catch (SocketException) { continue; } var n = socket.Receive(buffer); if (n == 0) break; Console.WriteLine(n); if (n == 9) { socket.Close(); break; } }")]
    public Task What_stands_behind_a_handler_that_continues_never_sees_the_failure(string statements) => Verify<UsedAfterFailure>.Reports(Method(statements));

    [Theory]
    [InlineData("while (true) { var n = 0; try { n = network.Read(buffer); } catch (Exception e) { Console.WriteLine(e); if (_running) continue; } if (n == 0) break; Handle(buffer, n); }")]
    [InlineData("while (true) { var n = 0; try { n = network.Read(buffer); } catch (Exception e) { Console.WriteLine(e); } if (n == 0) break; Handle(buffer, n); }")]
    public Task What_stands_behind_a_handler_that_falls_through_may_see_it(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("try { socket.[|Send|](buffer); return; } catch (SocketException) { socket.Send(buffer); return; }")]
    [InlineData("try { client.GetStream().[|Write|](buffer, 0, 4); } catch (IOException e) { Console.WriteLine(e); client.GetStream().Write(buffer, 0, 4); }")]
    [InlineData("try { await network.[|WriteAsync|](buffer); } catch (Exception) { await Task.Delay(9); await network.WriteAsync(buffer); }")]
    public Task A_handler_that_sends_the_same_once_more_is_reported(string statements) => Verify<UsedAfterFailure>.Reports(Method(statements));

    [Theory]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { socket = new Socket(SocketType.Stream, ProtocolType.Tcp); socket.Connect(\"h\", 1); socket.Send(buffer); }")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { Mend(); socket.Send(buffer); } void Mend() { }")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock) { socket.Send(buffer); }")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException e) { if (e.SocketErrorCode == SocketError.Interrupted) socket.Send(buffer); }")]
    [InlineData("try { socket.Send(buffer); } catch (SocketException) { client.Client.Send(buffer); }")]
    [InlineData("try { socket.Send(buffer); } catch (FormatException) { socket.Send(buffer); }")]
    public Task A_handler_that_mends_first_or_sends_elsewhere_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    private static string Lazy(string loop, string more = "") => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        class Exporter : IDisposable
        {
            private TcpClient? _client;

            public async Task RunAsync(PeriodicTimer timer, byte[] lines, CancellationToken stop)
            {
                {{loop}}
            }

            private async Task SendAsync(byte[] lines, CancellationToken stop)
            {
                _client ??= await OpenAsync(stop);
                await _client.GetStream().WriteAsync(lines, stop);
            }

            private static async Task<TcpClient> OpenAsync(CancellationToken stop)
            {
                var opened = new TcpClient();
                await opened.ConnectAsync("host", 2003, stop);
                return opened;
            }

            public void Dispose() { _client?.Dispose(); _client = null; }
            {{more}}
        }
        """;

    [Theory]
    [InlineData("while (await timer.WaitForNextTickAsync(stop)) { try { await [|SendAsync|](lines, stop); } catch (IOException e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { await Task.Delay(1000, stop); try { await [|SendAsync|](lines, stop); } catch (Exception e) when (e is IOException or SocketException or OperationCanceledException && !stop.IsCancellationRequested) { Console.WriteLine(e); } }")]
    public Task A_connection_that_is_opened_where_there_is_none_and_kept_when_it_fails_is_reported(string loop) => Verify<UsedAfterFailure>.Reports(Lazy(loop));

    [Theory]
    [InlineData("while (await timer.WaitForNextTickAsync(stop)) { try { await SendAsync(lines, stop); } catch (IOException) { Dispose(); } }", "")]
    [InlineData("while (await timer.WaitForNextTickAsync(stop)) { try { await SendAsync(lines, stop); } catch (IOException) { _client = null; } }", "")]
    [InlineData("while (await timer.WaitForNextTickAsync(stop)) { try { await SendAsync(lines, stop); } catch (IOException e) { Console.WriteLine(e); } }", "public void Reset() { _client?.Close(); }")]
    [InlineData("while (await timer.WaitForNextTickAsync(stop)) { try { await SendAsync(lines, stop); } catch (IOException e) { Console.WriteLine(e); } }", "public void Use(TcpClient other) { _client = other; }")]
    [InlineData("while (await timer.WaitForNextTickAsync(stop)) { try { await SendAsync(lines, stop); } catch (IOException e) when (e.InnerException is SocketException) { Console.WriteLine(e); } }", "")]
    public Task One_that_somebody_replaces_or_closes_is_quiet(string loop, string more) => Verify<UsedAfterFailure>.Quiet(Lazy(loop, more));

    [Theory]
    [InlineData("try { client.[|Connect|](\"h\", 1); } catch (SocketException) { _alive = false; } using (var stream = client.GetStream()) { stream.Write(buffer); }")]
    [InlineData("try { await client.[|ConnectAsync|](\"h\", 1); } catch (Exception e) { Console.WriteLine(e.Message); } var stream = client.GetStream(); await stream.WriteAsync(buffer);")]
    [InlineData("try { socket.[|Connect|](\"h\", 1); } catch { } buffer = Encoding.ASCII.GetBytes(\"hello\"); socket.Send(buffer);")]
    [InlineData("NetworkStream? stream = null; try { client.[|Connect|](\"h\", 1); stream = client.GetStream(); } catch (Exception) { Console.WriteLine(\"no\"); } stream!.Write(buffer);")]
    public Task What_could_not_be_connected_and_is_used_all_the_same_is_reported(string statements) => Verify<UsedAfterFailure>.Reports(Method(statements));

    [Theory]
    [InlineData("try { client.Connect(\"h\", 1); } catch (SocketException) { return; } client.GetStream().Write(buffer);")]
    [InlineData("try { client.Connect(\"h\", 1); } catch (SocketException) { Environment.Exit(1); } client.GetStream().Write(buffer);")]
    [InlineData("try { client.Connect(\"h\", 1); } catch (SocketException) { client = new TcpClient(\"other\", 1); } client.GetStream().Write(buffer);")]
    [InlineData("try { client.Connect(\"h\", 1); } catch (SocketException) { _alive = false; } if (_alive) { client.GetStream().Write(buffer); }")]
    [InlineData("try { client.Connect(\"h\", 1); } catch (SocketException) { Console.WriteLine(); } client.Connect(\"other\", 1); client.GetStream().Write(buffer);")]
    [InlineData("try { try { client.Connect(\"h\", 1); } catch (SocketException e) { Console.WriteLine(e); } client.GetStream().Write(buffer); } catch (InvalidOperationException) { }")]
    [InlineData("try { client.Connect(\"h\", 1); } catch (SocketException e) when (e.SocketErrorCode == SocketError.IsConnected) { } client.GetStream().Write(buffer);")]
    [InlineData("try { client.Connect(\"h\", 1); } catch (SocketException) { Console.WriteLine(); } socket.Send(buffer);")]
    [InlineData("try { client.ConnectAsync(\"h\", 1).Wait(500); } catch (SocketException) { Console.WriteLine(); } client.GetStream().Write(buffer);")]
    public Task A_connect_whose_failure_somebody_minds_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    [Theory]
    [InlineData("try { _stream.[|Write|](buffer); } catch (IOException e) { Failed?.Invoke(e); _stream.Write(Encoding.ASCII.GetBytes(\"sorry\")); }")]
    [InlineData("try { socket.[|Send|](Encoding.ASCII.GetBytes(\"hello\")); } catch (SocketException e) { Console.WriteLine(e); var text = Encoding.ASCII.GetBytes(e.Message); socket.Send(text); }")]
    public Task A_handler_that_writes_to_what_could_not_be_written_to_is_reported(string statements) => Verify<UsedAfterFailure>.Reports(Method(statements));

    [Theory]
    [InlineData("try { Handle(buffer, 1); _stream.Write(buffer); } catch (IOException e) { Console.WriteLine(e); _stream.WriteByte(1); }")]
    [InlineData("try { _stream.Write(buffer); } catch (Exception e) { Console.WriteLine(e); _stream.WriteByte(1); }")]
    [InlineData("try { buffer = File.ReadAllBytes(\"f\"); _stream.Write(buffer); } catch (IOException e) { Console.WriteLine(e); _stream.WriteByte(1); }")]
    [InlineData("try { _stream.Write(buffer); } catch (IOException e) { Connect(); _stream.WriteByte(1); Console.WriteLine(e); }")]
    [InlineData("try { _stream.Write(buffer); } catch (IOException) { try { _stream.WriteByte(1); } catch (IOException) { } }")]
    [InlineData("try { _other.Write(buffer); } catch (IOException e) { Failed?.Invoke(e); _other.WriteByte(1); }")]
    public Task A_handler_of_what_something_else_may_have_thrown_is_quiet(string statements) => Verify<UsedAfterFailure>.Quiet(Method(statements));

    private static string Own(string field, string send) => $$"""
        using System;
        using System.IO;
        using System.Net.Sockets;
        using System.Threading;

        class Exporter
        {
            private {{field}};

            public Exporter(TcpClient client) => _stream = client.GetStream();

            public void Run(byte[] lines)
            {
                while (true)
                {
                    try { {{send}} } catch (IOException e) { Console.WriteLine(e); }
                    void Local() => _stream.Write(lines);
                }
            }

            private void Send(byte[] lines) => _stream.Write(lines);

            public void Use(Exporter other) { }
        }
        """;

    [Theory]
    [InlineData("readonly NetworkStream _stream", "[|Send|](lines);")]
    [InlineData("NetworkStream _stream", "[|Send|](lines);")]
    [InlineData("readonly NetworkStream _stream", "[|Local|]();")]
    public Task A_method_of_the_object_that_sends_on_the_connection_that_it_was_made_with_is_reported(string field, string send) => Verify<UsedAfterFailure>.Reports(Own(field, send));

    [Theory]
    [InlineData("readonly NetworkStream _stream", "Send(lines); break;")]
    [InlineData("readonly NetworkStream _stream; public void Close() { } public void Drop() { _stream.Close(); } private int _n", "Send(lines);")]
    [InlineData("NetworkStream _stream; public void Renew(TcpClient other) { _stream = other.GetStream(); } private int _n", "Send(lines);")]
    public Task One_that_somebody_drops_or_renews_is_quiet(string field, string send) => Verify<UsedAfterFailure>.Quiet(Own(field, send));
}
