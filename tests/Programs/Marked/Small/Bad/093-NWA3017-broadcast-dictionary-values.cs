using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace BlindC093;

public sealed class Hub093
{
    private readonly ConcurrentDictionary<Guid, WebSocket> _members = new();

    public IDisposable Join(Guid id, WebSocket socket) { _members[id] = socket; return socket; }

    public async Task TellAllAsync(ReadOnlyMemory<byte> news)
    {
        foreach (var (id, member) in _members)
        {
            try
            {
                await member.SendAsync(news, WebSocketMessageType.Text, true, CancellationToken.None); // ! NWA3017
            }
            catch (WebSocketException)
            {
                if (_members.TryRemove(id, out var gone)) gone.Dispose();
            }
        }
    }
}
