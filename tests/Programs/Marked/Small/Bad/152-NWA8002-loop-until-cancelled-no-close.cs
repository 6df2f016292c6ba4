using System.Net.WebSockets;

namespace BlindC152;

public sealed class Reader152(WebSocket socket, Action<byte[]> onMessage)
{
    private readonly byte[] _buffer = new byte[8192];

    public async Task RunAsync(CancellationToken token)
    {
        int have = 0;
        while (!token.IsCancellationRequested)
        {
            var part = await socket.ReceiveAsync(new ArraySegment<byte>(_buffer, have, _buffer.Length - have), token); // ! NWA8002
            have += part.Count;
            if (!part.EndOfMessage)
            {
                if (have == _buffer.Length) throw new InvalidDataException("message too long");
                continue;
            }
            onMessage(_buffer[..have]);
            have = 0;
        }
    }
}
