using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.Replication;

public abstract class LineProtocol(Stream stream)
{
    protected const int Block = 1024;
    private readonly byte[] _block = new byte[Block];

    protected async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await stream.ReadAsync(_block, ct) is var n) // ! NWA2002
        {
            var text = Encoding.ASCII.GetString(_block, 0, n);
            var end = text.IndexOf('\n');
            if (end >= 0)
            {
                yield return text[..end]; // ! NWA2021|NWA2003
            }
        }
    }

    protected async Task<byte[]> SnapshotAsync(CancellationToken ct)
    {
        using var all = new MemoryStream();
        while (true)
        {
            var n = await stream.ReadAsync(_block, ct);
            all.Write(_block, 0, n);
            if (n < Block) // ! NWA2022
            {
                return all.ToArray();
            }
        }
    }

    protected ValueTask SayAsync(string text, CancellationToken ct) => stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\n"), ct);
}

public sealed class ReplicationFollower(TcpClient client, Action<string> apply, ILogger log) : LineProtocol(client.GetStream())
{
    public async Task FollowAsync(long from, CancellationToken ct)
    {
        await SayAsync($"SNAPSHOT {from}", ct);
        var snapshot = await SnapshotAsync(ct);
        log.LogInformation("{Size} bytes of snapshot", snapshot.Length);

        await SayAsync("FOLLOW", ct);
        var applied = from;
        try
        {
            await foreach (var change in LinesAsync(ct))
            {
                apply(change);
                await SayAsync($"ACK {++applied}", ct);
            }
        }
        catch (IOException ex) when (ex.InnerException is SocketException { NativeErrorCode: 10054 }) // ! NWA3015
        {
            log.LogWarning(ex, "Leader went away");
        }
    }
}

public sealed class ReplicationProbe(string host)
{
    private static readonly byte[] s_hello = "PING\n"u8.ToArray();

    public bool Probe(out string version)
    {
        version = "";
        var client = new TcpClient(); // ! NWA5001
        client.ReceiveTimeout = 2; // ! NWA3009
        if (!client.ConnectAsync(host, 7400).Wait(TimeSpan.FromSeconds(2)))
        {
            return false;
        }

        using var stream = client.GetStream();
        stream.Write(s_hello);
        using (var reader = new StreamReader(stream)) // ! NWA2010
        {
            version = reader.ReadLine() ?? "";
        }

        stream.Write("BYE\n"u8);
        return version.Length > 0;
    }
}
