using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class HandlerFailureUnobservedTests
{
    [Theory]
    [InlineData("_ = [|ServeAsync|](client);")]
    [InlineData("ServeAsync2(client);", "ServeAsync2")]
    [InlineData("_ = Task.[|Run|](() => ServeAsync(client));")]
    [InlineData("_ = Task.[|Run|](async () => { await client.GetStream().WriteAsync(new byte[1]); });")]
    [InlineData("_ = [|ServeAsync|](client).ConfigureAwait(false);")]
    public Task A_handler_whose_task_is_dropped_and_that_catches_nothing_is_reported(string start, string? mark = null) =>
        Verify<HandlerFailureUnobserved>.Reports(Type(Loop(mark is null ? start : start.Replace(mark, "[|" + mark + "|]"))));

    [Theory]
    [InlineData("_ = GuardedAsync(client);")]
    [InlineData("await ServeAsync(client);")]
    [InlineData("await Task.WhenAll(ServeAsync(client), GuardedAsync(client));")]
    [InlineData("await Task.WhenAll([ServeAsync(client), GuardedAsync(client)]);")]
    [InlineData("_tasks.Add(ServeAsync(client));")]
    [InlineData("_ = ServeAsync(client).ContinueWith(t => Console.WriteLine(t.Exception), TaskContinuationOptions.OnlyOnFaulted);")]
    [InlineData("ServeAsync(client).Forget();")]
    [InlineData("_ = Task.Run(() => GuardedAsync(client));")]
    [InlineData("_ = ClosingAsync(client);")]
    [InlineData("_ = UsingAsync(client);")]
    [InlineData("_ = Task.Run(() => UsingAsync(client));")]
    [InlineData("_ = UsingStreamAsync(client);")]
    [InlineData("_ = Task.Run(async () => { try { await ServeAsync(client); } catch (Exception e) { Console.WriteLine(e); } });")]
    public Task A_handler_that_catches_or_whose_task_is_observed_is_quiet(string start) => Verify<HandlerFailureUnobserved>.Quiet(Type(Loop(start)));

    [Theory]
    [InlineData("_stream.ReadAsync(new byte[1], 0, 1).[|ContinueWith|](t => callback(t.Result));")]
    [InlineData("var task = Task.Factory.FromAsync(_stream.BeginRead, _stream.EndRead, new byte[1], 0, 1, null); task.[|ContinueWith|](t => callback(t.Result), TaskContinuationOptions.NotOnFaulted);")]
    [InlineData("Func<AsyncCallback, object?, IAsyncResult> begin = (c, s) => _stream.BeginRead(new byte[1], 0, 1, c, s); Task<int> task = Task.Factory.FromAsync<int>(begin, _stream.EndRead, null); task.[|ContinueWith|](t => callback(t.Result)); task.ContinueWith(t => Console.WriteLine(t.Exception), TaskContinuationOptions.OnlyOnFaulted);")]
    [InlineData("_ = _stream.ReadAsync(new byte[1], 0, 1).[|ContinueWith|](t => _stream.Write(new byte[1], 0, t.Result));")]
    public Task A_continuation_whose_own_failure_nobody_sees_is_reported(string body) => Verify<HandlerFailureUnobserved>.Reports(Type($$"""
        void M(Action<int> callback) { {{body}} }
        """));

    [Theory]
    [InlineData("_stream.ReadAsync(new byte[1], 0, 1).ContinueWith(t => callback(t.Result)).ContinueWith(t => Console.WriteLine(t.Exception), TaskContinuationOptions.OnlyOnFaulted);")]
    [InlineData("_stream.ReadAsync(new byte[1], 0, 1).ContinueWith(t => { try { callback(t.Result); } catch (Exception e) { Console.WriteLine(e); } });")]
    [InlineData("_stream.ReadAsync(new byte[1], 0, 1).ContinueWith(t => Console.WriteLine(t.Result));")]
    [InlineData("_stream.ReadAsync(new byte[1], 0, 1).ContinueWith(t => { if (t.IsFaulted) return; callback(t.Result); });")]
    [InlineData("Task.Delay(1).ContinueWith(t => callback(1));")]
    [InlineData("var kept = _stream.ReadAsync(new byte[1], 0, 1).ContinueWith(t => callback(t.Result)); kept.Wait();")]
    public Task A_continuation_that_catches_or_is_observed_or_is_not_the_networks_is_quiet(string body) => Verify<HandlerFailureUnobserved>.Quiet(Type($$"""
        void M(Action<int> callback) { {{body}} }
        """));

    private static string Loop(string start) => $$"""
        async Task Accept(TcpListener listener)
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                {{start}}
            }
        }
        """;

    private static string Type(string members) => $$"""
        #pragma warning disable CS4014
        using System;
        using System.Collections.Generic;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            private readonly NetworkStream _stream = null!;
            private readonly List<Task> _tasks = new();

            {{members}}

            async Task ServeAsync(TcpClient client) { await client.GetStream().ReadAsync(new byte[1]); client.Close(); }

            async Task UsingAsync(TcpClient client) { using (client) { await client.GetStream().ReadAsync(new byte[1]); } }

            async Task UsingStreamAsync(TcpClient client) { using var stream = client.GetStream(); await stream.ReadAsync(new byte[1]); }

            async Task ServeAsync2(TcpClient client) => await ServeAsync(client);

            async Task ClosingAsync(TcpClient client) { try { await client.GetStream().ReadAsync(new byte[1]); } finally { client.Close(); } }

            async Task GuardedAsync(TcpClient client) { try { await ServeAsync(client); } catch (Exception e) { Console.WriteLine(e); } }
        }

        static class Extensions { public static void Forget(this Task task) => task.ContinueWith(t => Console.WriteLine(t.Exception)); }
        """;
}
