using System.Buffers.Binary;
using System.Net.Sockets;

namespace SteadyModbus;

public sealed class ModbusDeviceException : Exception
{
    public ModbusDeviceException(int code) : base("device answered with exception " + code) { }
}

/// <summary>One device, one request at a time. After any I/O failure the connection is thrown away and made anew.</summary>
public sealed class SteadyModbusDevice : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _host;
    private readonly int _port;
    private readonly TimeSpan _timeout;
    private TcpClient _connection;
    private ushort _transaction;

    public SteadyModbusDevice(string host, int port, TimeSpan timeout)
    {
        _host = host;
        _port = port;
        _timeout = timeout;
    }

    public int Attempts { get; init; } = 3;

    public async Task<ushort[]> ReadAsync(byte unit, ushort first, ushort count, CancellationToken ct)
    {
        byte[] pdu = { 3, 0, 0, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(1), first);
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(3), count);
        byte[] reply = await ExchangeAsync(unit, pdu, ct);
        if (reply.Length < 2 + 2 * count) throw new InvalidDataException("too few registers");
        var values = new ushort[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt16BigEndian(reply.AsSpan(2 + 2 * i));
        }
        return values;
    }

    private async Task<byte[]> ExchangeAsync(byte unit, byte[] pdu, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(_timeout);
                try
                {
                    _connection ??= await ConnectAsync(limit.Token);
                    return await TransactAsync(_connection.GetStream(), unit, pdu, limit.Token);
                }
                catch (Exception ex) when (ex is IOException or SocketException or OperationCanceledException or InvalidDataException)
                {
                    _connection?.Dispose();
                    _connection = null;
                    ct.ThrowIfCancellationRequested();
                    if (attempt >= Attempts) throw new IOException($"{_host} does not answer", ex);
                }
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 150) * (1 << attempt)), ct);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<TcpClient> ConnectAsync(CancellationToken ct)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(_host, _port, ct);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<byte[]> TransactAsync(NetworkStream stream, byte unit, byte[] pdu, CancellationToken ct)
    {
        ushort id = ++_transaction;
        byte[] request = new byte[7 + pdu.Length];
        BinaryPrimitives.WriteUInt16BigEndian(request, id);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(4), (ushort)(1 + pdu.Length));
        request[6] = unit;
        pdu.CopyTo(request.AsSpan(7));
        await stream.WriteAsync(request, ct);

        byte[] frame = new byte[260];
        int have = 0;
        int need = 7;
        while (have < need)
        {
            int n = await stream.ReadAsync(frame.AsMemory(have, need - have), ct);
            if (n == 0) throw new EndOfStreamException("device closed the connection");
            have += n;
            if (have == 7 && need == 7)
            {
                need = 6 + BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(4));
                if (need is < 9 or > 260) throw new InvalidDataException("length field " + (need - 6));
            }
        }
        if (BinaryPrimitives.ReadUInt16BigEndian(frame) != id) throw new InvalidDataException("answer to another request");
        if ((frame[7] & 0x80) != 0) throw new ModbusDeviceException(frame[8]);
        return frame[7..need];
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _connection?.Dispose();
        _connection = null;
        _turn.Release();
    }
}
