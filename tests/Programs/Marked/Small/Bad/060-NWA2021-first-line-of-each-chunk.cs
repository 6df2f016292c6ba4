using System.Net.Sockets;
using System.Text;

namespace BlindC060;

public static class Splitter060
{
    public static async Task RunAsync(NetworkStream stream, Action<string> onLine, CancellationToken token)
    {
        var buffer = new byte[4096];
        int n;
        while ((n = await stream.ReadAsync(buffer, token)) > 0) // ! NWA2021
        {
            int start = 0, lf;
            while ((lf = Array.IndexOf(buffer, (byte)'\n', start, n - start)) >= 0)
            {
                onLine(Encoding.ASCII.GetString(buffer, start, lf - start));
                start = lf + 1;
            }
        }
    }
}
