using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace ReferenceServer.Transport;

/// <summary>Makes the two pipes of a connection. The options are shared by all connections of a loop.</summary>
internal sealed class TransportPipes(MemoryPool<byte> pool, ReferenceTransportOptions options)
{
    private readonly ConcurrentDictionary<(PipeScheduler Application, PipeScheduler Sending), (PipeOptions Input, PipeOptions Output)> _options = new();

    public MemoryPool<byte> Pool => pool;

    public (Pipe Input, Pipe Output) For(Wire wire)
    {
        var (input, output) = _options.GetOrAdd((wire.Application, wire.Sending), key => (
            new PipeOptions(pool, key.Application, key.Application, options.MaxReadBufferSize, Resume(options.MaxReadBufferSize), useSynchronizationContext: false),
            new PipeOptions(pool, key.Sending, key.Application, options.MaxWriteBufferSize, Resume(options.MaxWriteBufferSize), useSynchronizationContext: false)));
        return (new Pipe(input), new Pipe(output));
    }

    private static long Resume(long pause) => Math.Max(1, pause / 2);
}
