using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1001: Send returns when the kernel has the bytes; what the kernel holds when the peer dies reaches nobody.</summary>
public sealed class SendTakenForDeliveryExperiment
{
    private const int Messages = 10;
    private const int HandledBeforeDeath = 3;

    [Fact]
    public async Task A_message_forgotten_after_Send_is_lost_with_the_peer()
    {
        var outbox = Outbox();
        var handled = new List<string>();

        using (var pair = ConnectedPair.Connect())
        {
            var peer = Patience.OnOwnThread(() => Handle(pair.Far, HandledBeforeDeath, handled));
            await Patience.OnOwnThread(() => Pitfall.Deliver(outbox, pair.Near)).Bounded();
            await peer.Bounded();
            pair.CloseFar();
        }

        await DeliverTheRestToANewPeer(Pitfall.Deliver, outbox, handled);

        Assert.Empty(outbox);
        Assert.Equal(Outbox().Take(HandledBeforeDeath), handled);
    }

    [Fact]
    public async Task A_message_kept_until_it_is_acknowledged_reaches_the_next_peer()
    {
        var outbox = Outbox();
        var handled = new List<string>();

        using (var pair = ConnectedPair.Connect())
        {
            var delivering = Patience.OnOwnThread(() => Mended.Deliver(outbox, pair.Near));
            await Patience.OnOwnThread(() => Handle(pair.Far, HandledBeforeDeath, handled)).Bounded();
            Patience.Until(() => pair.Far.Available > 0, "the next message has been sent to the peer");
            pair.CloseFar();
            await delivering.Bounded();
        }

        Assert.Equal(Messages - HandledBeforeDeath, outbox.Count);
        await DeliverTheRestToANewPeer(Mended.Deliver, outbox, handled);

        Assert.Empty(outbox);
        Assert.Equal(Outbox(), handled);
    }

    [Fact]
    public async Task With_the_cable_out_every_Send_succeeds()
    {
        using var cable = Cable.Lay();
        using var pair = cable.Connect();
        var outbox = Outbox();

        cable.Cut();
        await Patience.OnOwnThread(() => Pitfall.Deliver(outbox, pair.Near)).Bounded();

        Assert.Empty(outbox);
        Assert.Equal(0, pair.Far.Available);

        // The peer is killed before the cable is back: what the kernel then repeats is answered with a reset.
        pair.Far.Close(0);
        cable.Restore();
        Patience.Until(() => pair.Near.Poll(0, SelectMode.SelectRead), "the near host has heard from the far one");
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => pair.Near.Receive(new byte[1])).SocketErrorCode);
    }

    [Fact]
    public async Task With_the_cable_out_nothing_is_acknowledged_and_nothing_forgotten()
    {
        using var cable = Cable.Lay();
        using var pair = cable.Connect();
        var outbox = Outbox();

        cable.Cut();
        var delivering = Patience.OnOwnThread(() => Mended.Deliver(outbox, pair.Near));
        Assert.True(await delivering.StillWaits());
        Assert.Equal(Messages, outbox.Count);

        // Plugged in again, the kernel repeats what it holds, and the acknowledgements come.
        cable.Restore();
        var handled = new List<string>();
        await Patience.OnOwnThread(() => Handle(pair.Far, Messages, handled)).Bounded();
        await delivering.Bounded();
        Assert.Empty(outbox);
        Assert.Equal(Outbox(), handled);
    }

    private static Queue<string> Outbox() => new(Enumerable.Range(1, Messages).Select(number => $"message {number}"));

    /// <summary>The peer's application: reads lines, acts on each, acknowledges it.</summary>
    private static void Handle(Socket socket, int count, List<string> handled)
    {
        using var stream = new NetworkStream(socket);
        var line = new StringBuilder();
        while (count > 0 && stream.ReadByte() is var next and >= 0)
        {
            if (next != '\n')
            {
                line.Append((char)next);
                continue;
            }

            handled.Add(line.ToString());
            line.Clear();
            stream.WriteByte((byte)'+');
            count--;
        }
    }

    private static async Task DeliverTheRestToANewPeer(
        Action<Queue<string>, Socket> deliver, Queue<string> outbox, List<string> handled)
    {
        using var pair = ConnectedPair.Connect();
        var peer = Patience.OnOwnThread(() => Handle(pair.Far, Messages, handled));
        await Patience.OnOwnThread(() => deliver(outbox, pair.Near)).Bounded();
        pair.Near.Shutdown(SocketShutdown.Send);
        await peer.Bounded();
    }

    private static class Pitfall
    {
#pragma warning disable NWA1001 // the sin is the exhibit
        public static void Deliver(Queue<string> outbox, Socket socket)
        {
            while (outbox.TryPeek(out var message))
            {
                socket.Send(Encoding.ASCII.GetBytes(message + "\n"));
                outbox.Dequeue();
            }
        }
#pragma warning restore NWA1001
    }

    private static class Mended
    {
        public static void Deliver(Queue<string> outbox, Socket socket)
        {
            using var stream = new NetworkStream(socket);
            while (outbox.TryPeek(out var message))
            {
                try
                {
                    stream.Write(Encoding.ASCII.GetBytes(message + "\n"));
                    if (stream.ReadByte() != '+')
                    {
                        return;
                    }
                }
                catch (IOException)
                {
                    return;
                }

                outbox.Dequeue();
            }
        }
    }
}
