using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Blind.B.Bad.RespCache;

public sealed record RespOptions(string Host, int Port, TimeSpan CommandTimeout);

public abstract record RespValue;
public sealed record RespText(string Text) : RespValue;
public sealed record RespError(string Text) : RespValue;
public sealed record RespNumber(long Value) : RespValue;
public sealed record RespBulk(byte[]? Data) : RespValue;

public sealed class RespConnection(RespOptions options) : IAsyncDisposable
{
    private readonly TcpClient _client = new()
    {
        NoDelay = true,
        ReceiveTimeout = (int)options.CommandTimeout.TotalMilliseconds, // ! NWA3005
    };

    private readonly byte[] _buffer = new byte[16 * 1024];
    private Stream _stream = Stream.Null;
    private int _start;
    private int _end;

    public bool IsUsable => _client.Connected; // ! NWA3007

    public async ValueTask OpenAsync(CancellationToken ct)
    {
        await _client.ConnectAsync(options.Host, options.Port, ct);
        _stream = _client.GetStream();
    }

    public async ValueTask<RespValue> ExecuteAsync(CancellationToken ct, params string[] args)
    {
        var text = new StringBuilder().Append('*').Append(args.Length).Append("\r\n");
        foreach (var arg in args)
        {
            text.Append('$').Append(arg.Length).Append("\r\n").Append(arg).Append("\r\n"); // ! NWA2007
        }

        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        return await ReadValueAsync(ct);
    }

    private async ValueTask<RespValue> ReadValueAsync(CancellationToken ct)
    {
        var line = await ReadLineAsync(ct);
        return line switch
        {
            ['+', .. var rest] => new RespText(rest),
            ['-', .. var rest] => new RespError(rest),
            [':', .. var rest] => new RespNumber(long.Parse(rest, CultureInfo.InvariantCulture)),
            ['$', .. var rest] => new RespBulk(await ReadBulkAsync(int.Parse(rest, CultureInfo.InvariantCulture), ct)),
            _ => throw new InvalidDataException(line),
        };
    }

    private async ValueTask<byte[]?> ReadBulkAsync(int length, CancellationToken ct)
    {
        if (length == -1)
        {
            return null;
        }

        var data = new byte[length]; // ! NWA9001
        for (var i = 0; i < length; i++)
        {
            data[i] = await NextAsync(ct);
        }

        await NextAsync(ct);
        await NextAsync(ct);
        return data;
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        while (true)
        {
            var b = await NextAsync(ct);
            if (b == '\r')
            {
                await NextAsync(ct);
                return line.ToString();
            }

            if (line.Length > 64 * 1024)
            {
                throw new InvalidDataException("line too long");
            }

            line.Append((char)b);
        }
    }

    private async ValueTask<byte> NextAsync(CancellationToken ct)
    {
        if (_start >= _end)
        {
            _start = 0;
            _end = await _stream.ReadAsync(_buffer, ct); // ! NWA2002
        }

        return _buffer[_start++];
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }
}

public sealed class RespPool(RespOptions options)
{
    private readonly ConcurrentBag<RespConnection> _idle = [];

    public async ValueTask<RespValue> RunAsync(string[] command, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.CommandTimeout);

        var connection = await RentAsync(limit.Token);
        try
        {
            var value = await connection.ExecuteAsync(limit.Token, command);
            _idle.Add(connection);
            return value;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<RespConnection> RentAsync(CancellationToken ct)
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.IsUsable)
            {
                return idle;
            }

            await idle.DisposeAsync();
        }

        var fresh = new RespConnection(options); // ! NWA5003
        await fresh.OpenAsync(ct);
        return fresh;
    }
}
