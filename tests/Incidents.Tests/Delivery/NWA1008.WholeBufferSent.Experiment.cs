using System.Buffers;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1008: what lies behind the message in its array goes to the peer as well.</summary>
public sealed class WholeBufferSentExperiment
{
    private static readonly byte[] Message = "0123456789"u8.ToArray();

    [Fact]
    public void The_whole_array_of_a_stream_arrives()
    {
        using var pair = ConnectedPair.Connect();
        Pitfall.SendStream(pair.Near, Message);
        Assert.Equal(256, Received(pair).Length);
    }

    [Fact]
    public void A_rented_array_carries_its_last_users_secret()
    {
        using var pair = ConnectedPair.Connect();
        var pool = ArrayPool<byte>.Create();
        var used = pool.Rent(64);
        Encoding.ASCII.GetBytes("a request with its secret", used);
        pool.Return(used);

        Pitfall.SendRented(pair.Near, Message, pool);

        Assert.Contains("with its secret", Received(pair));
    }

    [Fact]
    public void The_written_part_is_all_that_arrives()
    {
        using var pair = ConnectedPair.Connect();
        Mended.Send(pair.Near, Message);
        Assert.Equal("0123456789", Received(pair));
    }

    private static string Received(ConnectedPair pair)
    {
        pair.Near.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(new NetworkStream(pair.Far), Encoding.ASCII);
        return reader.ReadToEnd();
    }

    private static class Pitfall
    {
#pragma warning disable NWA1008 // the sin is the exhibit
        public static void SendStream(Socket socket, byte[] message)
        {
            var stream = new MemoryStream();
            stream.Write(message);
            socket.Send(stream.GetBuffer());
        }

        public static void SendRented(Socket socket, byte[] message, ArrayPool<byte> pool)
        {
            var rented = pool.Rent(message.Length + 40);
            message.CopyTo(rented, 0);
            socket.Send(rented);
            pool.Return(rented);
        }
#pragma warning restore NWA1008
    }

    private static class Mended
    {
        public static void Send(Socket socket, byte[] message)
        {
            var stream = new MemoryStream();
            stream.Write(message);
            socket.Send(stream.GetBuffer(), 0, (int)stream.Length, SocketFlags.None);
        }
    }
}
