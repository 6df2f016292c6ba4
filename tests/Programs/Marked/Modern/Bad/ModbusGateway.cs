using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Blind.B.Bad.ModbusGateway;

public readonly record struct RegisterRequest(byte Unit, ushort Start, ushort Count);

public sealed class ModbusException(string message) : Exception(message);

public sealed class ModbusGateway(Socket socket) : IAsyncDisposable
{
    private const int HeaderLength = 9;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private ushort _transaction;

    public async Task<ushort[]> ReadAsync(RegisterRequest request)
    {
        var frame = Compose(++_transaction, request);
        await socket.SendAsync(frame, SocketFlags.None);

        var rented = ArrayPool<byte>.Shared.Rent(512);
        var answer = rented.AsMemory(0, HeaderLength + request.Count * 2);
        try
        {
            var n = await socket.ReceiveAsync(answer, SocketFlags.None).AsTask().WaitAsync(s_patience); // ! NWA3008
            if (n != answer.Length) // ! NWA2022|NWA2003
            {
                throw new ModbusException($"answer of {n} bytes");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return Decode(answer.Span[HeaderLength..]); // ! NWA2017
    }

    private static byte[] Compose(ushort transaction, RegisterRequest request)
    {
        var frame = new byte[12];
        MemoryMarshal.Write(frame, (ushort)IPAddress.HostToNetworkOrder(transaction)); // ! NWA2019
        frame[5] = 6;
        frame[6] = request.Unit;
        frame[7] = 3;
        (frame[8], frame[9]) = ((byte)(request.Start >> 8), (byte)request.Start);
        (frame[10], frame[11]) = ((byte)(request.Count >> 8), (byte)request.Count);
        return frame;
    }

    private static ushort[] Decode(ReadOnlySpan<byte> registers)
    {
        var values = new ushort[registers.Length / 2];
        for (var i = 0; i < values.Length; i++)
        {
            var raw = MemoryMarshal.Read<ushort>(registers[(i * 2)..]);
            values[i] = (ushort)IPAddress.NetworkToHostOrder(raw); // ! NWA2019
        }

        return values;
    }

    public async Task WatchAsync(Action<byte> onEvent, CancellationToken ct)
    {
        var memory = new byte[1];
        var pending = socket.ReceiveAsync(memory.AsMemory(), SocketFlags.None, ct).AsTask();
        while (true)
        {
            var tick = Task.Delay(TimeSpan.FromSeconds(5), ct);
            if (await Task.WhenAny(pending, tick) == tick)
            {
                await socket.SendAsync(new byte[] { 0 }, SocketFlags.None, ct);
                continue;
            }

            if (await pending is 0) // ! NWA2020
            {
                return;
            }

            onEvent(memory[0]);
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class ModbusAsciiReader(NetworkStream stream)
{
    public string ReadFrame()
    {
        var frame = new List<char>();
        while (true)
        {
            var b = (byte)stream.ReadByte(); // ! NWA2018|NWA2015
            if (b == '\n')
            {
                return string.Concat(frame);
            }

            frame.Add((char)b);
        }
    }
}
