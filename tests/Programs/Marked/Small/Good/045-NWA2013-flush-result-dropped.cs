using System.IO.Pipelines;

namespace BlindC045G;

public static class Ticker045G
{
    public static async Task ProduceAsync(PipeWriter output, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            var memory = output.GetMemory(8);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(memory.Span, DateTime.UtcNow.Ticks);
            output.Advance(8);
            FlushResult flushed = await output.FlushAsync(token);
            if (flushed.IsCompleted) break;
            await Task.Delay(1000, token);
        }
    }
}
