using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace Lines;

/// <summary>Reads commands ended by LF from a socket with pipelines and answers each of them.</summary>
public sealed class CommandSession
{
    private const int MaxCommand = 8 * 1024;
    private readonly Socket socket;
    private readonly Func<string, string> execute;

    public CommandSession(Socket socket, Func<string, string> execute)
    {
        this.socket = socket;
        this.execute = execute;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 45);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = PipeReader.Create(stream);
        var writer = PipeWriter.Create(stream);
        Exception? failure = null;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(stop);
                var buffer = result.Buffer;
                while (TryCommand(ref buffer, out var command))
                {
                    Encoding.UTF8.GetBytes(execute(command), writer);
                    writer.Write("\n"u8);
                }

                if (buffer.Length > MaxCommand)
                {
                    throw new InvalidDataException("command too long");
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                var flushed = await writer.FlushAsync(stop);
                if (result.IsCompleted || flushed.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException)
        {
            failure = e;
        }
        finally
        {
            await reader.CompleteAsync(failure);
            await writer.CompleteAsync(failure);
        }
    }

    private static bool TryCommand(ref ReadOnlySequence<byte> buffer, out string command)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            command = "";
            return false;
        }

        command = Encoding.UTF8.GetString(buffer.Slice(0, end));
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }
}
