using System.Net.Sockets;
using System.Text;

namespace Shipping;

/// <summary>Prints labels on a network printer and asks it for its state.</summary>
public class LabelPrinter
{
    private readonly string _address;
    private readonly int _port;

    public LabelPrinter(string address, int port = 9100)
    {
        _address = address;
        _port = port;
    }

    public void Print(IEnumerable<string> labels)
    {
        using (var client = Open())
        {
            var stream = client.GetStream();
            using (var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n" })
            {
                foreach (var label in labels)
                {
                    writer.WriteLine("^XA");
                    writer.WriteLine(label);
                    writer.WriteLine("^XZ");
                }
            }
        }
    }

    public string State()
    {
        using (var client = Open())
        {
            var stream = client.GetStream();
            var ask = Encoding.ASCII.GetBytes("~HS\r\n");
            stream.Write(ask, 0, ask.Length);
            var answer = new StringBuilder();
            var buffer = new byte[256];
            while (answer.Length < 4096 && Lines(answer) < 3)
            {
                var n = stream.Read(buffer, 0, buffer.Length);
                if (n == 0)
                {
                    break;
                }

                answer.Append(Encoding.ASCII.GetString(buffer, 0, n));
            }

            return answer.ToString();
        }
    }

    public bool IsReady() => State().Split('\n').FirstOrDefault()?.Split(',').ElementAtOrDefault(1) == "0";

    private static int Lines(StringBuilder text)
    {
        var lines = 0;
        for (var i = 0; i < text.Length; i++)
        {
            lines += text[i] == '\n' ? 1 : 0;
        }

        return lines;
    }

    private TcpClient Open()
    {
        var client = new TcpClient { ReceiveTimeout = 5000, SendTimeout = 5000 };
        try
        {
            if (!client.ConnectAsync(_address, _port).Wait(5000))
            {
                throw new TimeoutException($"{_address} does not answer");
            }

            return client;
        }
        catch
        {
            client.Close();
            throw;
        }
    }
}
