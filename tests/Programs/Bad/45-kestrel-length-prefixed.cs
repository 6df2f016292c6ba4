using System.Buffers;
using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Telematics;

/// <summary>Trucks send their positions in frames of [uint16 length][payload] to a Kestrel endpoint.</summary>
public sealed class TruckHandler : ConnectionHandler
{
    private readonly ILogger<TruckHandler> logger;

    public TruckHandler(ILogger<TruckHandler> logger) => this.logger = logger;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        logger.LogInformation("{Id} from {EndPoint}", connection.ConnectionId, connection.RemoteEndPoint);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(connection.ConnectionClosed); // BAD: zero-not-checked
                var buffer = result.Buffer;
                while (TryFrame(ref buffer, out var frame))
                {
                    Record(frame);
                }

                input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (OperationCanceledException)
        {
            logger.LogInformation("{Id} is gone", connection.ConnectionId);
        }
        catch (IOException e)
        {
            logger.LogInformation(e, "{Id} broke off", connection.ConnectionId);
        }
    }

    private static bool TryFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < 2)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[2];
        buffer.Slice(0, 2).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt16BigEndian(prefix);
        if (buffer.Length < 2 + length)
        {
            return false;
        }

        frame = buffer.Slice(2, length);
        buffer = buffer.Slice(2 + length);
        return true;
    }

    private void Record(ReadOnlySequence<byte> frame) => logger.LogDebug("{Length} bytes", frame.Length);
}

/// <summary>Sends the trucks their orders, over the output of the same connection.</summary>
public sealed class TruckOrders
{
    private readonly ConnectionContext connection;
    private readonly SemaphoreSlim writing = new(1, 1);

    public TruckOrders(ConnectionContext connection) => this.connection = connection;

    public async Task SendAsync(ReadOnlyMemory<byte> order, CancellationToken cancel)
    {
        var frame = new byte[2 + order.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)order.Length);
        order.CopyTo(frame.AsMemory(2));
        await connection.Transport.Output.WriteAsync(frame, cancel); // BAD: concurrent-writes
    }

    public async Task ShutdownAsync(CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            await connection.Transport.Output.WriteAsync(new byte[] { 0, 0 }, cancel);
        }
        finally
        {
            writing.Release();
        }
    }
}
