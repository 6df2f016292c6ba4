using System.IO.Pipelines;

namespace BlindC045;

public static class Ticker045
{
    public static async Task ProduceAsync(PipeWriter output, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            var memory = output.GetMemory(8);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(memory.Span, DateTime.UtcNow.Ticks);
            output.Advance(8);
            await output.FlushAsync(token); // ! NWA2013
            await Task.Delay(1000, token);
        }
    }
}
