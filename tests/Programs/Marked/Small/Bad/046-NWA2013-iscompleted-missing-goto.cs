using System.Buffers;
using System.IO.Pipelines;

namespace BlindC046;

public sealed class Frames046(IDuplexPipe pipe, Action<byte[]> sink)
{
    public async Task PumpAsync(CancellationToken token)
    {
    next:
        var result = await pipe.Input.ReadAsync(token); // ! NWA2013
        var data = result.Buffer;
        while (data.Length >= 32)
        {
            sink(data.Slice(0, 32).ToArray());
            data = data.Slice(32);
        }
        pipe.Input.AdvanceTo(data.Start, data.End);
        goto next;
    }
}
