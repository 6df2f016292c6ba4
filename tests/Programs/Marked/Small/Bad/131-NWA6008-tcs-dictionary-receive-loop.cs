using System.Collections.Concurrent;
using System.Net.Sockets;

namespace BlindC131;

public sealed class Correlator131(NetworkStream stream)
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _waiting = new();

    public async Task<int> AskAsync(byte id, CancellationToken token)
    {
        var source = _waiting[id] = new(); // ! NWA6008
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(5000);
        await stream.WriteAsync(new[] { id }, limit.Token);
        return await source.Task.WaitAsync(limit.Token);
    }

    public async Task ReceiveLoopAsync(CancellationToken token)
    {
        var pair = new byte[2];
        while (await stream.ReadAtLeastAsync(pair, 2, throwOnEndOfStream: false, token) == 2)
            if (_waiting.TryRemove(pair[0], out var source)) source.TrySetResult(pair[1]);
    }
}
