using System.Net.Sockets;

namespace BlindC078;

public sealed class Probe078(NetworkStream stream)
{
    private readonly byte[] _one = new byte[1];

    public int? TryRead(int milliseconds)
    {
        Task<int> read = stream.ReadAsync(_one, 0, 1);
        if (!read.Wait(milliseconds)) return null; // ! NWA3008
        return read.Result == 0 ? throw new EndOfStreamException() : _one[0];
    }

    public int ReadEither() => TryRead(500) ?? TryRead(2000) ?? -1;
}
