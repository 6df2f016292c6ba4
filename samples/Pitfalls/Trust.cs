using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pitfalls;

/// <summary>Talks with the agents in the branches.</summary>
public sealed class BranchLink(IPAddress headquarters)
{
    /// <summary>Whether the peer is the headquarters' machine.</summary>
    public bool IsHeadquarters(Socket peer) =>
        // NWA9004: two objects that say the same address are two objects.
        peer.RemoteEndPoint is IPEndPoint { Address: var address } && address == headquarters;

    /// <summary>The page of an agent.</summary>
    public Uri PageOf(IPAddress agent) =>
        // NWA9005: an IPv6 address has colons of its own.
        new("https://" + agent + ":8443/");

    /// <summary>Reads one report of an agent.</summary>
    public async Task<byte[]> ReportAsync(TcpClient agent, CancellationToken token)
    {
        using var tls = new SslStream(agent.GetStream());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(token);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "agent" }, deadline.Token);
        var header = new byte[4];
        await tls.ReadExactlyAsync(header, deadline.Token);

        // NWA9001: four bytes of the peer's make this allocate two gigabytes.
        var report = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        await tls.ReadExactlyAsync(report, deadline.Token);
        return report;
    }
}

/// <summary>Answers whoever asks for the time.</summary>
public sealed class Clock
{
    private readonly UdpClient _socket = new(5003);

    /// <summary>Answers until the process ends.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            // NWA9011: one client that has gone before its answer comes ends this for all, on Windows.
            var question = await _socket.ReceiveAsync();
            await _socket.SendAsync(BitConverter.GetBytes(Environment.TickCount64), question.RemoteEndPoint);
        }
    }
}

/// <summary>Asks the network who is there.</summary>
public static class RollCall
{
    /// <summary>Calls once.</summary>
    public static void Call()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        // NWA9015: this socket may not broadcast, and throws.
        socket.SendTo("who is there?"u8, new IPEndPoint(IPAddress.Broadcast, 5004));
    }
}
