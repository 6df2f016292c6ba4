using System;
using System.Buffers;
using System.Buffers.Binary;

namespace ReferenceServer.Delivery.Wire;

/// <summary>Takes fields off the front of a body. A field that is not there reads as zero and <see cref="Ok"/> turns false, so a body is checked once, at its end.</summary>
internal ref struct FieldReader(ReadOnlySequence<byte> body)
{
    private SequenceReader<byte> _reader = new(body);
    private bool _missing;

    /// <summary>Whether every field was there and nothing is left.</summary>
    public readonly bool Ok => !_missing && _reader.End;

    public readonly long Remaining => _reader.Remaining;

    public byte Byte()
    {
        _missing |= !_reader.TryRead(out var value);
        return value;
    }

    public ushort UInt16()
    {
        _missing |= !_reader.TryReadBigEndian(out short value);
        return (ushort)value;
    }

    public uint UInt32()
    {
        _missing |= !_reader.TryReadBigEndian(out int value);
        return (uint)value;
    }

    public ulong UInt64()
    {
        _missing |= !_reader.TryReadBigEndian(out long value);
        return (ulong)value;
    }

    public byte[] Bytes(int count)
    {
        var value = new byte[count];
        if (_reader.TryCopyTo(value))
        {
            _reader.Advance(count);
        }
        else
        {
            _missing = true;
        }

        return value;
    }
}

/// <summary>Puts fields one after the other into a buffer that is large enough.</summary>
internal ref struct FieldWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _written;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._written];

    public void Byte(byte value) => _buffer[_written++] = value;

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_written..], value);
        _written += sizeof(ushort);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[_written..], value);
        _written += sizeof(uint);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer[_written..], value);
        _written += sizeof(ulong);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_buffer[_written..]);
        _written += value.Length;
    }
}
