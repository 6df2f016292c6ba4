using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Accepting;

/// <summary>NWA4013: the peer is gone; a loop with an empty catch fails each round, says nothing and keeps the connection.</summary>
public sealed class FailureSwallowedExperiment
{
    private const int Rounds = 50;

    [Fact]
    public void A_loop_with_an_empty_catch_fails_each_round_and_keeps_the_dead_connection()
    {
        using var pair = ConnectedPair.Connect();
        Reset(pair);
        using var stream = new NetworkStream(pair.Near);
        var alive = true;
        var failures = 0;
        for (var round = 0; round < Rounds && alive; round++)
        {
#pragma warning disable NWA4013, NWA1004, NWA1002 // the sin is the exhibit
            try
            {
                failures++;
                Exchange(stream);
                failures--;
            }
            catch
            {
            }
#pragma warning restore NWA4013, NWA1004, NWA1002
        }

        Assert.True(alive);
        Assert.True(failures > Rounds / 2, $"{failures} rounds failed");
    }

    [Fact]
    public void A_loop_that_logs_and_leaves_fails_once()
    {
        using var pair = ConnectedPair.Connect();
        Reset(pair);
        using var stream = new NetworkStream(pair.Near);
        var log = new List<string>();
        for (var round = 0; round < Rounds && log.Count == 0; round++)
        {
            try
            {
                Exchange(stream);
            }
            catch (IOException failure)
            {
                log.Add(failure.Message);
                stream.Close();
            }
        }

        Assert.Single(log);
    }

    private static void Exchange(NetworkStream stream) => stream.Write(new byte[1], 0, 1);

    private static void Reset(ConnectedPair pair)
    {
        pair.Far.LingerState = new LingerOption(true, 0);
        pair.Far.Close();
        Patience.Until(() => pair.Near.Poll(0, SelectMode.SelectRead), "the reset has arrived");
    }
}
