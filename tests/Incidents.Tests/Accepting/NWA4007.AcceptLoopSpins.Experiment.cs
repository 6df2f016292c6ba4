using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4007: the listener is closed; a loop that catches everything and tries again fails as fast as the processor can.</summary>
public sealed class AcceptLoopSpinsExperiment
{
    /// <summary>The experiment's own bound: a loop like this has none.</summary>
    private const int Enough = 2_000;

    [Fact]
    public async Task After_the_end_of_the_listener_the_loop_spins()
    {
        var listener = Loopback.Listen();
        listener.Close();
        var failures = 0;
        while (failures < Enough)
        {
            try
            {
                using var client = await listener.AcceptAsync();
            }
            catch (Exception)
            {
                failures++;
            }
        }

        Assert.Equal(Enough, failures);
    }

    [Fact]
    public async Task A_loop_that_leaves_when_it_is_closed_fails_once()
    {
        var listener = Loopback.Listen();
        listener.Close();
        var failures = 0;
        while (failures < Enough)
        {
            try
            {
                using var client = await listener.AcceptAsync();
            }
            catch (Exception failure)
            {
                failures++;
                if (failure is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    break;
                }
            }
        }

        Assert.Equal(1, failures);
    }
}
