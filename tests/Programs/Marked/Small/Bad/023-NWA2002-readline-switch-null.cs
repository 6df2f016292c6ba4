using System.Net.Sockets;
using System.Text;

namespace BlindC023;

public sealed class Commands023(TcpClient client)
{
    private int _count;

    public void Run()
    {
        client.ReceiveTimeout = 30000;
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        bool open = true;
        while (open)
        {
            string line = reader.ReadLine(); // ! NWA2002
            switch (line?.Split(' ')[0])
            {
                case "QUIT": open = false; break;
                case "INC": _count++; break;
                default: Console.WriteLine("unknown command"); break;
            }
        }
    }
}
