using System;
using System.Buffers;

namespace ReferenceServer.Transport;

/// <summary>
/// Bytes on their way, in blocks of the pool: written at one end, committed, consumed at the other. Holds no block while there are no bytes.
/// Every member is called under the lock of the pipe that has it; the memory of <see cref="Lease"/> is filled, and that of <see cref="Committed"/> read, without.
/// </summary>
internal struct SegmentQueue
{
    private Segment? _first;
    private Segment? _last;
    private Segment? _end; // up to here, and to _committed in it, bytes are committed
    private int _consumed; // of _first
    private int _committed;

    /// <summary>Whether somebody may be writing into the last block, which is not given back meanwhile.</summary>
    public bool IsLeased { get; private set; }

    /// <summary>What was committed and not consumed; its default if that is nothing.</summary>
    public readonly ReadOnlySequence<byte> Committed => _end is null || (ReferenceEquals(_first, _end) && _consumed == _committed) ? default : new ReadOnlySequence<byte>(_first!, _consumed, _end, _committed);

    /// <summary>Room for at least so many bytes, until the next <see cref="Commit"/>.</summary>
    public Memory<byte> Lease(MemoryPool<byte> pool, int least)
    {
        if (_last is null || _last.Free.Length < Math.Max(1, least))
        {
            _last = Segment.Rent(pool, least, _last);
            _first ??= _last;
        }

        IsLeased = true;
        return _last.Free;
    }

    /// <summary>So many bytes of the lease are written.</summary>
    public readonly void Advance(int count)
    {
        if (_last is null || !IsLeased)
        {
            throw new InvalidOperationException("Nothing was leased to advance in.");
        }

        _last.Advance(count);
    }

    /// <summary>Ends the lease; what was written can be consumed.</summary>
    public void Commit()
    {
        IsLeased = false;
        if (_last is not null)
        {
            (_end, _committed) = (_last, _last.Written);
            GiveBackIfEmpty();
        }
    }

    /// <summary>Bytes from a position in <see cref="Committed"/> to its end.</summary>
    public readonly long CountFrom(SequencePosition position) =>
        position.GetObject() is Segment segment ? _end!.RunningIndex + _committed - segment.RunningIndex - position.GetInteger() : 0;

    /// <summary>Gives back what lies before a position in <see cref="Committed"/>.</summary>
    public void Consume(SequencePosition upTo)
    {
        if (upTo.GetObject() is not Segment segment)
        {
            return; // of the empty sequence
        }

        while (!ReferenceEquals(_first, segment))
        {
            Shift();
        }

        _consumed = upTo.GetInteger();
        while (!ReferenceEquals(_first, _last) && _consumed == _first!.Written)
        {
            if (ReferenceEquals(_end, _first))
            {
                (_end, _committed) = (_first.Next, 0);
            }

            Shift();
            _consumed = 0;
        }

        GiveBackIfEmpty();
    }

    /// <summary>Gives everything back; not during a lease.</summary>
    public void Clear()
    {
        while (_first is not null)
        {
            Shift();
        }

        this = default;
    }

    private void Shift()
    {
        var first = _first!;
        _first = first.Next;
        first.Return();
    }

    private void GiveBackIfEmpty()
    {
        if (!IsLeased && ReferenceEquals(_first, _last) && _consumed == _last!.Written)
        {
            Clear();
        }
    }
}
