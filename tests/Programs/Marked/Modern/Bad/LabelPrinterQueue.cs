using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Blind.B.Bad.LabelPrinter;

public sealed record PrintJob(Guid Id, string Zpl);
public sealed record PrinterStatus(bool Ready, int Labels, string Firmware);

public static class PrinterStreamExtensions
{
    public static string ReadAvailable(this NetworkStream stream)
    {
        var answer = new StringBuilder();
        Span<byte> block = stackalloc byte[256];
        do
        {
            var n = stream.Read(block); // ! NWA3003
            answer.Append(Encoding.Latin1.GetString(block[..n]));
        }
        while (stream.DataAvailable); // ! NWA2006

        return answer.ToString();
    }

    public static byte[] ReadEverything(this TcpClient client)
    {
        var data = new byte[client.Available]; // ! NWA2006
        client.GetStream().ReadExactly(data);
        return data;
    }
}

public sealed class LabelPrinter(string host) : IDisposable
{
    private readonly TcpClient _client = new(host, 9100); // ! NWA3006

    private NetworkStream Stream => field ??= _client.GetStream();

    public bool IsReady()
    {
        Stream.Write("~HS\r\n"u8);
        return Stream.ReadAvailable() is ['\u0002', .. { Length: > 10 }];
    }

    public string Identify()
    {
        Stream.Write("~HI\r\n"u8);
        while (_client is { Available: 0 })
        {
            Thread.Sleep(20); // ! none: answer polled without an end
        }

        return Encoding.Latin1.GetString(_client.ReadEverything());
    }

    public async Task<PrinterStatus?> QueryAsync(CancellationToken ct)
    {
        await Stream.WriteAsync("{\"op\":\"status\"}\n"u8.ToArray(), ct);
        var status = await JsonSerializer.DeserializeAsync<PrinterStatus>(Stream, cancellationToken: ct); // ! NWA2008
        await Stream.WriteAsync("{\"op\":\"thanks\"}\n"u8.ToArray(), ct);
        return status;
    }

    public async Task<XElement> ConfigurationAsync(CancellationToken ct)
    {
        await using var duplex = new BufferedStream(Stream, 4096); // ! NWA2010|NWA2014
        await duplex.WriteAsync("^XA^HZa^XZ\r\n"u8.ToArray(), ct);
        await duplex.FlushAsync(ct);
        var xml = new byte[Stream.Length]; // ! NWA2014
        await duplex.ReadExactlyAsync(xml, ct);
        return XElement.Parse(Encoding.UTF8.GetString(xml));
    }

    public void Dispose() => _client.Dispose();
}

public sealed class LabelPrinterQueue(LabelPrinter printer, string host)
{
    private readonly Queue<PrintJob> _jobs = new();

    public void Add(PrintJob job) => _jobs.Enqueue(job);

    public async Task<int> DrainAsync(CancellationToken ct)
    {
        var printed = 0;
        while (_jobs.Count > 0 && printer.IsReady())
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, 9101, ct);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_jobs.Dequeue().Zpl), ct); // ! NWA1001
            printed++;
        }

        return printed;
    }
}
