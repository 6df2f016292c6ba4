using System.Net.Sockets;
using System.Xml.Serialization;

namespace BlindC036;

public sealed class Job036 { public int Id; }

public static class JobServer036
{
    private static readonly XmlSerializer s_xml = new(typeof(Job036));

    public static void Serve(TcpClient client)
    {
        using (client)
        {
            client.ReceiveTimeout = 10000;
            client.SendTimeout = 10000;
            using NetworkStream stream = client.GetStream();
            var job = (Job036)s_xml.Deserialize(stream); // ! NWA2008
            stream.WriteByte((byte)(job.Id & 0x7f));
        }
    }
}
