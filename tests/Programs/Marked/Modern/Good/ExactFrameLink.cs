using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Blind.B.Good.ExactFrame;

/// <summary>A frame whose memory goes back to the pool when its owner is done with it.</summary>
public sealed class Frame(IMemoryOwner<byte> owner, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Payload => owner.Memory[..length];

    public void Dispose() => owner.Dispose();
}

public sealed class ExactFrameLink : IAsyncDisposable
{
    private const int MaxFrame = 1 << 20;
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(45);

    private readonly Socket _socket;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly byte[] _head = new byte[4];

    private ExactFrameLink(Socket socket) => _socket = socket;

    public static async Task<ExactFrameLink> DialAsync(DnsEndPoint target, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        Socket? socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, limit.Token);
            var link = new ExactFrameLink(socket);
            socket = null;
            return link;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    public async IAsyncEnumerable<Frame> FramesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await FillAsync(_head, mayEnd: true, ct))
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_head);
            if ((uint)length > MaxFrame)
            {
                throw new InvalidDataException($"A frame of {length} bytes.");
            }

            var owner = MemoryPool<byte>.Shared.Rent(Math.Max(1, length));
            try
            {
                await FillAsync(owner.Memory[..length], mayEnd: false, ct);
            }
            catch
            {
                owner.Dispose();
                throw;
            }

            yield return new Frame(owner, length);
        }
    }

    /// <returns>False when the peer closed at a frame boundary.</returns>
    private async ValueTask<bool> FillAsync(Memory<byte> rest, bool mayEnd, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var fresh = true;
        while (!rest.IsEmpty)
        {
            limit.CancelAfter(s_idle);
            switch (await _socket.ReceiveAsync(rest, SocketFlags.None, limit.Token))
            {
                case 0 when fresh && mayEnd:
                    return false;
                case 0:
                    throw new EndOfStreamException();
                case var n:
                    rest = rest[n..];
                    fresh = false;
                    break;
            }
        }

        return true;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxFrame);
        var rented = ArrayPool<byte>.Shared.Rent(payload.Length + 4);
        try
        {
            BinaryPrimitives.WriteInt32BigEndian(rented, payload.Length);
            payload.CopyTo(rented.AsMemory(4));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(s_idle);
            await _writer.WaitAsync(limit.Token);
            try
            {
                await _socket.SendAsync(rented.AsMemory(0, payload.Length + 4), SocketFlags.None, limit.Token);
            }
            catch
            {
                _socket.Dispose();
                throw;
            }
            finally
            {
                _writer.Release();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception ex) when (ex is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }
        finally
        {
            _socket.Dispose();
            _writer.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
