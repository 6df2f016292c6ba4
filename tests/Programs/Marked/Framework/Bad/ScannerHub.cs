using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Warehouse.Scanning.Hub
{
    public class ScanEventArgs : EventArgs
    {
        public string Code;
        public string Station;
    }

    /// <summary>Accepts the WLAN hand scanners of the dispatch hall (Datalogic, line protocol).</summary>
    public class ScannerHub
    {
        private TcpListener m_listener;
        private Thread m_thrAccept;
        private volatile bool m_fStop;
        private readonly List<TcpClient> m_lstClients = new List<TcpClient>();

        public event EventHandler<ScanEventArgs> Scanned;

        public void Start(int nPort)
        {
            m_listener = new TcpListener(IPAddress.Any, nPort);
            m_listener.Start(2); // ! NWA4005
            m_thrAccept = new Thread(AcceptProc);
            m_thrAccept.IsBackground = true;
            m_thrAccept.Start();
        }

        public void Stop()
        {
            m_fStop = true;
            m_listener.Stop();
            foreach (TcpClient c in m_lstClients.ToArray())
                c.Close();
        }

        private void AcceptProc()
        {
            while (!m_fStop)
            {
                try
                {
                    TcpClient client = m_listener.AcceptTcpClient();
                    m_lstClients.Add(client); // ! NWA4014
                    Thread t = new Thread(ClientProc); // ! NWA4003
                    t.IsBackground = true;
                    t.Start(client);
                }
                catch (Exception ex) // ! NWA4007
                {
                    Console.Error.WriteLine("accept: " + ex.Message);
                }
            }
        }

        private void ClientProc(object o)
        {
            TcpClient client = (TcpClient)o;
            string strStation = client.Client.RemoteEndPoint.ToString().Split(':')[0]; // ! NWA9005
            StreamReader rd = new StreamReader(client.GetStream(), Encoding.ASCII);
            try
            {
                for (;;)
                {
                    string strLine = rd.ReadLine(); // ! NWA2002|NWA3001|NWA3003
                    if (string.IsNullOrEmpty(strLine))
                        continue;
                    EventHandler<ScanEventArgs> h = Scanned;
                    if (h != null)
                        h(this, new ScanEventArgs { Code = strLine.Trim(), Station = strStation });
                }
            }
            catch (IOException)
            {
                m_lstClients.Remove(client);
                client.Close();
            }
        }
    }
}
