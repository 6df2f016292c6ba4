using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class ThreadPerConnectionTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Theory]
    [InlineData("var c = l.AcceptTcpClient(); [|new Thread(() => Serve(c))|].Start();")]
    [InlineData("var c = l.AcceptTcpClient(); var t = [|new Thread(Serve)|]; t.IsBackground = true; t.Start(c);")]
    [InlineData("var c = l.AcceptTcpClient(); var t = [|new Thread(new ParameterizedThreadStart(Serve)) { IsBackground = true }|]; t.Start(c);")]
    [InlineData("var c = l.AcceptTcpClient(); Thread t = [|new(Serve)|]; t.Start(c);")]
    [InlineData("var c = await l.AcceptTcpClientAsync(); [|new Thread(delegate() { Serve(c); })|].Start();")]
    [InlineData("var c = l.AcceptTcpClient(); var s = new Session(c); [|new Thread(s.Run)|].Start();")]
    [InlineData("var c = l.AcceptTcpClient(); var s = new Session(c); [|new Thread(new ThreadStart(s.Run))|].Start();")]
    [InlineData("var c = l.AcceptSocket(); [|new Thread(() => Use(c))|].Start();")]
    [InlineData("var c = l.AcceptTcpClient(); Task.Factory.[|StartNew|](() => Serve(c), TaskCreationOptions.LongRunning);")]
    [InlineData("var c = l.AcceptTcpClient(); _ = Task.Factory.[|StartNew|](Serve, c, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);")]
    [InlineData("try { var c = l.AcceptTcpClient(); [|new Thread(() => Serve(c))|].Start(); } catch (SocketException) { break; }")]
    public Task Every_form_of_a_thread_for_each_is_known(string body) => Reports("""
        class Session(TcpClient client) { public void Run() => client.Close(); }

        class Server
        {
            async Task Run(TcpListener l)
            {
                await Task.Yield();
                while (true)
                {
                    BODY
                }
            }

            void Serve(object? client) => ((TcpClient)client!).Close();
            void Use(Socket client) => client.Close();
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("ThreadPool.[|QueueUserWorkItem|](Serve, c);")]
    [InlineData("ThreadPool.[|QueueUserWorkItem|](_ => Serve(c));")]
    [InlineData("Task.[|Run|](() => Serve(c));")]
    [InlineData("Task.[|Run|](() => { try { while (true) { if (c.GetStream().Read(new byte[1], 0, 1) == 0) { break; } } } catch (System.IO.IOException) { c.Close(); } });")]
    [InlineData("_ = Task.Factory.[|StartNew|](() => Serve(c));")]
    [InlineData("var s = new Session(c); Task.[|Run|](s.Run);")]
    [InlineData("ThreadPool.[|QueueUserWorkItem|](Packets, c);")]
    public Task A_thread_of_the_pool_that_is_held_as_long_as_the_connection_lives_is_one_too(string hand) => Reports(Pooled.Replace("HAND", hand));

    [Theory]
    [InlineData("Task.Run(() => ServeAsync(c));")]
    [InlineData("_ = Task.Run(async () => await ServeAsync(c));")]
    [InlineData("Task.Run(() => Once(c));")]
    [InlineData("Task.Run(() => Poll(c));")]
    [InlineData("if (_sessions.Count >= 100) { c.Close(); continue; } Task.Run(() => Serve(c));")]
    public Task A_thread_of_the_pool_that_is_soon_given_back_is_quiet(string hand) => Verify<ThreadPerConnection>.Quiet(Usings + Pooled.Replace("HAND", hand));

    private const string Pooled = """
        static class Wire
        {
            public static int Packet(System.IO.Stream stream) { var b = new byte[Number(stream)]; stream.ReadExactly(b); return b[0]; }
            private static int Number(System.IO.Stream stream) { var b = new byte[4]; stream.ReadExactly(b); return b[0]; }
        }

        class Session(TcpClient client)
        {
            public void Run() { try { while (One() > 0) { } } catch (System.IO.IOException) { client.Close(); } }
            private int One() => client.GetStream().Read(new byte[8], 0, 8);
        }

        class Server
        {
            private readonly List<Session> _sessions = [];

            void Accept(TcpListener l)
            {
                while (true)
                {
                    var c = l.AcceptTcpClient();
                    HAND
                }
            }

            void Serve(object? client)
            {
                using var stream = ((TcpClient)client!).GetStream();
                var buffer = new byte[64];
                while (stream.Read(buffer, 0, 64) is var n and > 0)
                {
                    stream.Write(buffer, 0, n);
                }
            }

            async Task ServeAsync(TcpClient client)
            {
                var buffer = new byte[64];
                while (await client.GetStream().ReadAsync(buffer) > 0) { }
            }

            void Packets(object? client)
            {
                using var stream = ((TcpClient)client!).GetStream();
                while (_sessions.Count == 0) { Wire.Packet(stream); }
            }

            void Once(TcpClient client) => client.GetStream().Read(new byte[64], 0, 64);

            void Poll(TcpClient client)
            {
                while (true)
                {
                    if (client.Available > 0) { client.GetStream().Read(new byte[64], 0, 64); }
                    else { break; }
                }
            }
        }
        """;

    [Fact]
    public Task In_a_callback_that_accepts_the_next_it_is_reported() => Reports("""
        class Server
        {
            void OnAccept(IAsyncResult result)
            {
                var l = (Socket)result.AsyncState!;
                var c = l.EndAccept(result);
                l.BeginAccept(OnAccept, l);
                [|new Thread(() => Serve(c))|].Start();
            }

            void Serve(Socket client) => client.Close();
        }
        """);

    [Fact]
    public Task In_a_loop_over_HTTP_contexts_it_is_reported() => Reports("""
        class Server
        {
            void Run(HttpListener l)
            {
                while (l.IsListening)
                {
                    var context = l.GetContext();
                    [|new Thread(() => Serve(context))|].Start();
                }
            }

            void Serve(HttpListenerContext context) => context.Response.Close();
        }
        """);

    [Fact]
    public Task A_top_level_program_is_reported() => Verify<ThreadPerConnection>.Reports(
        Usings + """
        using var l = new TcpListener(IPAddress.Any, 7);
        l.Start();
        while (true)
        {
            var c = l.AcceptTcpClient();
            [|new Thread(() => c.Close())|].Start();
        }
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<ThreadPerConnection>.Reports(
        """
        using System.Net.Sockets;
        using System.Threading;

        class Server
        {
            void Run(TcpListener l)
            {
                while (true)
                {
                    TcpClient c = l.AcceptTcpClient();
                    [|new Thread(Serve)|].Start(c);
                }
            }

            void Serve(object client) { ((TcpClient)client).Close(); }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("var c = await l.AcceptTcpClientAsync(); _ = ServeAsync(c);")]
    [InlineData("var c = l.AcceptTcpClient(); _ = Task.Run(() => Serve(c));")]
    [InlineData("var c = l.AcceptTcpClient(); ThreadPool.QueueUserWorkItem(Serve, c);")]
    [InlineData("var c = l.AcceptTcpClient(); Task.Factory.StartNew(() => Serve(c));")]
    [InlineData("_room.Wait(); var c = l.AcceptTcpClient(); new Thread(() => Serve(c)).Start();")]
    [InlineData("await _room.WaitAsync(); var c = l.AcceptTcpClient(); new Thread(() => Serve(c)).Start();")]
    [InlineData("var c = l.AcceptTcpClient(); if (_all.Count >= 50) { c.Close(); continue; } new Thread(() => Serve(c)).Start();")]
    [InlineData("var c = l.AcceptTcpClient(); c.Close(); new Thread(() => Console.WriteLine()).Start();")]
    public Task What_is_no_thread_or_is_bounded_is_quiet(string body) => Quiet("""
        class Server
        {
            readonly SemaphoreSlim _room = new(100);
            readonly List<TcpClient> _all = new();

            async Task Run(TcpListener l)
            {
                await Task.Yield();
                while (true)
                {
                    BODY
                }
            }

            void Serve(object? client) => ((TcpClient)client!).Close();
            async Task ServeAsync(TcpClient client) { await Task.Yield(); client.Close(); }
        }
        """.Replace("BODY", body));

    [Theory]
    [InlineData("var c = l.AcceptTcpClient(); new Thread(() => Serve(c)).Start();")]
    [InlineData("for (var i = 0; i < 2; i++) { var c = l.AcceptTcpClient(); new Thread(() => Serve(c)).Start(); }")]
    [InlineData("var listening = new Thread(() => { while (true) { var c = l.AcceptTcpClient(); c.Close(); } }); listening.Start();")]
    public Task A_thread_for_one_or_for_the_listener_is_quiet(string body) => Quiet("""
        class Server
        {
            void Run(TcpListener l) { BODY }
            void Serve(TcpClient client) => client.Close();
        }
        """.Replace("BODY", body));

    [Fact]
    public Task Tests_start_what_they_like() => Quiet("""
        class FactAttribute : Attribute { }

        class EchoServer
        {
            void Run(TcpListener l)
            {
                while (true) { var c = l.AcceptTcpClient(); new Thread(() => c.Close()).Start(); }
            }

            [Fact] public void Echoes() { }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => Quiet("""
        class Server
        {
            void Run(TcpListener l)
            {
                while (true) { var c = l.{|CS1061:AcceptTcpClien|}(); new Thread(() => c.Close()).Start(); }
            }
        }
        """);

    private static Task Reports(string code) => Verify<ThreadPerConnection>.Reports(Usings + code);

    private static Task Quiet(string code) => Verify<ThreadPerConnection>.Quiet(Usings + code);
}
