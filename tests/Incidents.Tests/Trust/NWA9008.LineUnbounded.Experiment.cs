using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9008: a client sends and sends, and never ends its line.</summary>
public sealed class LineUnboundedExperiment
{
    private const int Pieces = 64;

    private static readonly byte[] s_piece = Encoding.ASCII.GetBytes(new string('a', 65_536));

    [Fact]
    public async Task All_that_comes_is_kept()
    {
        using var pair = ConnectedPair.Connect();
        var line = Pitfall.LineAsync(pair.Near);
        for (var i = 0; i < Pieces; i++)
        {
            _ = await pair.Far.SendAsync(s_piece).Bounded();
        }

        pair.UntilTaken();
        Assert.False(line.IsCompleted);
        pair.CloseFar();
        Assert.Equal(Pieces * s_piece.Length, (await line.Bounded())!.Length);
    }

    [Fact]
    public async Task With_a_limit_it_ends()
    {
        using var pair = ConnectedPair.Connect();
        var line = Mended.LineAsync(pair.Near);
        _ = await pair.Far.SendAsync(s_piece).Bounded();
        await Assert.ThrowsAsync<InvalidDataException>(() => line.Bounded());
    }

    [Fact]
    public async Task And_a_short_line_is_read()
    {
        using var pair = ConnectedPair.Connect();
        var line = Mended.LineAsync(pair.Near);
        _ = await pair.Far.SendAsync("HELO\n"u8.ToArray()).Bounded();
        Assert.Equal("HELO", await line.Bounded());
    }

    private static class Pitfall
    {
#pragma warning disable NWA9008 // the sin is the exhibit
        public static async Task<string?> LineAsync(Socket client)
        {
            using var reader = new StreamReader(new NetworkStream(client));
            return await reader.ReadLineAsync();
        }
#pragma warning restore NWA9008
    }

    private static class Mended
    {
        private const int Longest = 1000;

        public static async Task<string?> LineAsync(Socket client)
        {
            var line = new byte[Longest];
            for (var length = 0; length < Longest;)
            {
                var read = await client.ReceiveAsync(line.AsMemory(length));
                if (read == 0)
                {
                    return null;
                }

                length += read;
                if (line.AsSpan(0, length).IndexOf((byte)'\n') is >= 0 and var end)
                {
                    return Encoding.ASCII.GetString(line, 0, end);
                }
            }

            throw new InvalidDataException("The line is too long.");
        }
    }
}
