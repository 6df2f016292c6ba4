using System;
using System.Net.Sockets;
using System.Threading;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4010: one client resets its connection; a callback that does not catch ends the process, one that catches goes on.</summary>
public sealed class CallbackCrashesProcessExperiment
{
    [Fact]
    public void One_reset_connection_ends_the_process() =>
        Assert.NotEqual(0, ChildProcess.Play(typeof(CallbackCrashesProcessExperiment), nameof(Unguarded)));

    [Fact]
    public void A_callback_that_catches_lets_the_process_live() =>
        Assert.Equal(0, ChildProcess.Play(typeof(CallbackCrashesProcessExperiment), nameof(Guarded)));

    /// <summary>The scene of the sin.</summary>
    [Fact(Explicit = true)]
    public void Unguarded()
    {
        using var pair = ConnectedPair.Connect();
#pragma warning disable NWA4010, NWA2001, NWA2002 // the sin is the exhibit
        pair.Near.BeginReceive(new byte[16], 0, 16, SocketFlags.None, result => pair.Near.EndReceive(result), null);
#pragma warning restore NWA4010, NWA2001, NWA2002
        Reset(pair.Far);

        // The process is gone long before this is over.
        Thread.Sleep(Patience.Limit);
    }

    /// <summary>The scene of the mend.</summary>
    [Fact(Explicit = true)]
    public void Guarded()
    {
        using var pair = ConnectedPair.Connect();
        using var failed = new ManualResetEventSlim();
        pair.Near.BeginReceive(
            new byte[16],
            0,
            16,
            SocketFlags.None,
            result =>
            {
                try
                {
                    Assert.Equal(0, pair.Near.EndReceive(result));
                }
                catch (SocketException)
                {
                    pair.Near.Close();
                    failed.Set();
                }
            },
            null);
        Reset(pair.Far);
        if (!failed.Wait(Patience.Limit))
        {
            throw new TimeoutException("The callback was not called.");
        }
    }

    private static void Reset(Socket peer)
    {
        peer.LingerState = new LingerOption(true, 0);
        peer.Close();
    }
}
