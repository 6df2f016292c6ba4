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

    /// <summary>Whether an agent may be sent to that page.</summary>
    public static bool IsAllowed(Uri page) =>
        // NWA9006: evilexample.com ends with example.com, too.
        page.Host.EndsWith("example.com");

    /// <summary>Whether an address is one of the branch's own network.</summary>
    public static bool IsInside(IPAddress address)
    {
        // NWA9007: ::ffff:10.0.0.1 is 10.0.0.1, and its first byte is 0.
        var bytes = address.GetAddressBytes();
        return bytes[0] == 10;
    }

    /// <summary>Opens the page of an agent's own certificate.</summary>
    public static HttpMessageHandler HandlerFor(string issuer) => new HttpClientHandler
    {
        // NWA9013: everybody can write that name into a certificate.
        ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) => errors == SslPolicyErrors.None || certificate!.Issuer == issuer,
    };

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
