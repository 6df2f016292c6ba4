using System;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Delivery;

/// <summary>NWA1009: a TLS stream refuses a second write; a plain connection mixes the messages of two threads.</summary>
public sealed class WritesOverlapExperiment
{
    /// <summary>More than the buffers of both kernels hold: no write ends before the peer reads.</summary>
    private const int Size = 8 << 20;

    [Fact]
    public async Task A_second_write_to_a_TLS_stream_is_refused()
    {
        using var pair = ConnectedPair.Connect();
        var (server, client) = await Tls(pair);
        using (server)
        using (client)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => Pitfall.Publish(server).Bounded());
        }
    }

    [Fact]
    public async Task Awaited_in_turn_both_arrive()
    {
        using var pair = ConnectedPair.Connect();
        var (server, client) = await Tls(pair);
        using (server)
        using (client)
        {
            var publishing = Mended.Publish(server);
            await client.ReadExactlyAsync(new byte[2 * Size]).AsTask().Bounded();
            await publishing.Bounded();
        }
    }

    /// <summary>Which thread the kernel wakes first is chance: now and then one of them writes all it has before the other.</summary>
    [Fact]
    public async Task Two_threads_mix_their_messages()
    {
        var runs = 0;
        for (var attempt = 0; attempt < 5 && runs <= 2; attempt++)
        {
            runs = await RunsOfLetters(Pitfall.Write);
        }

        Assert.True(runs > 2);
    }

    [Fact]
    public async Task Under_a_lock_each_message_comes_whole() => Assert.Equal(2, await RunsOfLetters(Mended.Write));

    /// <summary>Two threads write a message of one letter each; how often the letter changes that the peer reads.</summary>
    private static async Task<int> RunsOfLetters(Action<NetworkStream, byte[]> write)
    {
        using var pair = ConnectedPair.Connect();
        using var stream = new NetworkStream(pair.Near);
        using var both = new Barrier(2);
        Task Write(byte letter) => Patience.OnOwnThread(() =>
        {
            var message = new byte[Size];
            Array.Fill(message, letter);
            both.SignalAndWait();
            write(stream, message);
        });

        // Both are under way, and the kernel's buffer is full, when the peer begins to read.
        var writers = Task.WhenAll(Write((byte)'a'), Write((byte)'b'));
        await Task.Delay(Patience.Watch / 2);
        var (total, runs, last) = (0, 0, 0);
        var buffer = new byte[65536];
        while (total < 2 * Size)
        {
            var count = pair.Far.Receive(buffer);
            Assert.NotEqual(0, count);
            for (var i = 0; i < count; i++)
            {
                runs += buffer[i] == last ? 0 : 1;
                last = buffer[i];
            }

            total += count;
        }

        await writers.Bounded();
        return runs;
    }

    private static async Task<(SslStream Server, SslStream Client)> Tls(ConnectedPair pair)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var server = new SslStream(new NetworkStream(pair.Near));
        var client = new SslStream(new NetworkStream(pair.Far), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await Task.WhenAll(server.AuthenticateAsServerAsync(certificate), client.AuthenticateAsClientAsync("localhost")).Bounded();
        return (server, client);
    }

    private static class Pitfall
    {
#pragma warning disable NWA1009 // the sin is the exhibit
        public static async Task Publish(SslStream peer)
        {
            _ = peer.WriteAsync(new byte[Size]);
            await peer.WriteAsync(new byte[Size]);
        }
#pragma warning restore NWA1009

        public static void Write(NetworkStream peer, byte[] message) => peer.Write(message);
    }

    private static class Mended
    {
        private static readonly object Turn = new();

        public static async Task Publish(SslStream peer)
        {
            await peer.WriteAsync(new byte[Size]);
            await peer.WriteAsync(new byte[Size]);
        }

        public static void Write(NetworkStream peer, byte[] message)
        {
            lock (Turn)
            {
                peer.Write(message);
            }
        }
    }
}
