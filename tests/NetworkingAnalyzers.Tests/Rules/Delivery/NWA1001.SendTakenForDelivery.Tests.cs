using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class SendTakenForDeliveryTests
{
    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Text;
        using System.Threading;
        using System.Threading.Channels;
        using System.Threading.Tasks;

        """;

    private const string Order = """
        public enum State { Waiting, Sent, Delivered }

        public class Order
        {
            public int Id;
            public byte[] Bytes = new byte[1];
            public bool Delivered { get; set; }
            public bool Acknowledged;
            public bool Sent { get; set; }
            public DateTime? DeliveredAt { get; set; }
            public State State { get; set; }
            public byte[] Encode() => Bytes;
            public void MarkAsDelivered() { }
        }

        """;

    [Fact]
    public Task A_message_dequeued_after_Send_is_reported() => Reports("""
        class Outbox
        {
            readonly Queue<string> _orders = new();

            void Flush(Socket socket)
            {
                while (_orders.Count > 0)
                {
                    socket.[|Send|](Encoding.UTF8.GetBytes(_orders.Peek()));
                    _orders.Dequeue();
                }
            }
        }
        """);

    [Theory]
    [InlineData("await socket.[|SendAsync|](next.Bytes, SocketFlags.None);")]
    [InlineData("await socket.[|SendAsync|](next.Bytes.AsMemory(), SocketFlags.None, default).ConfigureAwait(false);")]
    [InlineData("socket.[|Send|](next.Bytes.AsSpan());")]
    [InlineData("await stream.[|WriteAsync|](next.Bytes, 0, next.Bytes.Length);")]
    [InlineData("stream.[|Write|](next.Encode(), 0, 1);")]
    [InlineData("var line = Convert.ToBase64String(next.Bytes); writer.[|WriteLine|](line); writer.Flush();")]
    [InlineData("await webSocket.[|SendAsync|](next.Bytes, WebSocketMessageType.Binary, true, default);")]
    [InlineData("stream.Write(BitConverter.GetBytes(next.Bytes.Length)); stream.[|Write|](next.Bytes); stream.Flush();")]
    [InlineData("socket.[|Send|](next.Bytes); await Task.Delay(10);")]
    [InlineData("SocketTaskExtensions.[|SendAsync|](socket, next.Bytes, SocketFlags.None).Wait();")]
    public Task Every_form_of_send_is_known(string send) => Reports("""
        class Outbox
        {
            readonly ConcurrentQueue<Order> _orders = new();

            async Task Flush(Socket socket, NetworkStream stream, WebSocket webSocket)
            {
                using var writer = new StreamWriter(stream);
                await Task.Yield();
                while (_orders.TryPeek(out var next))
                {
                    SEND
                    _orders.TryDequeue(out _);
                }
            }
        }
        """.Replace("SEND", send));

    [Theory]
    [InlineData("List<Order>", "var m = _o[0]; s.[|Send|](m.Bytes); _o.RemoveAt(0);")]
    [InlineData("List<Order>", "foreach (var m in _o.ToList()) { s.[|Send|](m.Bytes); _o.Remove(m); }")]
    [InlineData("List<Order>", "var m = _o.First(); s.[|Send|](m.Bytes); _o.Remove(m);")]
    [InlineData("LinkedList<Order>", "while (_o.First is { } m) { s.[|Send|](m.Value.Bytes); _o.RemoveFirst(); }")]
    [InlineData("Dictionary<int, Order>", "foreach (var (id, m) in _o.ToArray()) { s.[|Send|](m.Bytes); _o.Remove(id); }")]
    [InlineData("ConcurrentDictionary<int, Order>", "foreach (var pair in _o) { s.[|Send|](pair.Value.Bytes); _o.TryRemove(pair.Key, out _); }")]
    [InlineData("ConcurrentDictionary<int, Order>", "foreach (var id in _o.Keys) { s.[|Send|](_o[id].Bytes); if (!_o.TryRemove(id, out var gone)) { Console.WriteLine(id); } }")]
    [InlineData("PriorityQueue<Order, int>", "while (_o.TryPeek(out var m, out var p)) { s.[|Send|](m.Bytes); _o.Dequeue(); }")]
    [InlineData("Queue<Order>", "Order m; while (_o.Count > 0) { m = _o.Peek(); byte[] b; b = m.Encode(); s.[|Send|](b); _ = _o.Dequeue(); }")]
    [InlineData("Queue<Order>", "var m = _o.Peek(); try { s.[|Send|](m.Bytes); _o.Dequeue(); } catch (SocketException) { Thread.Sleep(1); }")]
    [InlineData("Queue<Order>", "var m = _o.Peek(); try { s.[|Send|](m.Bytes); } finally { _o.Dequeue(); }")]
    [InlineData("Queue<Order>", "void Next() { s.[|Send|](_o.Peek().Bytes); _o.Dequeue(); } Next();")]
    [InlineData("Queue<Order>", "Action next = () => { s.[|Send|](_o.Peek().Bytes); _o.Dequeue(); }; next();")]
    [InlineData("Queue<Order>", "lock (_o) { if (_o.Count > 0) { using (var n = new NetworkStream(s)) { n.[|Write|](_o.Peek().Bytes); } _o.Dequeue(); } }")]
    public Task Every_collection_is_known(string type, string body) => Reports("""
        class Outbox
        {
            readonly TYPE _o = new();

            void Flush(Socket s)
            {
                BODY
            }
        }
        """.Replace("TYPE", type).Replace("BODY", body));

    [Theory]
    [InlineData("m.Delivered = true;")]
    [InlineData("m.DeliveredAt = DateTime.UtcNow;")]
    [InlineData("m.State = State.Delivered;")]
    [InlineData("m.Acknowledged = true;")]
    [InlineData("m.MarkAsDelivered();")]
    [InlineData("MarkDelivered(m.Id);")]
    [InlineData("OnDelivered(this, m);")]
    public Task A_message_called_delivered_is_reported(string claim) => Reports("""
        class Sender
        {
            void Send(Socket socket, Order m)
            {
                socket.[|Send|](m.Encode());
                CLAIM
            }

            void MarkDelivered(int id) { }
            void OnDelivered(object sender, Order order) { }
        }
        """.Replace("CLAIM", claim));

    [Fact]
    public Task A_broker_told_that_all_is_well_is_reported() => Reports("""
        class Relay
        {
            async Task OnReceived(Broker.Channel channel, Socket socket, Broker.Delivery delivery)
            {
                await socket.[|SendAsync|](delivery.Body);
                await channel.BasicAckAsync(delivery.Tag);
            }
        }

        namespace Broker
        {
            class Channel { public Task BasicAckAsync(int tag) => Task.CompletedTask; }
            class Delivery { public byte[] Body = new byte[1]; public int Tag; }
        }
        """);

    [Fact]
    public Task A_spool_file_deleted_after_it_was_sent_is_reported() => Reports("""
        class Spool
        {
            void Flush(Socket socket, string folder)
            {
                foreach (var file in Directory.GetFiles(folder))
                {
                    socket.[|Send|](File.ReadAllBytes(file));
                    File.Delete(file);
                }
            }
        }
        """);

    [Fact]
    public Task A_result_that_is_noted_while_the_send_still_runs_is_reported() => Reports("""
        class Broadcast
        {
            async Task<Dictionary<string, bool>> SendAsync(Dictionary<string, WebSocket> peers, byte[] data)
            {
                var results = new Dictionary<string, bool>();
                var tasks = new List<Task>();
                foreach (var pair in peers)
                {
                    tasks.Add(pair.Value.[|SendAsync|](new ArraySegment<byte>(data), WebSocketMessageType.Binary, true, default));
                    results[pair.Key] = true;
                }

                await Task.WhenAll(tasks);
                return results;
            }
        }
        """);

    [Theory]
    [InlineData("bool Deliver(Order m) { _socket.[|Send|](m.Bytes); return true; }")]
    [InlineData("async Task<bool> TryDeliverAsync(Order m) { try { await _socket.[|SendAsync|](m.Bytes); return true; } catch { return false; } }")]
    public Task A_function_that_delivers_and_only_sends_is_reported(string method) => Reports("""
        class Postman(Socket socket)
        {
            readonly Socket _socket = socket;

            METHOD
        }
        """.Replace("METHOD", method));

    [Fact]
    public Task A_small_method_of_one_s_own_that_sends_is_seen_through() => Reports("""
        class Outbox(NetworkStream stream)
        {
            readonly Queue<Order> _orders = new();

            async Task Flush()
            {
                while (_orders.Count > 0)
                {
                    await [|SendOrderAsync|](_orders.Peek());
                    _orders.Dequeue();
                }
            }

            async Task SendOrderAsync(Order order)
            {
                await stream.WriteAsync(BitConverter.GetBytes(order.Bytes.Length));
                await stream.WriteAsync(order.Bytes);
            }
        }
        """);

    [Fact]
    public Task In_a_top_level_program_it_is_reported() => Verify<SendTakenForDelivery>.Reports(
        Usings + """
        using var client = new TcpClient("localhost", 7);
        var orders = new Queue<byte[]>();
        while (orders.Count > 0)
        {
            client.GetStream().[|Write|](orders.Peek());
            orders.Dequeue();
        }
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<SendTakenForDelivery>.Reports(
        """
        using System.Collections.Generic;
        using System.Net.Sockets;

        class Outbox
        {
            private readonly Queue<byte[]> _orders = new Queue<byte[]>();

            void Flush(Socket socket)
            {
                while (_orders.Count > 0)
                {
                    socket.[|Send|](_orders.Peek());
                    _orders.Dequeue();
                }
            }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("s.Send(_o.Peek().Bytes); s.Receive(reply); _o.Dequeue();")]
    [InlineData("s.Send(_o.Peek().Bytes); await s.ReceiveAsync(reply); _o.Dequeue();")]
    [InlineData("s.Send(_o.Peek().Bytes); new NetworkStream(s).ReadByte(); _o.Dequeue();")]
    [InlineData("s.Send(_o.Peek().Bytes); WaitForAck(); _o.Dequeue();")]
    [InlineData("s.Send(_o.Peek().Bytes); await _acknowledged.Task; _o.Dequeue();")]
    [InlineData("s.Send(_o.Peek().Bytes); _event.WaitOne(); _o.Dequeue();")]
    [InlineData("await RequestAsync(s, _o.Peek().Bytes); _o.Dequeue();")]
    [InlineData("await SendAsync(s, _o.Peek().Bytes); _o.Dequeue();")]
    public Task Where_an_answer_is_heard_first_is_quiet(string body) => Quiet("""
        class Outbox
        {
            readonly Queue<Order> _o = new();
            readonly TaskCompletionSource _acknowledged = new();
            readonly ManualResetEvent _event = new(false);

            async Task Flush(Socket s, byte[] reply)
            {
                await Task.Yield();
                while (_o.Count > 0)
                {
                    BODY
                }
            }

            void WaitForAck() { }
            async Task RequestAsync(Socket s, byte[] bytes) { await s.SendAsync(bytes); }
            async Task SendAsync(Socket s, byte[] bytes) { await s.SendAsync(bytes); await s.ReceiveAsync(bytes); }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("s.Send(_o.Dequeue().Bytes);")]
    [InlineData("while (_o.TryDequeue(out var m)) { s.Send(m.Bytes); }")]
    public Task A_plain_queue_of_output_promises_nothing_and_is_quiet(string body) => Quiet("""
        class Writer
        {
            readonly Queue<Order> _o = new();
            void Run(Socket s) { BODY }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("s.Send(_o.Peek().Bytes); _waiting.Add(_o.Dequeue());")]
    [InlineData("s.Send(_o.Peek().Bytes); var m = _o.Dequeue(); _waiting.Add(m);")]
    [InlineData("s.Send(_o.Peek().Bytes); if (_o.TryDequeue(out var m)) { _waiting.Add(m); }")]
    public Task What_moves_on_to_those_that_wait_for_their_acknowledgement_is_quiet(string body) => Quiet("""
        class Outbox
        {
            readonly Queue<Order> _o = new();
            readonly List<Order> _waiting = new();
            void Run(Socket s) { BODY }
        }
        """.Replace("BODY", body));

    [Fact]
    public Task Bytes_taken_out_of_a_buffer_are_no_messages() => Quiet("""
        class Writer
        {
            readonly List<byte> _bytes = new();
            void Run(Socket s) { s.Send(_bytes.ToArray()); _bytes.RemoveAt(0); }
        }
        """);

    [Fact]
    public Task A_message_dropped_because_the_send_failed_is_quiet() => Quiet("""
        class Outbox
        {
            readonly Queue<Order> _o = new();

            void Run(Socket s)
            {
                try
                {
                    s.Send(_o.Peek().Bytes);
                }
                catch (SocketException)
                {
                    _o.Dequeue();
                }
            }
        }
        """);

    [Fact]
    public Task A_peer_taken_off_the_list_is_no_message() => Quiet("""
        class Server
        {
            readonly List<Socket> _clients = new();

            void Goodbye(byte[] text)
            {
                foreach (var client in _clients.ToList())
                {
                    client.Send(text);
                    _clients.Remove(client);
                }
            }
        }
        """);

    [Fact]
    public Task A_session_that_holds_its_own_bytes_is_no_message() => Quiet("""
        class Session { public Socket Socket = null!; public byte[] Bytes = new byte[1]; }

        class Server
        {
            readonly List<Session> _sessions = new();

            void Goodbye()
            {
                foreach (var session in _sessions.ToList())
                {
                    session.Socket.Send(session.Bytes);
                    _sessions.Remove(session);
                }
            }
        }
        """);

    [Theory]
    [InlineData("m.Sent = true;")]
    [InlineData("m.State = State.Sent;")]
    [InlineData("m.Delivered = false;")]
    [InlineData("other.Delivered = true;")]
    [InlineData("_delivered++;")]
    [InlineData("if (IsDelivered(m.Id)) { }")]
    public Task What_claims_no_more_than_is_known_is_quiet(string claim) => Quiet("""
        class Sender
        {
            int _delivered;

            void Send(Socket socket, Order m, Order other)
            {
                socket.Send(m.Encode());
                CLAIM
                Console.WriteLine(_delivered);
            }

            bool IsDelivered(int id) => id == 0;
        }
        """.Replace("CLAIM", claim));

    [Fact]
    public Task A_claim_that_comes_before_the_send_or_on_another_path_is_quiet() => Quiet("""
        class Sender
        {
            void Send(Socket socket, Order m)
            {
                if (m.Id == 0)
                {
                    m.Delivered = true;
                }
                else
                {
                    socket.Send(m.Encode());
                }
            }
        }
        """);

    [Fact]
    public Task An_acknowledgement_that_is_itself_sent_is_quiet() => Quiet("""
        class Receiver
        {
            bool _acknowledged;

            void Acknowledge(Socket socket, Order m)
            {
                socket.Send(new byte[] { 6 });
                _acknowledged = true;
                m.Acknowledged = _acknowledged;
            }
        }
        """);

    [Fact]
    public Task A_result_noted_after_the_send_was_awaited_says_no_more_than_that() => Quiet("""
        class Broadcast
        {
            async Task SendAsync(Dictionary<string, WebSocket> peers, byte[] data, Dictionary<string, bool> results)
            {
                foreach (var pair in peers)
                {
                    await pair.Value.SendAsync(new ArraySegment<byte>(data), WebSocketMessageType.Binary, true, default);
                    results[pair.Key] = true;
                }
            }
        }
        """);

    [Theory]
    [InlineData("Set(order.Id, State.Delivered)", true)]
    [InlineData("UpdateState(order, State.Delivered)", true)]
    [InlineData("Set(order.Id, State.Sent)", false)]
    [InlineData("Set(7, State.Delivered)", false)]
    [InlineData("Show(order.Id, State.Delivered)", false)]
    public Task A_state_that_says_it_has_arrived_is_a_claim(string claim, bool isReported) => (isReported ? (System.Func<string, Task>)Reports : Quiet)($$"""
        class Outbox
        {
            void Set(int id, State state) => Console.WriteLine(id + state);
            void UpdateState(Order order, State state) => order.State = state;
            void Show(int id, State state) => Console.WriteLine(id + state);

            void Ship(Socket socket, List<Order> orders)
            {
                foreach (var order in orders)
                {
                    socket.{{(isReported ? "[|Send|]" : "Send")}}(order.Encode());
                    {{claim}};
                }
            }
        }
        """);

    [Fact]
    public Task A_file_is_no_connection() => Quiet("""
        class Journal
        {
            readonly Queue<Order> _o = new();
            void Run(FileStream file) { file.Write(_o.Peek().Bytes); _o.Dequeue(); }
        }
        """);

    [Fact]
    public Task A_temporary_file_that_was_sent_may_go() => Quiet("""
        class Reports
        {
            void Send(Socket socket, string path) { socket.SendFile(path); File.Delete(path); }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<SendTakenForDelivery>.Quiet(
        Usings + """
        class Outbox
        {
            void Run(Socket s, Queue<byte[]> o)
            {
                s.{|CS1061:Sen|}(o.Peek());
                o.{|CS1061:Deq|}();
            }
        }
        """);

    [Theory]
    [InlineData("bool Sure(Socket s) { var b = new byte[1]; return s.Receive(b) == 1 && b[0] == 6; }", "if (!Sure(socket)) break;")]
    [InlineData("bool Sure(Socket s) => Read(s) == 6; int Read(Socket s) { var b = new byte[1]; return s.Receive(b) == 0 ? -1 : b[0]; }", "if (!Sure(socket)) break;")]
    [InlineData("bool IsAcknowledged(Socket s) { var b = new byte[1]; return s.Receive(b) == 1; }", "if (!IsAcknowledged(socket)) break;")]
    public Task An_answer_that_a_method_of_any_name_reads_is_one(string members, string heard) => Quiet($$"""
        class C
        {
            {{members}}
            void Run(Socket socket, System.Collections.Generic.List<string> pending)
            {
                for (var i = pending.Count - 1; i >= 0; i--)
                {
                    socket.Send(System.Text.Encoding.ASCII.GetBytes(pending[i]));
                    {{heard}}
                    pending.RemoveAt(i);
                }
            }
        }
        """);

    [Theory]
    [InlineData("", true)]
    [InlineData("if (socket.Receive(bytes) == 0) return;", false)]
    public Task A_file_of_many_that_is_deleted_by_the_method_that_sends_it(string heard, bool told)
    {
        var code = $$"""
            class C
            {
                void All(Socket socket) { foreach (var file in System.IO.Directory.GetFiles("out")) One(socket, file); }
                void One(Socket socket, string file)
                {
                    var bytes = System.IO.File.ReadAllBytes(file);
                    socket.{{(told ? "[|Send|]" : "Send")}}(bytes);
                    {{heard}}
                    System.IO.File.Delete(file);
                }
            }
            """;
        return told ? Reports(code) : Quiet(code);
    }

    private static Task Reports(string code) => Verify<SendTakenForDelivery>.Reports(Usings + Order + code);

    private static Task Quiet(string code) => Verify<SendTakenForDelivery>.Quiet(Usings + Order + code);

    [Theory]
    [InlineData("var order = _orders[0]; _orders.RemoveAt(0); socket.Send(order.Bytes);", false)]
    [InlineData("Order? order = null; lock (_orders) { if (_orders.Count > 0) { order = _orders[0]; _orders.RemoveAt(0); } } if (order == null) { Thread.Sleep(10); continue; } socket.Send(order.Bytes);", false)]
    [InlineData("byte[] bytes = new byte[0]; for (var i = 0; i < _orders.Count; i++) { var o = _orders[i]; if (!o.Sent) { bytes = o.Bytes; _orders.RemoveAt(i); break; } } socket.Send(bytes);", false)]
    [InlineData("var order = _orders[0]; socket.[|Send|](order.Bytes); _orders.RemoveAt(0);", true)]
    [InlineData("var order = _orders[0]; lock (_orders) { socket.[|Send|](order.Bytes); _orders.Remove(order); }", true)]
    [InlineData("if (_orders.Count > 9) { _orders.RemoveAt(9); } var order = _orders[0]; socket.[|Send|](order.Bytes); _orders.RemoveAt(0);", true)]
    public Task What_is_taken_out_before_it_is_sent_promises_nothing(string round, bool isReported)
    {
        var code = $$"""
            class Outbox
            {
                readonly List<Order> _orders = new();

                void Run(Socket socket) { while (socket.Connected) { {{round}} } }
            }
            """;
        return isReported ? Reports(code) : Quiet(code);
    }

    [Theory]
    [InlineData("_orders.TryPeek(out var order); _orders.TryDequeue(out _); socket.Send(order!.Bytes);", false)]
    [InlineData("_orders.TryPeek(out var order); socket.[|Send|](order!.Bytes); _orders.TryDequeue(out _);", true)]
    public Task The_same_of_a_concurrent_queue(string round, bool isReported)
    {
        var code = $$"""
            class Outbox
            {
                readonly ConcurrentQueue<Order> _orders = new();

                void Run(Socket socket) { while (socket.Connected) { {{round}} } }
            }
            """;
        return isReported ? Reports(code) : Quiet(code);
    }

    [Fact]
    public Task A_queue_of_bytes_before_a_socket_that_does_not_block_is_quiet() => Quiet("""
        class C
        {
            private readonly System.Collections.Generic.Queue<byte[]> _out = new();

            void Writable(Socket socket)
            {
                var first = _out.Peek();
                int n = socket.Send(first, 0, first.Length, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock) return;
                if (error != SocketError.Success || n < first.Length) { socket.Close(); return; }
                _out.Dequeue();
            }
        }
        """);
}
