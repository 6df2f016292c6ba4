using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Trust;

/// <summary>NWA9011: a client that is gone when the answer comes ends receiving for all the others.</summary>
public sealed class DatagramLoopDiesExperiment
{
    [Fact]
    public async Task One_client_that_is_gone_ends_the_service_for_all() => Assert.False(await IsServedAfterwards(new Pitfall().Serve));

    [Fact]
    public async Task The_others_are_served() => Assert.True(await IsServedAfterwards(new Mended().Serve));

    /// <summary>Whether a second client is answered after the answer to the first was refused.</summary>
    private static async Task<bool> IsServedAfterwards(Action<UdpClient, Func<byte[], byte[]>> serve)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        if (OperatingSystem.IsLinux())
        {
            // What Windows tells of by itself, Linux tells a socket that is not connected only where it was asked to: IPPROTO_IP, IP_RECVERR.
            server.Client.SetRawSocketOption(0, 11, BitConverter.GetBytes(1));
        }

        using var isGone = new ManualResetEventSlim();
        byte[] AnswerWhenGone(byte[] question)
        {
            isGone.Wait(Patience.Limit);
            return question;
        }

        var address = (IPEndPoint)server.Client.LocalEndPoint!;
        var serving = Patience.OnOwnThread(() => serve(server, AnswerWhenGone));
        using (var gone = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            gone.Send(new byte[1], 1, address);
        }

        isGone.Set();
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        other.Send(new byte[1], 1, address);
        var answer = other.ReceiveAsync();
        var isServed = await Task.WhenAny(answer, serving).Bounded() == answer;
        server.Dispose();
        await serving.Bounded();
        return isServed;
    }

    private sealed class Pitfall
    {
#pragma warning disable NWA9011 // the sin is the exhibit
        public void Serve(UdpClient udp, Func<byte[], byte[]> answer)
        {
            var from = new IPEndPoint(IPAddress.Any, 0);
            try
            {
                while (true)
                {
                    var question = udp.Receive(ref from);
                    var reply = answer(question);
                    udp.Send(reply, reply.Length, from);
                }
            }
            catch (ObjectDisposedException)
            {
            }
            catch (SocketException)
            {
            }
        }
#pragma warning restore NWA9011
    }

    private sealed class Mended
    {
        public void Serve(UdpClient udp, Func<byte[], byte[]> answer)
        {
            var from = new IPEndPoint(IPAddress.Any, 0);
            while (true)
            {
                try
                {
                    var question = udp.Receive(ref from);
                    var reply = answer(question);
                    udp.Send(reply, reply.Length, from);
                }
                catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused)
                {
                    // Of what was sent before: the socket is as good as it was.
                }
                catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
