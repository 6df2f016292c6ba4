using System.Buffers;
using System.IO.Pipelines;

namespace BlindC178;

public static class Skip178
{
    public static async Task<long> CountAsync(PipeReader reader, CancellationToken token)
    {
        long total = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(token);
            if (result.IsCompleted && result.Buffer.IsEmpty) break;
            if (result.Buffer.Length < 4 && !result.IsCompleted) continue; // ! none: ReadAsync again without AdvanceTo throws
            total += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
        }
        await reader.CompleteAsync();
        return total;
    }
}
