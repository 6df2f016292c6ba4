using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Accepting;

namespace NetworkingAnalyzers.Tests.Rules.Accepting;

public sealed class AsyncVoidHandlerTests
{
    [Theory]
    [InlineData("await _stream.WriteAsync(new byte[1]);")]
    [InlineData("var n = await _stream.ReadAsync(new byte[1]).ConfigureAwait(false); Console.WriteLine(n);")]
    [InlineData("await Task.Yield(); _stream.Write(new byte[1], 0, 1);")]
    [InlineData("try { await _stream.WriteAsync(new byte[1]); } finally { Console.WriteLine(); }")]
    [InlineData("try { await _stream.WriteAsync(new byte[1]); } catch (OperationCanceledException) { }")]
    [InlineData("try { await _stream.WriteAsync(new byte[1]); } catch (ObjectDisposedException) { }")]
    [InlineData("await Outer();")]
    [InlineData("await Task.Run(() => Blocking());")]
    [InlineData("await Outer().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);")]
    [InlineData("var outer = Outer(); await outer.ConfigureAwait(ConfigureAwaitOptions.None);")]
    [InlineData("await new HttpClient().GetStringAsync(\"http://a\");")]
    public Task An_async_void_method_that_lets_a_failure_out_is_reported(string body) => Verify<AsyncVoidHandler>.Reports(Type($$"""
        async void [|Handle|]() { {{body}} }
        """));

    [Fact]
    public Task A_lambda_that_becomes_an_action_is_reported() => Verify<AsyncVoidHandler>.Reports(Type("""
        void M() => Subscribe([|async|] message => { await _stream.WriteAsync(new byte[1]); });

        void Subscribe(Action<string> handler) => handler("");
        """));

    [Fact]
    public Task A_local_function_is_reported() => Verify<AsyncVoidHandler>.Reports(Type("""
        void M()
        {
            async void [|Pump|]() => await _stream.FlushAsync2(this);
            Pump();
        }
        """));

    [Fact]
    public Task An_event_handler_is_reported_too() => Verify<AsyncVoidHandler>.Reports(Type("""
        async void [|OnTick|](object? sender, EventArgs e) => await Outer();
        """));

    [Fact]
    public Task Through_an_interface_it_is_reported() => Verify<AsyncVoidHandler>.Reports(Type("""
        async void [|Handle|](IPump pump) => await pump.PumpAsync();

        interface IPump { Task PumpAsync(); }

        sealed class Pump(NetworkStream stream) : IPump { public async Task PumpAsync() => await stream.WriteAsync(new byte[1]); }
        """));

    [Fact]
    public Task On_an_old_framework_it_is_reported() => Verify<AsyncVoidHandler>.Reports(
        """
        using System.Net.Sockets;

        class C
        {
            async void [|Handle|](NetworkStream stream) { await stream.WriteAsync(new byte[1], 0, 1); }
        }
        """,
        framework: "net462");

    [Theory]
    [InlineData("try { await _stream.WriteAsync(new byte[1]); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { await _stream.WriteAsync(new byte[1]); } catch { }")]
    [InlineData("try { await _stream.WriteAsync(new byte[1]); } catch (System.IO.IOException) { }")]
    [InlineData("try { await Outer(); } catch (MyException) { }")]
    public Task Whoever_catches_in_it_is_quiet(string body) => Verify<AsyncVoidHandler>.Quiet(Type($$"""
        async void Handle() { {{body}} }
        """));

    [Theory]
    [InlineData("await Task.Delay(1);")]
    [InlineData("await Guarded();")]
    [InlineData("await System.IO.File.ReadAllTextAsync(\"f\");")]
    [InlineData("await Task.Yield(); _ = Outer();")]
    [InlineData("await Outer().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("await Outer().ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("var outer = Outer(); await outer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("await Task.Yield(); Outer().ContinueWith(t => Console.WriteLine(t.Exception));")]
    [InlineData("try { await Task.Delay(1); } finally { await _stream.DisposeAsync(); }")]
    public Task What_lets_no_network_failure_out_is_quiet(string body) => Verify<AsyncVoidHandler>.Quiet(Type($$"""
        async void Handle() { {{body}} }
        """));

    [Fact]
    public Task A_task_is_quiet() => Verify<AsyncVoidHandler>.Quiet(Type("""
        async Task Handle() { await _stream.WriteAsync(new byte[1]); }

        void M() => Subscribe(async message => { await _stream.WriteAsync(new byte[1]); });

        void Subscribe(Func<string, Task> handler) => handler("");
        """));

    [Fact]
    public Task A_test_is_quiet() => Verify<AsyncVoidHandler>.Quiet(Type("""
        [Fact] async void Handle() { await _stream.WriteAsync(new byte[1]); }

        class FactAttribute : Attribute { }
        """));

    [Fact]
    public Task What_a_sibling_of_the_class_does_does_not_count() => Verify<AsyncVoidHandler>.Quiet(Type(Family + """
        sealed class Guarding : Base
        {
            async void Handle() { await AskAsync(); }

            protected override async Task SendAsync() { try { await Stream.WriteAsync(new byte[1]); } catch (Exception e) { Console.WriteLine(e); } }
        }
        """));

    [Fact]
    public Task What_the_class_itself_overrides_counts() => Verify<AsyncVoidHandler>.Reports(Type(Family + """
        sealed class Other : Base
        {
            async void [|Handle|]() { await AskAsync(); }

            protected override async Task SendAsync() => await Stream.WriteAsync(new byte[1]);
        }
        """));

    [Fact]
    public Task What_a_class_that_derives_overrides_counts() => Verify<AsyncVoidHandler>.Reports(Type(Family + """
        class Middle : Base
        {
            async void [|Handle|]() { await AskAsync(); }

            protected override Task SendAsync() => Task.CompletedTask;
        }

        class Leaf : Middle
        {
            protected override async Task SendAsync() => await Stream.WriteAsync(new byte[1]);
        }
        """));

    private const string Family = """
        abstract class Base
        {
            protected readonly NetworkStream Stream = null!;

            protected Task AskAsync() => SendAsync();

            protected abstract Task SendAsync();
        }

        sealed class Failing : Base
        {
            protected override async Task SendAsync() => await Stream.WriteAsync(new byte[1]);
        }

        """;

    private static string Type(string members) => $$"""
        using System;
        using System.Net.Http;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class MyException : Exception { }

        class C
        {
            public readonly NetworkStream _stream = null!;

            {{members}}

            async Task Outer() => await Inner().ConfigureAwait(false);

            Task Inner() => _stream.WriteAsync(new byte[1], 0, 1);

            void Blocking() => _stream.ReadByte();

            async Task Guarded() { try { await Inner(); } catch (Exception e) { Console.WriteLine(e); } }
        }

        static class Extensions { public static Task FlushAsync2(this NetworkStream stream, C c) => c._stream.WriteAsync(new byte[1], 0, 1); }
        """;

    [Theory]
    [InlineData("try { await Outer(_stream); } catch (Exception e) { Console.WriteLine(e); await _stream.WriteAsync(new byte[1]); }", true)]
    [InlineData("try { await _socket.SendAsync(new byte[1]); } catch (Exception) { try { Console.WriteLine(); } finally { _socket.Shutdown(SocketShutdown.Both); _socket.Close(); } }", true)]
    [InlineData("try { await _socket.SendAsync(new byte[1]); } catch (Exception) { try { _socket.Shutdown(SocketShutdown.Both); } catch (SocketException) { } _socket.Close(); }", false)]
    [InlineData("try { await _socket.SendAsync(new byte[1]); } catch (Exception) { if (_socket.Connected) _socket.Shutdown(SocketShutdown.Both); }", false)]
    [InlineData("try { await Task.Delay(1); } catch (Exception) { _socket.Shutdown(SocketShutdown.Both); }", false)]
    [InlineData("try { await _socket.SendAsync(new byte[1]); } catch (Exception) { _ = _stream.WriteAsync(new byte[1]); }", false)]
    public Task A_clause_in_which_the_failed_connection_fails_again(string body, bool isReported)
    {
        var code = Type("readonly Socket _socket = null!; async Task Outer(NetworkStream s) => await s.WriteAsync(new byte[1]); async void " + (isReported ? "[|M|]" : "M") + "() { " + body + " }");
        return isReported ? Verify<AsyncVoidHandler>.Reports(code) : Verify<AsyncVoidHandler>.Quiet(code);
    }
}
