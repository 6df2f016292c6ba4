using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.IoThreads;

namespace NetworkingAnalyzers.Tests.Rules.IoThreads;

public sealed class BlockingCallInHandlerTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Net.Http;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private const string Web = Usings + """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Connections;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Hosting;

        """;

    [Fact]
    public Task A_sleep_in_a_connection_handler_is_reported_and_becomes_a_delay() => Fixes(
        """
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                Thread.[|Sleep|](100); // breathe
            }
        }
        """,
        """
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                await Task.Delay(100); // breathe
            }
        }
        """);

    [Fact]
    public Task In_a_file_with_tabs_names_are_short_too() => Verify<BlockingCallInHandler, BlockingCallInHandlerFix>.Fixes(
        "using System.Net.Sockets;\nusing System.Threading;\nusing System.Threading.Tasks;\n\nclass C\n{\n\tasync Task Pump(NetworkStream stream, byte[] buffer)\n\t{\n\t\twhile (await stream.ReadAsync(buffer, 0, 1) > 0)\n\t\t{\n\t\t\tThread.[|Sleep|](10);\n\t\t}\n\t}\n}\n",
        "using System.Net.Sockets;\nusing System.Threading;\nusing System.Threading.Tasks;\n\nclass C\n{\n\tasync Task Pump(NetworkStream stream, byte[] buffer)\n\t{\n\t\twhile (await stream.ReadAsync(buffer, 0, 1) > 0)\n\t\t{\n\t\t\tawait Task.Delay(10);\n\t\t}\n\t}\n}\n");

    [Fact]
    public Task A_delay_is_written_so_that_it_compiles_without_the_using() => Verify<BlockingCallInHandler, BlockingCallInHandlerFix>.Fixes(
        """
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            async void Pump(NetworkStream stream, byte[] buffer)
            {
                while (await stream.ReadAsync(buffer, 0, 1) > 0)
                {
                    Thread.[|Sleep|](10);
                }
            }
        }
        """,
        """
        using System.Net.Sockets;
        using System.Threading;

        class C
        {
            async void Pump(NetworkStream stream, byte[] buffer)
            {
                while (await stream.ReadAsync(buffer, 0, 1) > 0)
                {
                    await System.Threading.Tasks.Task.Delay(10);
                }
            }
        }
        """);

    [Fact]
    public Task Waiting_for_a_task_in_an_endpoint_is_reported_and_awaited() => Fixes(
        """
        class C
        {
            void M(WebApplication app, HttpClient http)
            {
                app.MapGet("/a", async () =>
                {
                    await Task.Yield();
                    return http.GetStringAsync("http://b/").[|Result|].Length + http.GetStringAsync("http://c/").GetAwaiter().[|GetResult|]().Length;
                });
                app.MapGet("/b", async () => { await Task.Yield(); http.GetStringAsync("http://b/").[|Wait|](); });
            }
        }
        """,
        """
        class C
        {
            void M(WebApplication app, HttpClient http)
            {
                app.MapGet("/a", async () =>
                {
                    await Task.Yield();
                    return (await http.GetStringAsync("http://b/")).Length + (await http.GetStringAsync("http://c/")).Length;
                });
                app.MapGet("/b", async () => { await Task.Yield(); await http.GetStringAsync("http://b/"); });
            }
        }
        """);

    [Fact]
    public Task A_synchronous_endpoint_that_waits_for_a_task_is_reported_and_cannot_await() => OffersNothing("""
        class C
        {
            void M(WebApplication app, HttpClient http)
            {
                app.MapGet("/", () => http.GetStringAsync("http://b/").[|Result|]);
            }
        }
        """);

    [Fact]
    public async Task A_controller_s_action_is_reported_async_or_not()
    {
        await OffersNothing("""
            public class Items(HttpClient http) : ControllerBase
            {
                public string Get() => http.GetStringAsync("http://b/").[|Result|];
            }
            """);
        await Fixes(
            """
            public class Items(HttpClient http) : ControllerBase
            {
                public async Task<string> Get()
                {
                    await Task.Yield();
                    var text = http.GetStringAsync("http://b/").[|Result|];
                    return text;
                }
            }
            """,
            """
            public class Items(HttpClient http) : ControllerBase
            {
                public async Task<string> Get()
                {
                    await Task.Yield();
                    var text = await http.GetStringAsync("http://b/");
                    return text;
                }
            }
            """);
    }

    [Fact]
    public Task Middleware_and_message_handlers_are_reported() => Reports("""
        class Log(RequestDelegate next)
        {
            public async Task InvokeAsync(HttpContext context)
            {
                Thread.[|Sleep|](5);
                await next(context);
            }
        }

        class Retry : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                var response = await base.SendAsync(request, token);
                Thread.[|Sleep|](TimeSpan.FromSeconds(1));
                return base.SendAsync(request, token).[|Result|];
            }
        }
        """);

    [Fact]
    public Task A_synchronous_read_among_awaited_ones_is_reported_and_awaited() => Fixes(
        """
        class C
        {
            async Task Serve(TcpClient client)
            {
                var stream = client.GetStream();
                var header = new byte[4];
                int n = await stream.ReadAsync(header, 0, 4);
                int m = stream.[|Read|](header, 0, 4);
            }
        }
        """,
        """
        class C
        {
            async Task Serve(TcpClient client)
            {
                var stream = client.GetStream();
                var header = new byte[4];
                int n = await stream.ReadAsync(header, 0, 4);
                int m = await stream.ReadAsync(header, 0, 4);
            }
        }
        """);

    [Theory]
    [InlineData("socket.[|Receive|](buffer)", "await socket.ReceiveAsync(buffer)")]
    [InlineData("socket.[|Receive|](buffer, SocketFlags.None)", "await socket.ReceiveAsync(buffer, SocketFlags.None)")]
    [InlineData("socket.[|Receive|](buffer, 1, 2, SocketFlags.None)", "await socket.ReceiveAsync(buffer.AsMemory(1, 2), SocketFlags.None)")]
    [InlineData("socket.[|Send|](buffer)", "await socket.SendAsync(buffer)")]
    [InlineData("socket.[|Send|](buffer, 1, 2, SocketFlags.None)", "await socket.SendAsync(buffer.AsMemory(1, 2), SocketFlags.None)")]
    public Task Socket_calls_find_their_twin(string before, string after) => Fixes(Body(before), Body(after));

    private static string Body(string call) => $$"""
        class C
        {
            async Task<int> Serve(Socket socket, byte[] buffer)
            {
                await socket.ReceiveAsync(buffer, SocketFlags.None);
                return {{call}};
            }
        }
        """;

    [Fact]
    public Task On_an_old_framework_a_twin_that_does_not_exist_is_not_offered() => Verify<BlockingCallInHandler, BlockingCallInHandlerFix>.OffersNothing(
        """
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task<int> Serve(Socket socket, NetworkStream stream, byte[] buffer)
            {
                await stream.ReadAsync(buffer, 0, 1);
                return socket.[|Receive|](buffer, 1, 2, SocketFlags.None);
            }
        }
        """,
        "net462");

    [Fact]
    public Task On_an_old_framework_a_stream_has_its_twin() => Verify<BlockingCallInHandler, BlockingCallInHandlerFix>.Fixes(
        """
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task<int> Serve(NetworkStream stream, byte[] buffer)
            {
                await stream.ReadAsync(buffer, 0, 1);
                return stream.[|Read|](buffer, 1, 2);
            }
        }
        """,
        """
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            async Task<int> Serve(NetworkStream stream, byte[] buffer)
            {
                await stream.ReadAsync(buffer, 0, 1);
                return await stream.ReadAsync(buffer, 1, 2);
            }
        }
        """,
        "net462");

    [Fact]
    public Task A_name_asked_for_synchronously_is_reported_and_awaited() => Fixes(
        """
        class C
        {
            async Task<Socket> Connect(string host)
            {
                var addresses = Dns.[|GetHostAddresses|](host);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(addresses, 80);
                return socket;
            }
        }
        """,
        """
        class C
        {
            async Task<Socket> Connect(string host)
            {
                var addresses = await Dns.GetHostAddressesAsync(host);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(addresses, 80);
                return socket;
            }
        }
        """);

    [Fact]
    public Task A_function_that_leaves_the_context_everywhere_leaves_it_here_too() => Fixes(
        """
        class C
        {
            async Task Connect(TcpClient client, string host)
            {
                await Task.Delay(1).ConfigureAwait(false);
                client.[|Connect|](host, 80);
            }
        }
        """,
        """
        class C
        {
            async Task Connect(TcpClient client, string host)
            {
                await Task.Delay(1).ConfigureAwait(false);
                await client.ConnectAsync(host, 80).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task All_occurrences_are_mended_at_once() => Fixes(
        """
        class C
        {
            async Task Serve(StreamReader reader, NetworkStream stream)
            {
                await stream.FlushAsync();
                await stream.ReadAsync(new byte[1]);
                var lines = new StreamReader(stream);
                var first = lines.[|ReadLine|]();
                Thread.[|Sleep|](1);
                Task.[|WaitAll|](Task.Delay(1), Task.Delay(2));
            }
        }
        """,
        """
        class C
        {
            async Task Serve(StreamReader reader, NetworkStream stream)
            {
                await stream.FlushAsync();
                await stream.ReadAsync(new byte[1]);
                var lines = new StreamReader(stream);
                var first = await lines.ReadLineAsync();
                await Task.Delay(1);
                await Task.WhenAll(Task.Delay(1), Task.Delay(2));
            }
        }
        """);

    [Fact]
    public Task Inside_a_lock_nothing_can_be_awaited() => OffersNothing("""
        class Echo : ConnectionHandler
        {
            private readonly object _gate = new();

            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                lock (_gate)
                {
                    Thread.[|Sleep|](100);
                }
            }
        }
        """);

    [Fact]
    public Task Where_a_span_lives_nothing_is_offered() => OffersNothing("""
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                Span<byte> bytes = stackalloc byte[4];
                Thread.[|Sleep|](100);
                bytes[0] = 1;
            }
        }
        """);

    [Fact]
    public Task A_handler_for_the_aggregate_exception_would_miss_what_an_await_throws() => OffersNothing("""
        class Echo(HttpClient http) : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                try
                {
                    http.GetAsync("http://b/").[|Wait|]();
                }
                catch (AggregateException)
                {
                }
            }
        }
        """);

    [Fact]
    public Task A_callback_that_sleeps_or_reads_on_is_reported() => OffersNothing("""
        class C
        {
            private readonly byte[] _buffer = new byte[8];

            void Start(NetworkStream stream) => stream.BeginRead(_buffer, 0, 8, OnRead, stream);

            void OnRead(IAsyncResult result)
            {
                var stream = (NetworkStream)result.AsyncState!;
                if (stream.EndRead(result) == 0) return;
                Thread.[|Sleep|](10);
                var n = stream.[|Read|](_buffer, 0, 8);
                stream.BeginRead(_buffer, 0, 8, OnRead, stream);
            }
        }
        """);

    [Fact]
    public Task An_event_handler_of_SocketAsyncEventArgs_is_reported() => Reports("""
        class C
        {
            private readonly ManualResetEvent _sent = new(false);

            void Start(Socket socket, SocketAsyncEventArgs args)
            {
                args.Completed += (sender, e) =>
                {
                    _sent.[|WaitOne|]();
                    SendAsync(e).[|Wait|]();
                };
                socket.ReceiveAsync(args);
            }

            Task SendAsync(SocketAsyncEventArgs args) => Task.CompletedTask;
        }
        """);

    [Fact]
    public Task Calls_down_from_a_handler_are_reported() => Reports("""
        class Echo(HttpClient http) : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                await Ask();
            }

            private async Task<string> Ask() => await Fetch() + http.GetStringAsync("http://b/").[|Result|];

            private async Task<string> Fetch() => http.GetStringAsync("http://b/").[|Result|];
        }

        class Items(HttpClient http) : ControllerBase
        {
            public string Get() => Fetch();

            private string Fetch() => http.GetStringAsync("http://b/").[|Result|];
        }
        """);

    [Fact]
    public Task A_helper_that_is_given_the_connection_and_reads_it_is_reported_where_it_is_called() => Reports("""
        static class Reading
        {
            public static void ReadExact(NetworkStream stream, byte[] buffer)
            {
                for (var n = 0; n < buffer.Length;)
                {
                    n += stream.Read(buffer, n, buffer.Length - n);
                }
            }
        }

        class C
        {
            async Task Serve(NetworkStream stream, byte[] buffer)
            {
                await stream.ReadAsync(buffer, 0, 1);
                Reading.[|ReadExact|](stream, buffer);
            }
        }
        """);

    [Fact]
    public Task A_wait_for_the_handle_of_a_begun_operation_in_an_async_method_is_reported() => Reports("""
        class C
        {
            async Task Connect(Socket socket, string host, CancellationToken token)
            {
                var connect = socket.BeginConnect(host, 80, null, null);
                var handles = new[] { connect.AsyncWaitHandle, token.WaitHandle };
                WaitHandle.[|WaitAny|](handles);
                socket.EndConnect(connect);
                await Task.Yield();
            }
        }
        """);

    [Fact]
    public Task A_network_task_waited_for_in_an_async_function_is_reported() => Reports("""
        class C
        {
            async Task Connect(TcpClient client, string host)
            {
                await Task.Yield();
                if (!client.ConnectAsync(host, 80).[|Wait|](5000))
                {
                    throw new TimeoutException();
                }
            }
        }
        """);

    [Fact]
    public Task A_top_level_program_s_endpoint_is_reported() => Verify<BlockingCallInHandler, BlockingCallInHandlerFix>.Fixes(
        Web + """
        var app = WebApplication.Create();
        app.MapGet("/", async (HttpClient http) => { await Task.Yield(); Thread.[|Sleep|](2000); });
        app.Run();
        """,
        Web + """
        var app = WebApplication.Create();
        app.MapGet("/", async (HttpClient http) => { await Task.Yield(); await Task.Delay(2000); });
        app.Run();
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task A_chat_that_sends_to_everybody_from_a_callback_waits_for_the_slowest() => Reports("""
        class Chat
        {
            private readonly List<Socket> _all = new();
            private readonly byte[] _buffer = new byte[8];

            void OnReceived(IAsyncResult result)
            {
                var n = ((Socket)result.AsyncState!).EndReceive(result);
                foreach (var socket in _all)
                {
                    socket.[|Send|](_buffer, n, SocketFlags.None);
                }
            }

            void Start(Socket socket) => socket.BeginReceive(_buffer, 0, 8, SocketFlags.None, OnReceived, socket);
        }
        """);

    [Fact]
    public Task A_reply_from_a_callback_is_quiet() => Quiet("""
        class Echo
        {
            private readonly byte[] _buffer = new byte[8];

            void OnReceived(IAsyncResult result)
            {
                var socket = (Socket)result.AsyncState!;
                var n = socket.EndReceive(result);
                socket.Send(_buffer, n, SocketFlags.None);
            }

            void Start(Socket socket) => socket.BeginReceive(_buffer, 0, 8, SocketFlags.None, OnReceived, socket);
        }
        """);

    [Theory]
    [InlineData("var a = F(); var b = F(); await Task.WhenAll(a, b); return a.Result + b.Result;")]
    [InlineData("var a = F(); await a; return a.Result;")]
    [InlineData("var a = F(); if (a.IsCompletedSuccessfully) return a.Result; return await a;")]
    [InlineData("var a = F(); var first = await Task.WhenAny(a, Task.Delay(1)); return first == a ? a.Result : 0;")]
    [InlineData("return (await Task.WhenAny(F(), F())).Result;")]
    [InlineData("var all = new List<Task<int>> { F() }; await Task.WhenAll(all); return all.Sum(t => t.Result);")]
    [InlineData("var all = new[] { F() }; await Task.WhenAll(all); return all[0].Result;")]
    [InlineData("return await F().ContinueWith(t => t.Result);")]
    [InlineData("return Task.FromResult(1).Result;")]
    public Task A_task_that_may_be_complete_is_quiet(string body) => Quiet("""
        class Items : ControllerBase
        {
            public async Task<int> Get() { await Task.Yield(); BODY }

            private async Task<int> F() { await Task.Yield(); return 1; }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("Thread.Sleep(0);")]
    [InlineData("done.WaitOne(0);")]
    [InlineData("done.WaitOne(TimeSpan.Zero);")]
    [InlineData("task.Wait(0);")]
    [InlineData("gate.Wait();")]
    [InlineData("mutex.WaitOne();")]
    [InlineData("lock (gate) { }")]
    public Task What_only_looks_and_what_is_a_lock_is_quiet(string statement) => Quiet("""
        class Echo(AutoResetEvent done, Mutex mutex, SemaphoreSlim gate, Task task) : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                STATEMENT
            }
        }
        """.Replace("STATEMENT", statement));

    [Theory]
    [InlineData("await Task.Run(() => Thread.Sleep(1000));")]
    [InlineData("new Thread(() => Thread.Sleep(1000)).Start();")]
    [InlineData("await Task.Factory.StartNew(() => Thread.Sleep(1000), TaskCreationOptions.LongRunning);")]
    public Task What_is_handed_to_another_thread_is_quiet(string statement) => Quiet("""
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                STATEMENT
                await Task.Yield();
            }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public Task A_synchronous_method_that_nobody_is_known_to_call_from_a_handler_is_quiet() => Quiet("""
        public class C
        {
            public void Connect(TcpClient client, string host)
            {
                client.ConnectAsync(host, 80).Wait();
                Thread.Sleep(100);
                client.GetStream().Read(new byte[1], 0, 1);
            }
        }
        """);

    [Theory]
    [InlineData("while (s.Receive(b) > 0) { }", false)]
    [InlineData("s.[|Receive|](b);", true)]
    public async Task A_pool_thread_held_for_the_life_of_a_connection_is_told_at_the_accept(string reads, bool isReported)
    {
        foreach (var hand in new[] { "Task.Run(() => Serve(s));", "ThreadPool.QueueUserWorkItem(_ => Serve(s));", "ThreadPool.QueueUserWorkItem(x => Serve((Socket)x!), s);" })
        {
            var code = $$"""
                class C
                {
                    void Run(Socket listener) { while (true) { var s = listener.Accept(); {{hand}} } }
                    void Serve(Socket s) { var b = new byte[9]; try { {{reads}} } catch (SocketException) { } finally { s.Close(); } }
                }
                """;
            await (isReported ? Reports(code) : Quiet(code));
        }
    }

    [Theory]
    [InlineData("socket.SendTo(bytes, SocketFlags.None, to);", false)]
    [InlineData("socket.[|Send|](bytes);", true)]
    public async Task A_datagram_waits_for_nobody(string send, bool isReported)
    {
        var code = $$"""
            class Discovery
            {
                async Task Ask(Socket socket, byte[] bytes, EndPoint to)
                {
                    while (true)
                    {
                        {{send}}
                        await socket.ReceiveAsync(bytes);
                    }
                }
            }
            """;
        await (isReported ? Reports(code) : Quiet(code));
    }

    [Fact]
    public Task An_async_method_without_network_is_quiet() => Quiet("""
        class C
        {
            async Task Work()
            {
                await Task.Yield();
                Thread.Sleep(100);
            }
        }
        """);

    [Fact]
    public Task The_program_s_own_thread_may_wait() => Verify<BlockingCallInHandler>.Quiet(
        Usings + """
        class Program
        {
            static async Task Main()
            {
                var client = new TcpClient();
                await client.ConnectAsync("h", 80);
                await client.GetStream().WriteAsync(new byte[1]);
                Thread.Sleep(1000);
            }
        }
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task Disposing_may_wait() => Quiet("""
        class C(NetworkStream stream) : IAsyncDisposable
        {
            private readonly Thread _pump = new(() => { });

            public async ValueTask DisposeAsync()
            {
                await stream.WriteAsync(new byte[1]);
                _pump.Join();
            }
        }
        """);

    [Theory]
    [InlineData("if (stream.DataAvailable) stream.Read(buffer, 0, 1);")]
    [InlineData("if (client.Available > 0) stream.Read(buffer, 0, 1);")]
    [InlineData("if (client.Client.Poll(0, SelectMode.SelectRead)) stream.Read(buffer, 0, 1);")]
    public Task A_read_after_a_look_is_quiet(string statement) => Quiet("""
        class C
        {
            async Task Serve(TcpClient client, NetworkStream stream, byte[] buffer)
            {
                await stream.WriteAsync(buffer);
                STATEMENT
            }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public Task A_body_written_for_both_worlds_is_quiet() => Quiet("""
        class C
        {
            async Task<int> Read(NetworkStream stream, byte[] buffer, bool doAsync)
            {
                if (doAsync)
                {
                    await stream.ReadAsync(buffer, 0, 1);
                }
                else
                {
                    stream.Read(buffer, 0, 1);
                }

                if (doAsync)
                {
                    return await stream.ReadAsync(buffer, 0, 1);
                }

                return stream.Read(buffer, 0, 1);
            }
        }
        """);

    [Fact]
    public Task A_callback_s_own_result_is_complete() => Quiet("""
        class C
        {
            void OnRead(IAsyncResult result)
            {
                result.AsyncWaitHandle.WaitOne(1000);
                ((NetworkStream)result.AsyncState!).EndRead(result);
            }

            void Start(NetworkStream stream, byte[] buffer) => stream.BeginRead(buffer, 0, 1, OnRead, stream);
        }
        """);

    [Fact]
    public Task Between_two_accepts_the_rule_on_accept_loops_speaks() => Quiet("""
        class C
        {
            async Task Listen(TcpListener listener)
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await client.GetStream().ReadAsync(new byte[1]);
                    Thread.Sleep(10);
                }
            }
        }
        """);

    [Theory]
    [InlineData("client.Connect(IPAddress.Loopback, 80);")]
    [InlineData("client.Connect(new IPEndPoint(IPAddress.IPv6Loopback, 80));")]
    public Task A_connection_to_this_machine_is_there_at_once(string statement) => Quiet("""
        class Probe
        {
            async Task Look(Socket client, byte[] buffer)
            {
                STATEMENT
                await client.ReceiveAsync(buffer, SocketFlags.None);
            }
        }
        """.Replace("STATEMENT", statement));

    [Fact]
    public Task A_connection_to_another_machine_takes_its_time() => Reports("""
        class Probe
        {
            async Task Look(Socket client, IPAddress address, byte[] buffer)
            {
                client.[|Connect|](address, 80);
                await client.ReceiveAsync(buffer, SocketFlags.None);
            }
        }
        """);

    [Fact]
    public Task A_file_is_not_the_network() => Quiet("""
        class Echo : ConnectionHandler
        {
            public override async Task OnConnectedAsync(ConnectionContext connection)
            {
                await Task.Yield();
                using var file = File.OpenRead("a");
                file.Read(new byte[1], 0, 1);
                using var memory = new MemoryStream();
                memory.Write(new byte[1], 0, 1);
            }
        }
        """);

    [Fact]
    public Task Tests_may_wait() => Quiet("""
        class FactAttribute : Attribute { }

        class ServerTests
        {
            [Fact]
            public async Task Answers()
            {
                using var client = new TcpClient();
                await client.ConnectAsync("h", 80);
                Thread.Sleep(100);
            }
        }
        """);

    [Fact]
    public Task A_line_that_the_next_statement_flushes_is_told_at_the_flush() => Verify<BlockingCallInHandler>.Reports(
        Usings + """
        class C
        {
            readonly StreamWriter _writer; readonly StreamReader _reader; readonly StreamWriter _other;

            C(TcpClient client, TcpClient other) { _writer = new StreamWriter(client.GetStream()); _reader = new StreamReader(client.GetStream()); _other = new StreamWriter(other.GetStream()); }

            async Task Serve()
            {
                while (await _reader.ReadLineAsync() is not null)
                {
                    _writer.WriteLine("hello");
                    _writer.[|Flush|]();
                    _writer.[|WriteLine|]("hello");
                    _other.[|Flush|]();
                }
            }
        }
        """);

    [Fact]
    public Task The_first_read_of_a_synchronous_handler_speaks_for_its_helpers_too() => Verify<BlockingCallInHandler>.Reports(
        Usings + """
        class C
        {
            void Run(TcpListener listener) { while (true) { var client = listener.AcceptTcpClient(); new Task(() => Serve(client)).Start(); } }

            int Length(NetworkStream stream) => stream.[|ReadByte|]();

            byte[] Text(NetworkStream stream, int length) { var b = new byte[length]; var n = stream.Read(b, 0, length); return b; }

            void Serve(TcpClient client) { var stream = client.GetStream(); while (true) { Text(stream, Length(stream)); } }
        }
        """);

    [Theory]
    [InlineData("long _at; public byte[] Buffer { get; } = new byte[10];", "await Task.Yield(); _reader.Read();")]
    public Task Tls_over_a_stream_of_ones_own_that_holds_memory_waits_for_nobody(string fields, string body) => Verify<BlockingCallInHandler>.Quiet(Tls(fields, body));

    [Theory]
    [InlineData("Stream _inner = null!;", "await _socket.ReceiveAsync(new byte[1]); _reader.[|Read|]();")]
    public Task Tls_over_a_stream_of_ones_own_around_another_does(string fields, string body) => Verify<BlockingCallInHandler>.Reports(Tls(fields, body));

    private static string Tls(string fields, string body) => "using System.Net.Security;\n" + Usings + $$"""
        sealed class Inner : Stream
        {
            {{fields}}

            public override bool CanRead => true;
            public override bool CanSeek => false;
            public override bool CanWrite => true;
            public override long Length => 0;
            public override long Position { get; set; }
            public override void Flush() { }
            public override int Read(byte[] buffer, int offset, int count) => 0;
            public override long Seek(long offset, SeekOrigin origin) => 0;
            public override void SetLength(long value) { }
            public override void Write(byte[] buffer, int offset, int count) { }
        }

        class C
        {
            readonly Inner _inner = new();
            readonly Socket _socket = null!;
            TextReader _reader = null!;

            void Open() { Stream tls = new SslStream(_inner, true); _reader = new StreamReader(tls); }

            async Task Serve() { await _socket.ReceiveAsync(new byte[1]); {{body}} }
        }
        """;

    [Fact]
    public Task A_connect_to_this_machine_is_there_or_refused_at_once() => Verify<BlockingCallInHandler>.Quiet(Usings + """
        class C
        {
            async Task M(Socket socket, byte[] buffer)
            {
                string host = "127.0.0.1";
                socket.Connect(new System.Net.IPEndPoint(System.Net.IPAddress.Parse(host), 9));
                await socket.ReceiveAsync(buffer, SocketFlags.None);
            }
        }
        """);

    [Fact]
    public Task A_request_over_http_waited_for_in_an_async_function_is_reported_and_awaited() => Fixes(
        """
        class Updates(HttpClient http)
        {
            async Task<string> Download(Uri url)
            {
                using (var response = http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead).[|Result|])
                {
                    response.EnsureSuccessStatusCode();
                    return await response.Content.ReadAsStringAsync();
                }
            }

            async Task Post(Uri url)
            {
                var posting = http.PostAsync(url, new StringContent("a"));
                posting.[|Wait|]();
                var ask = async () => { await Task.Yield(); return http.GetStringAsync(url).ConfigureAwait(false).GetAwaiter().[|GetResult|](); };
                await ask();
            }
        }
        """,
        """
        class Updates(HttpClient http)
        {
            async Task<string> Download(Uri url)
            {
                using (var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead))
                {
                    response.EnsureSuccessStatusCode();
                    return await response.Content.ReadAsStringAsync();
                }
            }

            async Task Post(Uri url)
            {
                var posting = http.PostAsync(url, new StringContent("a"));
                await posting;
                var ask = async () => { await Task.Yield(); return await http.GetStringAsync(url).ConfigureAwait(false); };
                await ask();
            }
        }
        """);

    [Theory]
    [InlineData("var task = http.GetStreamAsync(url); task.[|Wait|](CancellationToken.None); var stream = task.Result;")]
    [InlineData("Task.[|WaitAll|](http.GetAsync(url), http.GetAsync(other));")]
    [InlineData("var one = http.GetAsync(url); var two = Dns.GetHostAddressesAsync(\"a\"); Task.[|WaitAll|](one, two);")]
    [InlineData("var addresses = Dns.GetHostAddressesAsync(\"a\").[|Result|];")]
    [InlineData("var task = http.GetStringAsync(url); await task; var text = task.Result;")]
    [InlineData("var task = http.GetStringAsync(url); await Task.WhenAll(task); var text = task.Result;")]
    [InlineData("var one = http.GetAsync(url); await Task.WhenAll(one); Task.WaitAll(one);")]
    [InlineData("var response = await http.GetAsync(url); var text = response.Content.ReadAsStringAsync().Result;")]
    [InlineData("var text = File.ReadAllTextAsync(\"a\").Result;")]
    public Task Tasks_of_requests_in_an_async_function_that_asks_no_connection(string body) => Verify<BlockingCallInHandler>.Reports(Usings + $$"""
        class C(HttpClient http)
        {
            async Task M(Uri url, Uri other) { await Task.Yield(); {{body}} }
        }
        """);

    [Fact]
    public Task A_synchronous_function_that_waits_for_a_request_has_nothing_to_await_with() => Verify<BlockingCallInHandler>.Quiet(Usings + """
        class C(HttpClient http)
        {
            string M(Uri url) => http.GetStringAsync(url).Result;
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Verify<BlockingCallInHandler>.Quiet(
        Usings + """
        class C
        {
            async Task Serve(NetworkStream stream, byte[] buffer)
            {
                await stream.ReadAsync(buffer);
                {|CS0103:Slee|}(10);
                stream.{|CS1061:Rea|}(buffer);
            }
        }
        """);

    private static Task Reports(string code) => Verify<BlockingCallInHandler>.Reports(Web + code);

    private static Task Quiet(string code) => Verify<BlockingCallInHandler>.Quiet(Web + code);

    private static Task Fixes(string before, string after) => Verify<BlockingCallInHandler, BlockingCallInHandlerFix>.Fixes(Web + before, Web + after);

    private static Task OffersNothing(string code) => Verify<BlockingCallInHandler, BlockingCallInHandlerFix>.OffersNothing(Web + code);
}
