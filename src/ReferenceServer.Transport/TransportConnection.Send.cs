using System;
using System.Buffers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Transport;

/// <content>Pipe to socket.</content>
internal sealed partial class TransportConnection
{
    private async Task SendAsync()
    {
        try
        {
            await DrainAsync().ConfigureAwait(false);
        }
        catch (Exception bug)
        {
            _open.Log.ConnectionBroken(ConnectionId, bug);
            End(Ending.LocalError, reset: true);
        }

        // From now on a flush of the application says IsCompleted: nobody takes what it writes. Why is in its IConnectionEndingFeature.
        _output.Reader.Complete();
        Volatile.Write(ref _sendingSince, 0);
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            var read = await _output.Reader.ReadAsync().ConfigureAwait(false);
            if (Ending != Ending.None)
            {
                return;
            }

            var buffer = read.Buffer;
            if (!buffer.IsEmpty)
            {
                Volatile.Write(ref _sendingSince, Environment.TickCount64);
                if (!await SendAllAsync(buffer).ConfigureAwait(false))
                {
                    return;
                }

                Volatile.Write(ref _active, Environment.TickCount64);
                Volatile.Write(ref _sendingSince, 0);
            }

            _output.Reader.AdvanceTo(buffer.End);
            if (read.IsCompleted)
            {
                _wire.EndSending();
                return;
            }
        }
    }

    private async ValueTask<bool> SendAllAsync(ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            var sent = await _wire.SendAsync(buffer).ConfigureAwait(false);
            if (sent.Failed)
            {
                if (sent.Error == SocketError.Interrupted)
                {
                    continue;
                }

                Fail(sent.Error);
                return false;
            }

            BytesSent += sent.Bytes;
            if (sent.Bytes == buffer.Length)
            {
                return true;
            }

            // The system took a part; the rest is next.
            buffer = buffer.Slice(sent.Bytes);
        }
    }
}
