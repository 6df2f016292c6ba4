using System.Net.Sockets;
using System.Text;

namespace BlindC010G;

public sealed class Pop3010G : IDisposable
{
    private readonly StreamReader _in;
    private readonly StreamWriter _out;

    public Pop3010G(NetworkStream stream)
    {
        _in = new StreamReader(stream, Encoding.ASCII);
        _out = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n" };
    }

    public async Task<string> StatAsync(CancellationToken token)
    {
        await _out.WriteLineAsync("STAT".AsMemory(), token);
        await _out.FlushAsync();
        return await _in.ReadLineAsync(token) ?? throw new EndOfStreamException();
    }

    public void Dispose() { _out.Dispose(); _in.Dispose(); }
}
