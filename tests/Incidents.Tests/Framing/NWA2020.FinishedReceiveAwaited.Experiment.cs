using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2020: a receive that has ended gives its first result again.</summary>
public sealed class FinishedReceiveAwaitedExperiment
{
    [Fact]
    public async Task The_first_message_is_read_twice() =>
        Assert.Equal(["one", "one"], await TwoMessages(Pitfall.Read));

    [Fact]
    public async Task Both_messages_are_read() =>
        Assert.Equal(["one", "two"], await TwoMessages(Mended.Read));

    private static async Task<List<string>> TwoMessages(Func<NetworkStream, Action<string>, Task> read)
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        pair.Deliver("one"u8);
        var heard = new List<string>();
        await read(stream, message =>
        {
            if (heard.Count == 0)
            {
                pair.Deliver("two"u8);
            }

            heard.Add(message);
        }).WaitAsync(Patience.Limit);
        return heard;
    }

    private static class Pitfall
    {
#pragma warning disable NWA2020 // the sin is the exhibit
        public static async Task Read(NetworkStream stream, Action<string> heard)
        {
            var buffer = new byte[3];
            var receive = stream.ReadAsync(buffer, 0, 3);
            for (var round = 0; round < 2; round++)
            {
                heard(Encoding.ASCII.GetString(buffer, 0, await receive));
            }
        }
#pragma warning restore NWA2020
    }

    private static class Mended
    {
        public static async Task Read(NetworkStream stream, Action<string> heard)
        {
            var buffer = new byte[3];
            for (var round = 0; round < 2; round++)
            {
                heard(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, 0, 3)));
            }
        }
    }
}
