using System;
using System.Buffers.Binary;
using System.Net;

namespace ReferenceServer.Transport.Linux;

/// <summary>Reads the kernel's socket addresses.</summary>
internal static unsafe class SocketAddresses
{
    /// <summary>Enough for every family: the size of sockaddr_storage.</summary>
    public const int Room = 128;

    private const int Inet = 2;
    private const int Inet6 = 10;

    /// <summary>The end point, or null for a family without one worth naming, such as the unnamed client of a Unix domain socket.</summary>
    public static EndPoint? Read(byte* address, int length)
    {
        var bytes = new ReadOnlySpan<byte>(address, Math.Min(length, Room));
        if (bytes.Length < 2)
        {
            return null;
        }

        return *(ushort*)address switch
        {
            Inet => new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            Inet6 => new IPEndPoint(new IPAddress(bytes.Slice(8, 16), *(uint*)(address + 24)), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            _ => null,
        };
    }
}
