using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6006: a send fails, and the semaphore that was to be released behind it is never free again.</summary>
public sealed class LockAcrossNetworkCallExperiment
{
    [Fact]
    public async Task After_one_failed_send_nobody_gets_the_lock()
    {
        using var gate = new SemaphoreSlim(1, 1);
        await FailedSend(gate, Pitfall.SendAsync);

        var next = gate.WaitAsync();

        Assert.True(await next.StillWaits());
        gate.Release();
        await next.Bounded();
    }

    [Fact]
    public async Task With_a_finally_the_next_caller_gets_it()
    {
        using var gate = new SemaphoreSlim(1, 1);
        await FailedSend(gate, Mended.SendAsync);

        await gate.WaitAsync().Bounded();
    }

    private static async Task FailedSend(SemaphoreSlim gate, Func<SemaphoreSlim, NetworkStream, Task> send)
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        pair.Near.Shutdown(SocketShutdown.Send);
        await Assert.ThrowsAsync<IOException>(() => send(gate, stream).Bounded());
    }

    private static class Pitfall
    {
        public static async Task SendAsync(SemaphoreSlim gate, NetworkStream stream)
        {
            await gate.WaitAsync();
#pragma warning disable NWA6006 // the sin is the exhibit
            await stream.WriteAsync("order"u8.ToArray());
#pragma warning restore NWA6006
            gate.Release();
        }
    }

    private static class Mended
    {
        public static async Task SendAsync(SemaphoreSlim gate, NetworkStream stream)
        {
            await gate.WaitAsync();
            try
            {
                await stream.WriteAsync("order"u8.ToArray());
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
