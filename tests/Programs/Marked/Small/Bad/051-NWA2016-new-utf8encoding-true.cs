using System.Net.Security;
using System.Text;

namespace BlindC051;

public static class Smtp051
{
    public static async Task HeloAsync(SslStream tls, CancellationToken token)
    {
        var utf8 = new UTF8Encoding(true);
        await using var writer = new StreamWriter(tls, utf8) { NewLine = "\r\n" }; // ! NWA2016
        await writer.WriteLineAsync("EHLO localhost".AsMemory(), token);
        await writer.FlushAsync();
    }
}
