using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace Blind.B.Bad.Mqttish;

public enum PacketKind : byte { Publish = 3, Ack = 4, Ping = 12, Pong = 13 }

public sealed record Packet(PacketKind Kind, ushort Id, byte[] Payload);

public interface IMessageSink
{
    ValueTask OnMessageAsync(Packet packet);
}

public sealed class MqttishClient(IMessageSink sink) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource> _pending = new();
    private readonly SemaphoreSlim _writeGate = new(1, 1);
    private readonly TcpClient _tcp = new();
    private PipeReader? _input;
    private PipeWriter? _output;
    private Task _loop = Task.CompletedTask;
    private int _nextId;

    public async Task ConnectAsync(string host, int port)
    {
        await _tcp.ConnectAsync(host, port); // ! NWA3006
        var stream = _tcp.GetStream();
        (_input, _output) = (PipeReader.Create(stream), PipeWriter.Create(stream));
        _loop = ReadLoopAsync(_input); // ! NWA3001
    }

    public async Task PublishAsync(string topic, string body)
    {
        var id = unchecked((ushort)Interlocked.Increment(ref _nextId));
        var done = new TaskCompletionSource();
        _pending[id] = done;

        await _writeGate.WaitAsync();
        WriteFrame(_output!, PacketKind.Publish, id, Encoding.UTF8.GetBytes($"{topic}\0{body}"));
        await _output!.FlushAsync(); // ! NWA6006
        _writeGate.Release();

        await done.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static void WriteFrame(IBufferWriter<byte> writer, PacketKind kind, ushort id, ReadOnlySpan<byte> payload)
    {
        var span = writer.GetSpan(7 + payload.Length);
        span[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], id);
        BinaryPrimitives.WriteInt32BigEndian(span[3..], payload.Length);
        payload.CopyTo(span[7..]);
        writer.Advance(7 + payload.Length);
    }

    private async Task ReadLoopAsync(PipeReader reader)
    {
        while (true)
        {
            var result = await reader.ReadAsync(); // ! NWA2013
            var buffer = result.Buffer;
            while (TryParse(ref buffer, out var packet))
            {
                if (packet.Kind is PacketKind.Ack && _pending.TryRemove(packet.Id, out var done))
                {
                    done.SetResult(); // ! NWA6008
                    continue;
                }

                await sink.OnMessageAsync(packet);
            }

            reader.AdvanceTo(buffer.Start); // ! NWA2012
        }
    }

    private static bool TryParse(ref ReadOnlySequence<byte> buffer, out Packet packet)
    {
        packet = null!;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var kind) || !reader.TryReadBigEndian(out short id) || !reader.TryReadBigEndian(out int length))
        {
            return false;
        }

        if (length is < 0 or > 256 * 1024)
        {
            throw new InvalidDataException($"frame of {length} bytes");
        }

        if (!reader.TryReadExact(length, out var payload))
        {
            return false;
        }

        packet = new Packet((PacketKind)kind, unchecked((ushort)id), payload.ToArray());
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        try
        {
            await _loop;
        }
        catch (Exception ex) when (ex is IOException or ObjectDisposedException)
        {
            // closed by us
        }

        _writeGate.Dispose();
    }
}
