using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;

namespace Inventory;

public sealed record StockQuery(string Sku, int Warehouse);

public sealed record StockAnswer(string Sku, int Available);

/// <summary>One request, one answer, over a connection that is kept: [int32 length][json].</summary>
public sealed class StockClient : IDisposable
{
    private const int MaxAnswer = 1 << 20;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly string host;
    private readonly int port;
    private TcpClient? connection;

    public StockClient(string host, int port)
    {
        this.host = host;
        this.port = port;
    }

    public async Task<StockAnswer> AskAsync(StockQuery query, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(5));
        await turn.WaitAsync(deadline.Token);
        try
        {
            var stream = await StreamAsync(deadline.Token);
            await WriteFrameAsync(stream, JsonSerializer.SerializeToUtf8Bytes(query), deadline.Token);
            var answer = await ReadFrameAsync(stream, deadline.Token);
            return JsonSerializer.Deserialize<StockAnswer>(answer) ?? throw new InvalidDataException("empty answer");
        }
        catch
        {
            connection?.Dispose();
            connection = null;
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<NetworkStream> StreamAsync(CancellationToken cancel)
    {
        if (connection is null)
        {
            connection = new TcpClient();
            await connection.ConnectAsync(host, port, cancel);
        }

        return connection.GetStream();
    }

    private static async Task WriteFrameAsync(Stream stream, byte[] body, CancellationToken cancel)
    {
        var frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, 4);
        await stream.WriteAsync(frame, cancel);
    }

    private static async Task<byte[]> ReadFrameAsync(Stream stream, CancellationToken cancel)
    {
        var header = new byte[4];
        var read = await stream.ReadAsync(header, cancel); // BAD: partial-read-as-message
        if (read == 0)
        {
            throw new EndOfStreamException();
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        var body = new byte[length]; // BAD: unbounded-length-prefix
        await stream.ReadExactlyAsync(body, cancel);
        return body;
    }

    public void Dispose()
    {
        connection?.Dispose();
        turn.Dispose();
    }
}
