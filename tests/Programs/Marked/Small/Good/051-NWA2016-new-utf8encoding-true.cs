using System.Net.Security;
using System.Text;

namespace BlindC051G;

public static class Smtp051G
{
    public static async Task HeloAsync(SslStream tls, CancellationToken token)
    {
        var utf8 = new UTF8Encoding(false);
        await using var writer = new StreamWriter(tls, utf8) { NewLine = "\r\n" };
        await writer.WriteLineAsync("EHLO localhost".AsMemory(), token);
        await writer.FlushAsync();
    }
}
