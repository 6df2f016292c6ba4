using System.Net.Sockets;
using System.Text;

namespace BlindC010;

public sealed class Pop3010 : IDisposable
{
    private readonly StreamReader _in;
    private readonly StreamWriter _out;

    public Pop3010(NetworkStream stream)
    {
        _in = new StreamReader(stream, Encoding.ASCII);
        _out = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n" };
    }

    public async Task<string> StatAsync(CancellationToken token)
    {
        await _out.WriteLineAsync("STAT".AsMemory(), token);
        return await _in.ReadLineAsync(token) ?? throw new EndOfStreamException(); // ! NWA1007
    }

    public void Dispose() { _out.Dispose(); _in.Dispose(); }
}
