using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2021: whoever drops the beginning of a message reads its end as a new one.</summary>
public sealed class RestThrownAwayExperiment
{
    [Fact]
    public async Task After_the_split_message_no_other_is_heard() =>
        Assert.Equal(["one"], await Heard(Pitfall.Read));

    [Fact]
    public async Task All_three_messages_are_heard() =>
        Assert.Equal(["one", "two", "three"], await Heard(Mended.Read));

    /// <summary>Each message has its length, one byte, before it. The second comes in two pieces.</summary>
    private static async Task<List<string>> Heard(Action<NetworkStream, Action<string>> read)
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        var heard = new List<string>();
        pair.Deliver([3, .. "one"u8, 3, .. "tw"u8]);
        var reading = Patience.OnOwnThread(() => read(stream, heard.Add));
        pair.UntilTaken();
        pair.Far.Send([.. "o"u8, 5, .. "three"u8]);
        pair.Far.Shutdown(SocketShutdown.Send);
        await reading.WaitAsync(Patience.Limit);
        return heard;
    }

    private static class Pitfall
    {
#pragma warning disable NWA2021 // the sin is the exhibit
        public static void Read(NetworkStream stream, Action<string> heard)
        {
            stream.ReadTimeout = 10_000;
            var buffer = new byte[100];
            while (true)
            {
                var count = stream.Read(buffer, 0, buffer.Length);
                if (count == 0)
                {
                    return;
                }

                var start = 0;
                while (start < count)
                {
                    int length = buffer[start];
                    if (start + 1 + length > count)
                    {
                        break;
                    }

                    heard(Encoding.ASCII.GetString(buffer, start + 1, length));
                    start += 1 + length;
                }
            }
        }
#pragma warning restore NWA2021
    }

    private static class Mended
    {
        public static void Read(NetworkStream stream, Action<string> heard)
        {
            stream.ReadTimeout = 10_000;
            var buffer = new byte[100];
            var kept = 0;
            while (true)
            {
                var count = stream.Read(buffer, kept, buffer.Length - kept);
                if (count == 0)
                {
                    return;
                }

                count += kept;
                var start = 0;
                while (start < count)
                {
                    int length = buffer[start];
                    if (start + 1 + length > count)
                    {
                        break;
                    }

                    heard(Encoding.ASCII.GetString(buffer, start + 1, length));
                    start += 1 + length;
                }

                kept = count - start;
                Buffer.BlockCopy(buffer, start, buffer, 0, kept);
            }
        }
    }
}
