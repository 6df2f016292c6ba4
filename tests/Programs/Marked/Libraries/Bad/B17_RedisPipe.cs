using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace RedisTiny;

public sealed class RespValue
{
    public string Text { get; init; }
    public byte[] Bulk { get; init; }
    public bool IsError { get; init; }
}

public interface IRespParser
{
    bool TryParse(ref ReadOnlySequence<byte> buffer, out RespValue value);
}

public sealed class RespParser : IRespParser
{
    private const int MaxBulk = 64 * 1024 * 1024;

    public bool TryParse(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        value = null;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8)) return false;
        byte[] head = line.ToArray();
        if (head.Length == 0) throw new InvalidDataException("empty RESP line");
        string text = Encoding.UTF8.GetString(head, 1, head.Length - 1);
        switch ((char)head[0])
        {
            case '+':
            case ':':
                value = new RespValue { Text = text };
                break;
            case '-':
                value = new RespValue { Text = text, IsError = true };
                break;
            case '$':
                int length = int.Parse(text);
                if (length > MaxBulk) throw new InvalidDataException("bulk too large");
                if (length < 0)
                {
                    value = new RespValue();
                    break;
                }
                if (reader.Remaining < length + 2) return false;
                value = new RespValue { Bulk = reader.UnreadSequence.Slice(0, length).ToArray() };
                reader.Advance(length + 2);
                break;
            default:
                throw new InvalidDataException("RESP type " + (char)head[0]);
        }
        buffer = buffer.Slice(reader.Position);
        return true;
    }
}

public sealed class RedisConnection : IAsyncDisposable
{
    private readonly ConcurrentQueue<TaskCompletionSource<RespValue>> _waiting = new();
    private readonly object _gate = new();
    private readonly IRespParser _parser;
    private readonly Socket _socket;
    private readonly Pipe _outgoing = new();
    private readonly PipeReader _input;
    private readonly Stream _stream;

    public RedisConnection(Socket socket, IRespParser parser = null)
    {
        _socket = socket;
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        _parser = parser ?? new RespParser();
        _stream = new NetworkStream(socket); // ! NWA5004
        _input = PipeReader.Create(_stream);
        Reading = Task.Run(ReadLoopAsync);
        Writing = Task.Run(WriteLoopAsync);
    }

    public Task Reading { get; }
    public Task Writing { get; }

    public Task<RespValue> SendAsync(params string[] words)
    {
        var completion = new TaskCompletionSource<RespValue>(); // ! NWA6008
        var text = new StringBuilder();
        text.Append('*').Append(words.Length).Append("\r\n");
        foreach (string word in words)
        {
            text.Append('$').Append(word.Length).Append("\r\n").Append(word).Append("\r\n"); // ! NWA2007
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        lock (_gate)
        {
            _waiting.Enqueue(completion);
            _outgoing.Writer.Write(bytes);
        }
        _ = _outgoing.Writer.FlushAsync(); // ! NWA2013|NWA1009
        return completion.Task;
    }

    private async Task WriteLoopAsync()
    {
        while (true)
        {
            ReadResult result = await _outgoing.Reader.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                await _stream.WriteAsync(segment);
            }
            _outgoing.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) break;
        }
    }

    private async Task ReadLoopAsync()
    {
        while (true)
        {
            ReadResult result = await _input.ReadAsync(); // ! NWA2013
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (_parser.TryParse(ref buffer, out RespValue value))
            {
                if (_waiting.TryDequeue(out TaskCompletionSource<RespValue> waiter))
                {
                    waiter.TrySetResult(value);
                }
            }
            _input.AdvanceTo(buffer.Start); // ! NWA2012
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _outgoing.Writer.CompleteAsync();
        await _stream.DisposeAsync();
    }
}
