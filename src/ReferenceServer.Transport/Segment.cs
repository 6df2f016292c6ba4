using System;
using System.Buffers;
using System.Diagnostics;

namespace ReferenceServer.Transport;

/// <summary>A block of memory in a <see cref="SegmentQueue"/>.</summary>
internal sealed class Segment : ReadOnlySequenceSegment<byte>
{
    private const int UsualSize = 4096;
    private const int KeptPerThread = 64;

    [ThreadStatic]
    private static Segment? t_kept;

    [ThreadStatic]
    private static int t_count;

    private IMemoryOwner<byte>? _block;
    private byte[]? _array;
    private Memory<byte> _all;

    private Segment()
    {
    }

    public new Segment? Next => (Segment?)base.Next;

    /// <summary>Bytes written, from the start.</summary>
    public int Written { get; private set; }

    public Memory<byte> Free => _all[Written..];

    /// <summary>A segment with room for so many bytes, behind another or first.</summary>
    public static Segment Rent(MemoryPool<byte> pool, int least, Segment? behind)
    {
        // First the memory: if there is none, nothing has changed.
        var block = least <= pool.MaxBufferSize ? pool.Rent(Math.Clamp(UsualSize, least, pool.MaxBufferSize)) : null;
        var array = block is null ? ArrayPool<byte>.Shared.Rent(least) : null;
        var segment = t_kept;
        if (segment is null)
        {
            segment = new Segment();
        }
        else
        {
            t_kept = segment.Next;
            t_count--;
            segment.SetNext(null);
        }

        (segment._block, segment._array) = (block, array);
        segment._all = block?.Memory ?? array;
        if (behind is not null)
        {
            segment.RunningIndex = behind.RunningIndex + behind.Written;
            behind.SetNext(segment);
        }

        return segment;
    }

    public void Advance(int count)
    {
        if ((uint)count > (uint)(_all.Length - Written))
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "More than there was room for.");
        }

        Written += count;
        Memory = _all[..Written];
    }

    /// <summary>Gives the memory back. The segment itself is kept for the next one of this thread.</summary>
    public void Return()
    {
        Debug.Assert(_block is not null || _array is not null, "Given back twice.");
        _block?.Dispose();
        if (_array is not null)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        (_block, _array, _all, Memory, Written, RunningIndex) = (null, null, default, default, 0, 0);
        SetNext(null);
        if (t_count < KeptPerThread)
        {
            SetNext(t_kept);
            t_kept = this;
            t_count++;
        }
    }

    private void SetNext(Segment? next) => base.Next = next;
}
