using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.SensorIngest;

public readonly record struct Sample(ushort Sensor, int Value);

public interface ISampleSink
{
    ValueTask StoreAsync(Sample sample);
}

public static class SensorSocketExtensions
{
    public static Task FillAsync(this Socket socket, byte[] buffer, CancellationToken ct)
        => socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, ct).AsTask(); // ! NWA2001

    public static void KeepAlive(this Socket socket, bool on = true)
        => socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, on ? 1 : 0); // ! NWA3002
}

public sealed class SensorIngest(ISampleSink sink, ILogger<SensorIngest> log) : BackgroundService
{
    private readonly TaskFactory _handlers = new(TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, 4711));
        listener.Listen(2); // ! NWA4005

        async Task Acceptor()
        {
            while (await listener.AcceptAsync(stoppingToken) is { } sensor) // ! NWA4006|NWA5002
            {
                sensor.KeepAlive();
                await GreetAsync(sensor); // ! NWA4001
                await _handlers.StartNew(() => IngestAsync(sensor, stoppingToken), stoppingToken); // ! NWA4009
            }
        }

        await Task.WhenAll(Acceptor(), ReportAsync(stoppingToken));
    }

    private static async Task GreetAsync(Socket sensor)
    {
        await sensor.SendAsync(new byte[] { 0x06 }, SocketFlags.None);
        var version = new byte[1];
        if (await sensor.ReceiveAsync(version, SocketFlags.None) == 0) // ! NWA3004
        {
            throw new EndOfStreamException();
        }
    }

    private async Task IngestAsync(Socket sensor, CancellationToken ct)
    {
        using (sensor)
        {
            var record = new byte[6];
            while (!ct.IsCancellationRequested)
            {
                await sensor.FillAsync(record, ct); // ! NWA2002|NWA2001
                await sink.StoreAsync(new Sample(
                    BinaryPrimitives.ReadUInt16BigEndian(record),
                    BinaryPrimitives.ReadInt32BigEndian(record.AsSpan(2))));
            }
        }
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        while (await timer.WaitForNextTickAsync(ct))
        {
            log.LogInformation("Still ingesting");
        }
    }
}
