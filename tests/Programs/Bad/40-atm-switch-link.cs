using System.Buffers.Binary;
using System.Net.Sockets;

namespace Payments;

/// <summary>A line to the payment switch that stays open all day: authorisations out, answers and advices in.</summary>
public sealed class SwitchLink
{
    private readonly Action<byte[]> advice;
    private readonly Lock gate = new();
    private Socket? line;

    public SwitchLink(Action<byte[]> advice) => this.advice = advice;

    public async Task RunAsync(string host, int port, CancellationToken stop)
    {
        var pause = TimeSpan.FromSeconds(2);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // BAD: missing-keepalive-idle
                using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop))
                {
                    deadline.CancelAfter(TimeSpan.FromSeconds(10));
                    await socket.ConnectAsync(host, port, deadline.Token);
                }

                lock (gate)
                {
                    line = socket;
                }

                pause = TimeSpan.FromSeconds(2);
                await ListenAsync(socket, stop);
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidDataException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                Console.Error.WriteLine($"switch: {e.Message}");
            }
            finally
            {
                lock (gate)
                {
                    line = null;
                }
            }

            await Task.Delay(pause, stop);
            pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, 120));
        }
    }

    private async Task ListenAsync(Socket socket, CancellationToken stop)
    {
        await using var stream = new NetworkStream(socket);
        var header = new byte[2];
        while (true)
        {
            await stream.ReadExactlyAsync(header, stop);
            var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(header)];
            await stream.ReadExactlyAsync(message, stop);
            advice(message);
        }
    }

    public bool Send(byte[] message)
    {
        lock (gate)
        {
            if (line is null)
            {
                return false;
            }

            var frame = new byte[2 + message.Length];
            BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)message.Length);
            message.CopyTo(frame, 2);
            try
            {
                line.Send(frame);
                return true;
            }
            catch (SocketException)
            {
                line.Send(frame); // BAD: use-after-error
                return true;
            }
        }
    }
}
