using System;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3013: the control code for keep-alive's times is known to Windows alone; the options are known everywhere.</summary>
public sealed class KeepAliveByIoControlExperiment
{
    private const int Seconds = 61;

    [Fact]
    public void Elsewhere_the_control_code_is_refused_and_the_times_stay()
    {
        using var pair = ConnectedPair.Connect();
        var before = TimeOf(pair.Near);
        if (OperatingSystem.IsWindows())
        {
            Pitfall.Prepare(pair.Near, Seconds);
            return;
        }

        Assert.Throws<PlatformNotSupportedException>(() => Pitfall.Prepare(pair.Near, Seconds));
        Assert.Equal(before, TimeOf(pair.Near));
    }

    [Fact]
    public void The_options_work_everywhere()
    {
        using var pair = ConnectedPair.Connect();

        Mended.Prepare(pair.Near, Seconds);

        Assert.Equal(Seconds, TimeOf(pair.Near));
    }

    private static int TimeOf(Socket socket) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!;

#pragma warning disable NWA3013, CA1416 // the sin is the exhibit
    private static class Pitfall
    {
        public static void Prepare(Socket socket, int seconds)
        {
            var values = new byte[12];
            BitConverter.TryWriteBytes(values.AsSpan(0), 1u);
            BitConverter.TryWriteBytes(values.AsSpan(4), (uint)seconds * 1_000);
            BitConverter.TryWriteBytes(values.AsSpan(8), 10_000u);
            socket.IOControl(IOControlCode.KeepAliveValues, values, null);
        }
    }
#pragma warning restore NWA3013, CA1416

    private static class Mended
    {
        public static void Prepare(Socket socket, int seconds)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
        }
    }
}
