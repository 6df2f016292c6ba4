using System.Net.Sockets;
using System.Text;

namespace Lab;

/// <summary>Talks SCPI to an oscilloscope: a query is a line, so is its answer.</summary>
public sealed class Instrument : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[4096];

    public async Task OpenAsync(string host, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(5));
        await socket.ConnectAsync(host, 5025, deadline.Token);
    }

    public async Task<double> MeasureAsync(string what)
    {
        var answer = await QueryAsync($"MEAS:{what}?");
        return double.Parse(answer, System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<string?> TryIdentifyAsync()
    {
        try
        {
            return await QueryAsync("*IDN?");
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<string> QueryAsync(string query)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(query + "\n"), SocketFlags.None);
        var text = new StringBuilder();
        while (text.Length == 0 || text[^1] != '\n')
        {
            var receive = socket.ReceiveAsync(buffer, SocketFlags.None);
            if (await Task.WhenAny(receive, Task.Delay(2000)) != receive) // BAD: abandoned-receive
            {
                throw new TimeoutException(query);
            }

            var n = await receive;
            text.Append(Encoding.ASCII.GetString(buffer, 0, n)); // BAD: zero-not-checked
        }

        return text.ToString().TrimEnd();
    }

    public void Dispose() => socket.Dispose();
}
