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
            int n;
            using (var deadline = new CancellationTokenSource(2000))
            {
                try
                {
                    n = await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token);
                }
                catch (OperationCanceledException)
                {
                    socket.Dispose();
                    throw new TimeoutException(query);
                }
            }

            if (n == 0)
            {
                throw new EndOfStreamException();
            }

            text.Append(Encoding.ASCII.GetString(buffer, 0, n));
            if (text.Length > 100_000)
            {
                throw new InvalidDataException("answer too long");
            }
        }

        return text.ToString().TrimEnd();
    }

    public void Dispose() => socket.Dispose();
}
