using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Blind.B.Good.LoopbackThroughput;

public readonly record struct Throughput(long Bytes, TimeSpan Took)
{
    public double MegabytesPerSecond => Bytes / 1e6 / Took.TotalSeconds;
}

/// <summary>A benchmark: what one thread can send to another over the loopback with blocking calls.</summary>
public static class LoopbackThroughput
{
    public static Throughput Measure(int blockSize, TimeSpan duration)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);

        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 10_000 };
        sender.Connect(listener.LocalEndPoint!);
        using var receiver = listener.Accept();
        receiver.ReceiveTimeout = 10_000;

        long received = 0;
        var draining = new Thread(() => received = Drain(receiver, blockSize)) { Name = "drain" };
        draining.Start();

        var watch = Stopwatch.StartNew();
        var block = new byte[blockSize];
        while (watch.Elapsed < duration)
        {
            sender.Send(block);
        }

        sender.Shutdown(SocketShutdown.Send);
        draining.Join();
        return new Throughput(received, watch.Elapsed);
    }

    private static long Drain(Socket socket, int blockSize)
    {
        var block = new byte[blockSize];
        var total = 0L;
        try
        {
            for (int n; (n = socket.Receive(block)) > 0; total += n)
            {
                // Only the count matters here.
            }
        }
        catch (SocketException ex)
        {
            Console.Error.WriteLine($"drain: {ex.SocketErrorCode}");
        }

        return total;
    }

    /// <summary>Round trips of a single byte: no message is longer, so no read can be short.</summary>
    public static async Task<TimeSpan> RoundTripAsync(int rounds, CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var near = new TcpClient { NoDelay = true };
        var accepting = listener.AcceptTcpClientAsync(ct);
        await near.ConnectAsync((IPEndPoint)listener.LocalEndpoint, ct);
        using var far = await accepting;
        far.NoDelay = true;

        async Task Mirror()
        {
            var one = new byte[1];
            var stream = far.GetStream();
            while (await stream.ReadAsync(one, ct) == 1)
            {
                await stream.WriteAsync(one, ct);
            }
        }

        var mirror = Mirror();
        var watch = Stopwatch.StartNew();
        var ball = new byte[1];
        for (var i = 0; i < rounds; i++)
        {
            await near.GetStream().WriteAsync(ball, ct);
            await near.GetStream().ReadExactlyAsync(ball, ct);
        }

        watch.Stop();
        near.Client.Shutdown(SocketShutdown.Send);
        await mirror;
        return watch.Elapsed / rounds;
    }
}
