using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Liveness;

/// <summary>NWA3016: a timeout on the listener bounds neither Accept nor, for certain, an accepted connection; one behind the handshake comes too late for it.</summary>
public sealed class TimeoutSetTooLateExperiment
{
    /// <summary>In milliseconds: a fifth of what the pitfall is watched for.</summary>
    /// <summary>Milliseconds: a fifth of what is watched.</summary>
    private const int Timeout = 200;

    [Fact]
    public async Task The_listener_s_timeout_bounds_no_accept()
    {
        using var listener = Loopback.Listen();
        var accepting = Patience.OnOwnThread(() => Pitfall.Accept(listener));
        Assert.True(await accepting.StillWaits());

        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.Address());
        (await accepting.Bounded()).Dispose();
    }

    [Fact]
    public async Task The_accepted_connection_says_that_it_has_none_and_after_an_asynchronous_call_it_has_none()
    {
        using var listener = Loopback.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.Address());
        using var accepted = Pitfall.Accept(listener);

        Assert.Equal(0, accepted.ReceiveTimeout);

        client.Send([1]);
        Assert.Equal(1, await accepted.ReceiveAsync(new byte[1]).Bounded());
        var reading = Patience.OnOwnThread(() => accepted.Receive(new byte[1]));
        Assert.True(await reading.StillWaits());

        client.Send([2]);
        Assert.Equal(1, await reading.Bounded());
    }

    [Fact]
    public async Task Set_on_the_accepted_connection_it_ends_the_read()
    {
        using var listener = Loopback.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.Address());
        using var accepted = Mended.Accept(listener);

        client.Send([1]);
        Assert.Equal(1, await accepted.ReceiveAsync(new byte[1]).Bounded());
        var failure = await Assert.ThrowsAsync<SocketException>(() => Patience.OnOwnThread(() => accepted.Receive(new byte[1])).Bounded());
        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);
    }

    [Fact]
    public async Task Set_behind_the_handshake_it_does_not_end_the_handshake()
    {
        using var pair = ConnectedPair.Connect();
        using var tls = new SslStream(new NetworkStream(pair.Near));

        var securing = Patience.OnOwnThread(() => Pitfall.Secure(tls));
        Assert.True(await securing.StillWaits());

        pair.CloseFar();
        await Assert.ThrowsAnyAsync<Exception>(() => securing.Bounded());
    }

    [Fact]
    public async Task Set_before_the_handshake_it_ends_it()
    {
        using var pair = ConnectedPair.Connect();
        using var tls = new SslStream(new NetworkStream(pair.Near));

        await Assert.ThrowsAsync<IOException>(() => Patience.OnOwnThread(() => Mended.Secure(tls)).Bounded());
    }

#pragma warning disable NWA3016, NWA3010 // the sin is the exhibit
    private static class Pitfall
    {
        public static Socket Accept(Socket listener)
        {
            listener.ReceiveTimeout = Timeout;
            return listener.Accept();
        }

        public static void Secure(SslStream tls)
        {
            tls.AuthenticateAsClient("localhost");
            tls.ReadTimeout = Timeout;
        }
    }
#pragma warning restore NWA3016, NWA3010

    private static class Mended
    {
        public static Socket Accept(Socket listener)
        {
            var accepted = listener.Accept();
            accepted.ReceiveTimeout = Timeout;
            return accepted;
        }

        public static void Secure(SslStream tls)
        {
            tls.ReadTimeout = Timeout;
            tls.AuthenticateAsClient("localhost");
        }
    }
}
