using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace RespPipeline;

public readonly record struct RespReply(char Kind, byte[] Data);

public sealed class RespPipelineConnection : IAsyncDisposable
{
    private const int MaxBulk = 16 * 1024 * 1024;
    private const int MaxLine = 64 * 1024;
    private readonly ConcurrentQueue<TaskCompletionSource<RespReply>> _waiting = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly TimeSpan _replyTimeout;
    private readonly Task _loop;
    private volatile bool _dead;

    private RespPipelineConnection(TcpClient tcp, TimeSpan replyTimeout)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        _replyTimeout = replyTimeout;
        _loop = Task.Run(ReadRepliesAsync);
    }

    public bool IsUsable => !_dead;

    public static async Task<RespPipelineConnection> OpenAsync(string host, int port, TimeSpan timeout)
    {
        var tcp = new TcpClient { NoDelay = true };
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await tcp.ConnectAsync(host, port, limit.Token);
            tcp.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            tcp.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            tcp.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            tcp.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
            return new RespPipelineConnection(tcp, timeout);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    public async Task<RespReply> ExecuteAsync(params byte[][] arguments)
    {
        byte[] command = Encode(arguments);
        var reply = new TaskCompletionSource<RespReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var limit = new CancellationTokenSource(_replyTimeout);
        await _gate.WaitAsync(limit.Token);
        try
        {
            if (_dead) throw new IOException("connection is closed");
            _waiting.Enqueue(reply);
            await _stream.WriteAsync(command, limit.Token);
        }
        catch (Exception ex)
        {
            Kill(ex);
            throw;
        }
        finally
        {
            _gate.Release();
        }
        try
        {
            return await reply.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException ex)
        {
            // Replies are matched by order: once one is missed, the connection is of no use any more.
            Kill(ex);
            throw new TimeoutException("no reply from the server", ex);
        }
    }

    private async Task ReadRepliesAsync()
    {
        try
        {
            while (true)
            {
                ReadResult result = await _reader.ReadAsync();
                ReadOnlySequence<byte> buffer = result.Buffer;
                while (TryParse(ref buffer, out RespReply reply))
                {
                    if (_waiting.TryDequeue(out TaskCompletionSource<RespReply> waiter)) waiter.TrySetResult(reply);
                }
                if (result.IsCompleted) break;
                _reader.AdvanceTo(buffer.Start, buffer.End);
            }
            Kill(new EndOfStreamException("server closed the connection"));
        }
        catch (Exception ex)
        {
            Kill(ex);
        }
        await _reader.CompleteAsync();
    }

    private static bool TryParse(ref ReadOnlySequence<byte> buffer, out RespReply reply)
    {
        reply = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            if (buffer.Length > MaxLine) throw new InvalidDataException("RESP line too long");
            return false;
        }
        string text = Encoding.ASCII.GetString(line).TrimEnd('\r');
        if (text.Length == 0) throw new InvalidDataException("empty RESP line");
        byte[] data = Encoding.ASCII.GetBytes(text.Substring(1));
        if (text[0] == '$')
        {
            int length = int.Parse(text.AsSpan(1));
            if (length is < -1 or > MaxBulk) throw new InvalidDataException("bulk of " + length);
            data = null;
            if (length >= 0)
            {
                if (reader.Remaining < length + 2) return false;
                data = new byte[length];
                reader.TryCopyTo(data);
                reader.Advance(length + 2);
            }
        }
        reply = new RespReply(text[0], data);
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    private static byte[] Encode(byte[][] arguments)
    {
        using var ms = new MemoryStream();
        ms.Write(Encoding.ASCII.GetBytes($"*{arguments.Length}\r\n"));
        foreach (byte[] argument in arguments)
        {
            ms.Write(Encoding.ASCII.GetBytes($"${argument.Length}\r\n"));
            ms.Write(argument);
            ms.Write("\r\n"u8);
        }
        return ms.ToArray();
    }

    private void Kill(Exception reason)
    {
        _dead = true;
        _tcp.Dispose();
        while (_waiting.TryDequeue(out TaskCompletionSource<RespReply> waiter)) waiter.TrySetException(reason);
    }

    public async ValueTask DisposeAsync()
    {
        Kill(new ObjectDisposedException(nameof(RespPipelineConnection)));
        await _loop;
        _gate.Dispose();
    }
}
