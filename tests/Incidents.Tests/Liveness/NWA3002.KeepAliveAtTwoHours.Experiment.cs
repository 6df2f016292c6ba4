using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3002: keep-alive that is only switched on asks for the first time after two hours.</summary>
public sealed class KeepAliveAtTwoHoursExperiment
{
    [Fact]
    public void Keep_alive_that_is_only_switched_on_needs_two_hours_and_eleven_minutes()
    {
        using var cable = Cable.Lay();
        using var pair = cable.Connect();

        Pitfall.WatchOver(pair.Near);

        Assert.Equal(TimeSpan.FromSeconds(7200 + (9 * 75)), TimeUntilNoticed(pair.Near));
    }

    [Fact]
    public void Keep_alive_with_its_times_set_needs_four_seconds()
    {
        using var cable = Cable.Lay();
        using var pair = cable.Connect();

        Mended.WatchOver(pair.Near);

        Assert.Equal(TimeSpan.FromSeconds(1 + (3 * 1)), TimeUntilNoticed(pair.Near));
    }

    [Fact]
    public async Task Of_two_connections_with_keep_alive_only_the_one_with_times_notices_the_cut_cable()
    {
        using var cable = Cable.Lay();
        using var twoHours = cable.Connect();
        using var seconds = cable.Connect();
        Pitfall.WatchOver(twoHours.Near);
        Mended.WatchOver(seconds.Near);

        var waiting = twoHours.Near.ReceiveAsync(new byte[1]);
        var noticing = seconds.Near.ReceiveAsync(new byte[1]);
        cable.Cut();

        await Assert.ThrowsAsync<SocketException>(() => noticing.Bounded());
        Assert.True(await waiting.StillWaits());
    }

    /// <summary>By the kernel's own account: the wait before the first probe, and one interval for each probe that goes unanswered.</summary>
    private static TimeSpan TimeUntilNoticed(Socket socket)
    {
        Assert.NotEqual(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        return TimeSpan.FromSeconds(Seconds(SocketOptionName.TcpKeepAliveTime)
            + (Seconds(SocketOptionName.TcpKeepAliveInterval) * Seconds(SocketOptionName.TcpKeepAliveRetryCount)));

        int Seconds(SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!;
    }

    private static class Pitfall
    {
#pragma warning disable NWA3002 // the sin is the exhibit
        public static void WatchOver(Socket socket)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        }
#pragma warning restore NWA3002
    }

    private static class Mended
    {
        public static void WatchOver(Socket socket)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        }
    }
}
