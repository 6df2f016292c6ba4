using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ReferenceServer.Delivery.Session;

/// <summary>
/// Arrays of messages that are done with, for the messages that follow. A message lives as long as its acknowledgement takes: long enough for the collector to copy it twice, which with
/// many of them under way costs a third of the time. Not thread-safe.
/// </summary>
internal sealed class SpareArrays
{
    /// <summary>Most bytes kept.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Shorter ones, in bytes, cost the collector little.</summary>
    public const int Shortest = 1024;

    private readonly Stack<byte[]> _arrays = new();

    /// <summary>Bytes kept.</summary>
    public int Bytes { get; private set; }

    /// <summary>An array for so many bytes, at most twice as long; its content is of no meaning.</summary>
    public byte[] Take(int length)
    {
        if (length >= Shortest && _arrays.TryPop(out var array))
        {
            Bytes -= array.Length;
            if (array.Length >= length && array.Length / 2 <= length)
            {
                return array;
            }

            // Messages have another length now: it makes room for an array that fits them.
        }

        return new byte[length];
    }

    /// <summary>Nobody uses these bytes any more, or ever will.</summary>
    public void Give(ReadOnlyMemory<byte> bytes)
    {
        if (MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { Length: >= Shortest } array && array.Length <= MostBytes - Bytes)
        {
            _arrays.Push(array);
            Bytes += array.Length;
        }
    }

    /// <summary>Leaves all to the collector.</summary>
    public void Clear()
    {
        _arrays.Clear();
        Bytes = 0;
    }
}
