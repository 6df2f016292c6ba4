using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1004: a connection that has failed once fails each time, and each message given to it is lost.</summary>
public sealed class UsedAfterFailureExperiment
{
    private const int Messages = 10;

    [Fact]
    public void A_loop_that_goes_on_loses_every_message()
    {
        using var pair = Reset();
        var outbox = Outbox();

        var failures = Pitfall.Run(pair.Near, outbox);

        Assert.Empty(outbox);
        Assert.True(failures >= Messages - 1, $"only {failures} sends failed");
    }

    [Fact]
    public void A_loop_that_leaves_keeps_the_rest()
    {
        using var pair = Reset();
        var outbox = Outbox();

        Mended.Run(pair.Near, outbox);

        Assert.True(outbox.Count >= Messages - 2, $"only {outbox.Count} messages are left");
        Assert.Throws<System.ObjectDisposedException>(() => pair.Near.Available);
    }

    private static ConnectedPair Reset()
    {
        var pair = ConnectedPair.Connect();
        pair.Far.Close(0);
        Patience.Until(() => pair.Near.Poll(0, SelectMode.SelectRead), "the reset has arrived");
        return pair;
    }

    private static Queue<byte[]> Outbox() => new(Enumerable.Range(1, Messages).Select(number => new[] { (byte)number }));

    private static class Pitfall
    {
#pragma warning disable NWA1001, NWA1004 // the sin is the exhibit
        public static int Run(Socket socket, Queue<byte[]> outbox)
        {
            var failures = new List<string>();
            while (outbox.TryDequeue(out var message))
            {
                try
                {
                    socket.Send(message);
                }
                catch (SocketException failure)
                {
                    Log(failures, failure.Message);
                }
            }

            return failures.Count;
        }
#pragma warning restore NWA1001, NWA1004

        private static void Log(List<string> log, string line) => log.Add(line);
    }

    private static class Mended
    {
        public static void Run(Socket socket, Queue<byte[]> outbox)
        {
            using (socket)
            {
                while (outbox.TryPeek(out var message))
                {
                    try
                    {
#pragma warning disable NWA1001 // this experiment is about the failure alone
                        socket.Send(message);
#pragma warning restore NWA1001
                    }
                    catch (SocketException)
                    {
                        return;
                    }

                    outbox.Dequeue();
                }
            }
        }
    }
}
