using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4012: a write to a peer that has gone fails in an async void function; the caller's catch sees nothing, the process ends.</summary>
public sealed class AsyncVoidHandlerExperiment
{
    [Fact]
    public void A_failed_write_in_an_async_void_function_ends_the_process_though_its_caller_catches() =>
        Assert.NotEqual(0, ChildProcess.Play(typeof(AsyncVoidHandlerExperiment), nameof(Void)));

    [Fact]
    public void A_task_brings_the_failure_to_its_caller() =>
        Assert.Equal(0, ChildProcess.Play(typeof(AsyncVoidHandlerExperiment), nameof(Observed)));

    /// <summary>The scene of the sin.</summary>
    [Fact(Explicit = true)]
    public void Void()
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.Shutdown(SocketShutdown.Send);
        try
        {
            Greet(pair.Near);
        }
        catch (SocketException)
        {
            // It never comes here.
        }

        Thread.Sleep(Patience.Limit);
    }

    /// <summary>The scene of the mend.</summary>
    [Fact(Explicit = true)]
    public void Observed()
    {
        using var pair = ConnectedPair.Connect();
        pair.Near.Shutdown(SocketShutdown.Send);
        var failure = Record.Exception(() => GreetAsync(pair.Near).GetAwaiter().GetResult());
        Assert.IsType<SocketException>(failure);
    }

#pragma warning disable NWA4012 // the sin is the exhibit
    private static async void Greet(Socket socket)
    {
        await Task.Yield();
        await socket.SendAsync(new byte[1]);
    }
#pragma warning restore NWA4012

    private static async Task GreetAsync(Socket socket)
    {
        await Task.Yield();
        await socket.SendAsync(new byte[1]);
    }
}
