using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Xml.Linq;
using System.Xml.Serialization;

namespace Network.Admin.SwitchConsole
{
    [Serializable]
    public class PortTable
    {
        public string Switch;
        public int[] Vlans;
    }

    /// <summary>Text/XML console of the industrial ethernet switches.</summary>
    public class SwitchConsole
    {
        private readonly TcpClient m_tcp;

        public SwitchConsole(TcpClient tcp)
        {
            m_tcp = tcp;
            m_tcp.ReceiveTimeout = 15000;
            m_tcp.SendTimeout = 15000;
        }

        public string Login(string strUser, string strPass)
        {
            Stream st = m_tcp.GetStream();
            using (StreamWriter w = new StreamWriter(st)) // ! NWA2010
            {
                w.NewLine = "\r\n";
                w.WriteLine(strUser);
                w.WriteLine(strPass);
            }
            byte[] b = new byte[2000];
            int n = st.Read(b, 0, b.Length);
            string s = "";
            while (n > 0)
            {
                s += Encoding.UTF8.GetString(b, 0, n); // ! NWA2005
                if (s.EndsWith("> ", StringComparison.Ordinal))
                    break;
                n = st.Read(b, 0, b.Length);
            }
            return s;
        }

        public PortTable GetPorts()
        {
            NetworkStream ns = m_tcp.GetStream();
            byte[] q = Encoding.ASCII.GetBytes("show ports xml\r\n");
            ns.Write(q, 0, q.Length);
            PortTable t = (PortTable)new XmlSerializer(typeof(PortTable)).Deserialize(ns); // ! NWA2008
            byte[] ok = Encoding.ASCII.GetBytes("ack\r\n");
            ns.Write(ok, 0, ok.Length);
            return t;
        }

        public XDocument GetConfig()
        {
            NetworkStream ns = m_tcp.GetStream();
            byte[] q = Encoding.ASCII.GetBytes("show running-config xml\r\n");
            ns.Write(q, 0, q.Length);
            Thread.Sleep(2000);
            byte[] all = new byte[ns.Length]; // ! NWA2014
            int n = ns.Read(all, 0, all.Length);
            return XDocument.Parse(Encoding.ASCII.GetString(all, 0, n)); // ! NWA2003
        }

        public void Interactive(TextReader keyboard, TextWriter screen)
        {
            BufferedStream bs = new BufferedStream(m_tcp.GetStream(), 1024); // ! NWA2014
            string strCmd;
            while ((strCmd = keyboard.ReadLine()) != null)
            {
                byte[] b = Encoding.ASCII.GetBytes(strCmd + "\r\n");
                bs.Write(b, 0, b.Length);
                bs.Flush();
                int c;
                do
                {
                    c = bs.ReadByte();
                    if (c < 0)
                        return;
                    screen.Write((char)c);
                }
                while (c != '>');
            }
        }
    }
}
