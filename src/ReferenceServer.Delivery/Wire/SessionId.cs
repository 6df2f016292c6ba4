using System;
using System.Security.Cryptography;

namespace ReferenceServer.Delivery.Wire;

/// <summary>Names a session: 16 random bytes, so that two clients that never spoke to each other do not choose the same.</summary>
public readonly record struct SessionId
{
    /// <summary>Bytes of an id.</summary>
    public const int Size = 16;

    private readonly UInt128 _value;

    /// <summary>The id in these bytes.</summary>
    public SessionId(ReadOnlySpan<byte> bytes) => _value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <summary>Whether this is no id: all zeros.</summary>
    public bool IsNone => _value == UInt128.Zero;

    /// <summary>A new id from the system's random source.</summary>
    public static SessionId Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The id's bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);
        return bytes;
    }

    /// <summary>The id in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
