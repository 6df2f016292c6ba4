using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace ThinPg;

public sealed class ThinPgException : Exception
{
    public ThinPgException(string message) : base(message) { }
}

public interface IThinPgTransport : IAsyncDisposable
{
    PipeReader Input { get; }
    ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken ct);
}

public sealed class ThinPgTcpTransport : IThinPgTransport
{
    private readonly NetworkStream _stream;

    private ThinPgTcpTransport(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(_stream);
    }

    public PipeReader Input { get; }

    public static async Task<IThinPgTransport> ConnectAsync(string host, int port, CancellationToken ct)
    {
        Socket socket = null;
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(host, port, ct);
            var transport = new ThinPgTcpTransport(socket);
            socket = null;
            return transport;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken ct) => _stream.WriteAsync(data, ct);

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        await _stream.DisposeAsync();
    }
}

/// <summary>A command may take as long as its timeout says; when it is cut off, the session is closed for good.</summary>
public sealed class ThinPgSession : IAsyncDisposable
{
    private const int MaxMessage = 64 * 1024 * 1024;
    private readonly IThinPgTransport _transport;
    private bool _closed;

    public ThinPgSession(IThinPgTransport transport) => _transport = transport;

    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<byte[]>> QueryAsync(string sql, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(CommandTimeout);
        try
        {
            await _transport.SendAsync(BuildQuery(sql), deadline.Token);
            return await CollectRowsAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await CloseAsync();
            if (ct.IsCancellationRequested) throw;
            throw new TimeoutException("query ran longer than " + CommandTimeout);
        }
        catch (Exception ex) when (ex is IOException or InvalidDataException)
        {
            await CloseAsync();
            throw;
        }
    }

    private async Task<IReadOnlyList<byte[]>> CollectRowsAsync(CancellationToken ct)
    {
        var rows = new List<byte[]>();
        string error = null;
        PipeReader input = _transport.Input;
        while (true)
        {
            ReadResult result = await input.ReadAsync(ct);
            ReadOnlySequence<byte> buffer = result.Buffer;
            bool ready = false;
            try
            {
                while (!ready && TryTake(ref buffer, out char type, out byte[] body))
                {
                    if (type == 'D') rows.Add(body);
                    else if (type == 'E') error = Encoding.UTF8.GetString(body);
                    ready = type == 'Z';
                }
            }
            finally
            {
                input.AdvanceTo(buffer.Start, ready ? buffer.Start : buffer.End);
            }
            if (ready) break;
            if (result.IsCompleted) throw new EndOfStreamException("server closed the connection");
        }
        return error == null ? rows : throw new ThinPgException(error);
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out char type, out byte[] body)
    {
        type = default;
        body = null;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out byte kind) || !reader.TryReadBigEndian(out int length)) return false;
        if (length is < 4 or > MaxMessage) throw new InvalidDataException("message of " + length);
        if (reader.Remaining < length - 4) return false;
        body = buffer.Slice(reader.Position, length - 4).ToArray();
        type = (char)kind;
        buffer = buffer.Slice(1 + length);
        return true;
    }

    private static byte[] BuildQuery(string sql)
    {
        int bytes = Encoding.UTF8.GetByteCount(sql);
        byte[] message = new byte[1 + 4 + bytes + 1];
        message[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        Encoding.UTF8.GetBytes(sql, message.AsSpan(5));
        return message;
    }

    private async ValueTask CloseAsync()
    {
        if (_closed) return;
        _closed = true;
        await _transport.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed) return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _transport.SendAsync(new byte[] { (byte)'X', 0, 0, 0, 4 }, limit.Token);
        }
        catch (Exception ex) when (ex is IOException or OperationCanceledException)
        {
            // Terminate is a courtesy.
        }
        await CloseAsync();
    }
}
