using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace BlindC043;

public static class Lines043
{
    public static async Task<long> CountAsync(NetworkStream stream, CancellationToken token)
    {
        var reader = PipeReader.Create(stream);
        long lines = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(token);
            var rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } lf)
            {
                lines++;
                rest = rest.Slice(rest.GetPosition(1, lf));
            }
            reader.AdvanceTo(rest.Start); // ! NWA2012
            if (result.IsCompleted) break;
        }
        await reader.CompleteAsync();
        return lines;
    }
}
