using System.Buffers.Binary;
using System.Net.Sockets;

namespace Plant;

/// <summary>Polls holding registers of a controller over Modbus TCP.</summary>
public sealed class RegisterPoller : IDisposable
{
    private readonly TcpClient client = new();
    private readonly SemaphoreSlim one = new(1);
    private ushort transaction;

    public async Task ConnectAsync(string host, CancellationToken cancel)
    {
        client.NoDelay = true;
        client.ReceiveTimeout = 2000; // BAD: receivetimeout-on-async
        client.SendTimeout = 2000;
        await client.ConnectAsync(host, 502, cancel);
    }

    public async Task<ushort[]> ReadAsync(byte unit, ushort start, ushort count)
    {
        await one.WaitAsync();
        try
        {
            return await ExchangeAsync(unit, start, count);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<ushort[]> ExchangeAsync(byte unit, ushort start, ushort count)
    {
        var stream = client.GetStream();
        var request = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(request, ++transaction);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(4), 6);
        request[6] = unit;
        request[7] = 3;
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(8), start);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(10), count);
        await stream.WriteAsync(request);
        var header = new byte[9];
        var got = 0;
        while (got < header.Length)
        {
            got += await stream.ReadAsync(header.AsMemory(got)); // BAD: zero-not-checked
        }

        var data = new byte[header[8]];
        await stream.ReadExactlyAsync(data);
        if (header[7] != 3 || BinaryPrimitives.ReadUInt16BigEndian(header) != transaction || data.Length < count * 2)
        {
            throw new InvalidDataException("unexpected answer");
        }

        var registers = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            registers[i] = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(i * 2));
        }

        return registers;
    }

    public void Dispose()
    {
        client.Dispose();
        one.Dispose();
    }
}
