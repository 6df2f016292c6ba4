using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace RetransmittingStun;

public sealed record StunBinding(IPEndPoint Local, IPEndPoint Public);

/// <summary>One socket, many transactions: a single loop receives for all of them and hands each answer to who waits for it.</summary>
public sealed class StunSocket : IAsyncDisposable
{
    private const uint Cookie = 0x2112A442;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _transactions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket;
    private readonly Task _loop;

    public StunSocket()
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        _loop = ReceiveAsync();
    }

    public async Task<StunBinding> BindAsync(IPEndPoint server, CancellationToken ct = default)
    {
        byte[] request = new byte[20];
        request[1] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(4), Cookie);
        RandomNumberGenerator.Fill(request.AsSpan(8));
        string id = Convert.ToHexString(request.AsSpan(8));
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _transactions[id] = answer;
        try
        {
            TimeSpan wait = TimeSpan.FromMilliseconds(500);
            for (int attempt = 0; attempt < 7; attempt++)
            {
                await _socket.SendToAsync(request, SocketFlags.None, server, ct);
                // Only the wait for this answer ends here; the receive loop goes on and may still deliver it.
                Task done = await Task.WhenAny(answer.Task, Task.Delay(wait, ct));
                if (done == answer.Task)
                {
                    byte[] reply = await answer.Task;
                    return new StunBinding((IPEndPoint)_socket.LocalEndPoint, Mapped(reply));
                }
                ct.ThrowIfCancellationRequested();
                wait *= 2;
            }
            throw new TimeoutException("no answer from " + server);
        }
        finally
        {
            _transactions.TryRemove(id, out _);
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[65535];
        var any = new IPEndPoint(IPAddress.Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token).ConfigureAwait(false);
                Deliver(buffer.AsSpan(0, got.ReceivedBytes));
            }
            catch (SocketException ex) when (ex.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize or SocketError.NetworkReset)
            {
                // an ICMP answer to one of our requests
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception ex) when (ex is SocketException or ObjectDisposedException)
            {
                foreach (TaskCompletionSource<byte[]> waiter in _transactions.Values) waiter.TrySetException(ex);
                break;
            }
        }
    }

    private void Deliver(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < 20 || BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) != Cookie) return;
        if (_transactions.TryGetValue(Convert.ToHexString(datagram.Slice(8, 12)), out TaskCompletionSource<byte[]> waiter))
        {
            waiter.TrySetResult(datagram.ToArray());
        }
    }

    private static IPEndPoint Mapped(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> rest = message[20..];
        while (rest.Length >= 4)
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(rest);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length > rest.Length - 4) break;
            if (type == 0x20 && length == 8 && rest[5] == 1)
            {
                ushort port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(rest[6..]) ^ (Cookie >> 16));
                uint address = BinaryPrimitives.ReadUInt32BigEndian(rest[8..]) ^ Cookie;
                byte[] bytes = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
                return new IPEndPoint(new IPAddress(bytes), port);
            }
            rest = rest[Math.Min(rest.Length, 4 + ((length + 3) & ~3))..];
        }
        throw new InvalidDataException("no mapped address in the answer");
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _loop;
        _socket.Dispose();
        _stop.Dispose();
    }
}
