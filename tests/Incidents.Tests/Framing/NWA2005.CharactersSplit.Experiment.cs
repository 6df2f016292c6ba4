using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Framing;

/// <summary>NWA2005: a receive may end inside a character.</summary>
public sealed class CharactersSplitExperiment
{
    private static readonly byte[] Town = Encoding.UTF8.GetBytes("Zürich");

    [Fact]
    public async Task A_character_split_between_two_receives_is_lost()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        var reading = Patience.OnOwnThread(() => Pitfall.ReadAll(stream));

        SendInTwo(pair);
        Assert.Equal("Z\uFFFD\uFFFDrich", await reading.Bounded());
    }

    [Fact]
    public async Task One_decoder_keeps_its_first_half()
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        var reading = Patience.OnOwnThread(() => Mended.ReadAll(stream));

        SendInTwo(pair);
        Assert.Equal("Zürich", await reading.Bounded());
    }

    /// <summary>"Z" and the first byte of "ü"; the rest once that has been read.</summary>
    private static void SendInTwo(ConnectedPair pair)
    {
        pair.Far.Send(Town, 0, 2, SocketFlags.None);
        pair.UntilTaken();
        pair.Far.Send(Town, 2, Town.Length - 2, SocketFlags.None);
        pair.Far.Shutdown(SocketShutdown.Send);
    }

    private static class Pitfall
    {
#pragma warning disable NWA2005 // the sin is the exhibit
        public static string ReadAll(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[2]; // "Z" and half of the "ü", whatever the kernel has gathered
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }

            return text.ToString();
        }
#pragma warning restore NWA2005
    }

    private static class Mended
    {
        public static string ReadAll(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[2]; // "Z" and half of the "ü", whatever the kernel has gathered
            var decoder = Encoding.UTF8.GetDecoder();
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                var characters = new char[decoder.GetCharCount(buffer, 0, count)];
                text.Append(characters, 0, decoder.GetChars(buffer, 0, count, characters, 0));
            }

            return text.ToString();
        }
    }
}
