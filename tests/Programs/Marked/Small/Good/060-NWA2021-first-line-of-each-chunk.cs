using System.Net.Sockets;
using System.Text;

namespace BlindC060G;

public static class Splitter060G
{
    public static async Task RunAsync(NetworkStream stream, Action<string> onLine, CancellationToken token)
    {
        var buffer = new byte[4096];
        int have = 0, n;
        while ((n = await stream.ReadAsync(buffer.AsMemory(have), token)) > 0)
        {
            have += n;
            int start = 0, lf;
            while ((lf = Array.IndexOf(buffer, (byte)'\n', start, have - start)) >= 0)
            {
                onLine(Encoding.ASCII.GetString(buffer, start, lf - start));
                start = lf + 1;
            }
            Buffer.BlockCopy(buffer, start, buffer, 0, have -= start);
            if (have == buffer.Length) throw new InvalidDataException("line too long");
        }
    }
}
