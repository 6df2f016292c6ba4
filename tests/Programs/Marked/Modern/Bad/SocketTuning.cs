using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blind.B.Bad.SocketTuning;

public sealed class TuningOptions
{
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(1);
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);
    public TimeSpan Reply { get; set; } = TimeSpan.FromSeconds(5);
    public bool FastClose { get; set; }
}

public static class SocketTuning
{
    extension(Socket socket)
    {
        public Socket Tune(TuningOptions options)
        {
            socket.NoDelay = true;
            Span<byte> values = stackalloc byte[12];
            BinaryPrimitives.WriteUInt32LittleEndian(values, 1);
            BinaryPrimitives.WriteUInt32LittleEndian(values[4..], (uint)options.Idle.TotalMilliseconds);
            BinaryPrimitives.WriteUInt32LittleEndian(values[8..], (uint)options.Interval.TotalMilliseconds);
            socket.IOControl(IOControlCode.KeepAliveValues, values.ToArray(), null); // ! NWA3013
            if (options.FastClose)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0); // ! NWA1006
            }

            return socket;
        }

        public bool IsQuiet(TimeSpan patience) => !socket.Poll((int)patience.TotalMilliseconds, SelectMode.SelectRead); // ! NWA3009
    }

    public static TcpClient WithKeepAlive(this TcpClient client, TuningOptions options)
    {
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)options.Idle.TotalMilliseconds); // ! NWA3009
        client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, options.Interval.Seconds); // ! NWA3009
        return client;
    }
}

public sealed class EchoDevice(IOptions<TuningOptions> options, ILogger<EchoDevice> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Loop(stoppingToken),
        stoppingToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private void Loop(CancellationToken ct)
    {
        var listener = new TcpListener(IPAddress.Any, 7007);
        listener.Server.ReceiveTimeout = (int)options.Value.Reply.TotalMilliseconds; // ! NWA3016
        listener.Start();
        using var stop = ct.Register(listener.Stop);

        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var client = listener.AcceptTcpClient().WithKeepAlive(options.Value);
                Serve(client); // ! NWA4001
            }
            catch (Exception ex) when (!ct.IsCancellationRequested && ex is IOException or SocketException)
            {
                log.LogInformation(ex, "Device connection ended");
                Thread.Sleep(100);
            }
        }
    }

    private static void Serve(TcpClient client)
    {
        var stream = client.GetStream();
        Span<byte> block = stackalloc byte[256];
        while (client.Connected) // ! NWA3007
        {
            var n = stream.Read(block); // ! NWA2002|NWA3003
            stream.Write(block[..n]);
        }
    }
}
