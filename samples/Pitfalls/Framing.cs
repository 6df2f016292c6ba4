using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Pitfalls;

/// <summary>A price feed: a four-byte length, then a JSON text.</summary>
public sealed class PriceFeed(NetworkStream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Reads the next price as text.</summary>
    public async Task<string> NextAsync(CancellationToken token)
    {
        // NWA2001: nobody looks at how many of the four bytes came.
        var header = new byte[4];
        _ = await stream.ReadAsync(header, token);
        var length = BinaryPrimitives.ReadInt32BigEndian(header);

        // NWA2002: when the server closes inside a price, this loop never ends.
        var filled = 0;
        while (filled < length)
        {
            filled += await stream.ReadAsync(_buffer.AsMemory(filled, length - filled), token);
        }

        return Encoding.UTF8.GetString(_buffer, 0, length);
    }

    /// <summary>Reads what kind of server this is.</summary>
    public async Task<int> GreetAsync(CancellationToken token)
    {
        // NWA2003: one read is taken for the whole greeting.
        var greeting = new byte[8];
        var count = await stream.ReadAsync(greeting, token);
        if (count == 0)
        {
            throw new EndOfStreamException();
        }

        return BinaryPrimitives.ReadInt32BigEndian(greeting.AsSpan(4));
    }

    /// <summary>Subscribes to a symbol.</summary>
    public async Task SubscribeAsync(string symbol, CancellationToken token)
    {
        // NWA2007: a symbol with an umlaut is longer in bytes than in characters.
        await stream.WriteAsync(BitConverter.GetBytes(symbol.Length), token);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(symbol), token);
    }
}
