using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Remote.Maintenance.Tunnel
{
    /// <summary>Relays a maintenance laptop to a controller behind the cell router.</summary>
    public class SerialTunnel
    {
        private readonly TcpListener m_lst = new TcpListener(IPAddress.Any, 70001); // ! NWA9014
        private readonly byte[] m_buf = new byte[4096];
        private readonly string m_strTarget;
        private readonly Action<string> m_log;

        public SerialTunnel(string strTarget, Action<string> log)
        {
            m_strTarget = strTarget;
            m_log = log;
        }

        public void Run()
        {
            m_lst.Start();
            for (;;)
            {
                Socket a = m_lst.AcceptSocket(); // ! NWA4006
                ThreadPool.QueueUserWorkItem(o => Relay((Socket)o), a);
            }
        }

        private void Relay(Socket a)
        {
            string[] p = m_strTarget.Split(':'); // ! NWA9005
            Socket b = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); // ! NWA5003|NWA5001
            try
            {
                b.Connect(p[0], int.Parse(p[1])); // ! NWA3006
            }
            catch (SocketException ex)
            {
                m_log("target: " + ex.SocketErrorCode);
                a.Close();
                return;
            }
            a.ReceiveTimeout = b.ReceiveTimeout = 300000;
            Thread t = new Thread(() => Pump(b, a));
            t.IsBackground = true;
            t.Start();
            Pump(a, b);
        }

        private void Pump(Socket from, Socket to)
        {
            int n;
            while (true)
            {
                SocketError err;
                n = from.Receive(m_buf, 0, m_buf.Length, SocketFlags.None, out err); // ! NWA4011|NWA1010
                if (n == 0)
                    break;
                SocketError e2;
                to.Send(m_buf, 0, m_buf.Length, SocketFlags.None, out e2); // ! NWA1008|NWA2004
            }
            Shut(to);
            Shut(from);
        }

        private void Shut(Socket s)
        {
            try
            {
                s.Shutdown(SocketShutdown.Both); // ! NWA5007
                s.Close();
            }
            catch (IOException ex) // ! NWA3014
            {
                m_log(ex.Message);
            }
        }
    }
}
