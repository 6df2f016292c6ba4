using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Incidents.Naive.VanishedPeers;

/// <summary>Incident 5: takes measurements, streams alarms and makes reports, and believes in every peer that did not say otherwise.</summary>
internal static class TelemetryServer
{
    public static async Task<int> RunAsync(IPEndPoint address)
    {
        using var listener = new TcpListener(address);
        listener.Start();
        Console.WriteLine("listening");
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync();
            _ = ServeAsync(client);
        }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await (await ReadLineAsync(client.GetStream()) switch
                {
                    "ALARMS" => StreamAlarmsAsync(client),
                    "REPORT" => ReportAsync(client),
                    _ => TakeMeasurementsAsync(client),
                });
            }
            catch (IOException failure)
            {
                Console.WriteLine(failure.Message);
            }
        }

        Console.WriteLine("a connection has ended");
    }

    private static async Task TakeMeasurementsAsync(TcpClient client)
    {
        var stream = client.GetStream();

        var measurement = new byte[256];

        // NWA3007: it stays true when the peer has closed, and when it is gone.
        while (client.Connected)
        {
            if (!stream.DataAvailable)
            {
                await Task.Delay(50);
                continue;
            }

            var count = await stream.ReadAsync(measurement);
            Console.WriteLine($"{count} bytes of measurements");
        }
    }

    private static async Task StreamAlarmsAsync(TcpClient client)
    {
        var stream = client.GetStream();
        while (true)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture) + " all is well\n"));
            await Task.Delay(250);
        }
    }

    private static async Task ReportAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var report = Task.Delay(500);

        // The end of the peer's sending is taken for the end of the peer.
        var hungUp = stream.ReadAsync(new byte[1]).AsTask();
        if (await Task.WhenAny(report, hungUp) == report)
        {
            await stream.WriteAsync("the report\n"u8.ToArray());
        }
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (await stream.ReadAsync(next) == 1 && next[0] != '\n')
        {
            line.Append((char)next[0]);
        }

        return line.ToString();
    }
}
