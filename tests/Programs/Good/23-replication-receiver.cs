using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Replication;

public readonly record struct Page(int Number, ReadOnlyMemory<byte> Bytes);

/// <summary>Receives pages of 4 to 64 KB from the primary and hands them to the writer of the replica.</summary>
public sealed class PageReceiver
{
    private const int MaxPage = 64 * 1024;
    private readonly Channel<Page> pages = Channel.CreateBounded<Page>(64);

    public ChannelReader<Page> Pages => pages.Reader;

    public async Task RunAsync(string primary, int port, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            deadline.CancelAfter(TimeSpan.FromSeconds(10));
            await socket.ConnectAsync(primary, port, deadline.Token);
        }

        try
        {
            while (await ReadPageAsync(socket, stop) is { } page)
            {
                await pages.Writer.WriteAsync(page, stop);
            }

            pages.Writer.Complete();
        }
        catch (Exception e)
        {
            pages.Writer.Complete(e);
            throw;
        }
    }

    private static async Task<Page?> ReadPageAsync(Socket socket, CancellationToken stop)
    {
        var header = new byte[8];
        if (!await FillAsync(socket, header, stop))
        {
            return null;
        }

        var number = BinaryPrimitives.ReadInt32LittleEndian(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        if (length is <= 0 or > MaxPage)
        {
            throw new InvalidDataException($"page {number} of {length} bytes");
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!await FillAsync(socket, rented.AsMemory(0, length), stop))
            {
                throw new EndOfStreamException();
            }

            return new Page(number, rented.AsSpan(0, length).ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static async Task<bool> FillAsync(Socket socket, Memory<byte> buffer, CancellationToken stop)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var n = await socket.ReceiveAsync(buffer[filled..], SocketFlags.None, stop);
            if (n == 0)
            {
                return filled == 0 ? false : throw new EndOfStreamException();
            }

            filled += n;
        }

        return true;
    }

    /// <summary>Tells the primary how far the replica is; it may drop its log up to there.</summary>
    public static async Task AcknowledgeAsync(Socket socket, int page, CancellationToken stop)
    {
        var ack = ArrayPool<byte>.Shared.Rent(4);
        BinaryPrimitives.WriteInt32LittleEndian(ack, page);
        await socket.SendAsync(ack.AsMemory(0, 4), SocketFlags.None, stop);
        ArrayPool<byte>.Shared.Return(ack);
    }
}
