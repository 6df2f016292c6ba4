using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Building.Bacnet.Discovery
{
    /// <summary>Finds our HVAC controllers on the LAN: "WHO" broadcast, each answers "IAM;name;serial".</summary>
    public class DeviceDiscovery
    {
        private const int DiscoveryPort = 30718;
        private Socket m_sock;
        private Thread m_thr;
        private volatile bool m_fRun;
        private readonly IPAddress m_addrSelf;
        public event Action<string, IPAddress> Found;

        public DeviceDiscovery(IPAddress addrSelf)
        {
            m_addrSelf = addrSelf;
        }

        public void Start()
        {
            m_sock = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            m_sock.Bind(new IPEndPoint(IPAddress.Any, DiscoveryPort));
            m_fRun = true;
            m_thr = new Thread(Run);
            m_thr.IsBackground = true;
            m_thr.Start();
        }

        public void Ask()
        {
            byte[] b = Encoding.ASCII.GetBytes("WHO");
            m_sock.SendTo(b, new IPEndPoint(IPAddress.Broadcast, DiscoveryPort)); // ! NWA9015
        }

        private void Run()
        {
            byte[] buf = new byte[256]; // ! NWA9010
            EndPoint ep = new IPEndPoint(IPAddress.Any, 0);
            try
            {
                while (m_fRun)
                {
                    int n = m_sock.ReceiveFrom(buf, ref ep); // ! NWA9011
                    IPEndPoint from = (IPEndPoint)ep;
                    if (from.Address == m_addrSelf) // ! NWA9004
                        continue;
                    string s = Encoding.UTF8.GetString(buf).TrimEnd('\0'); // ! NWA2004
                    if (s.StartsWith("IAM;", StringComparison.Ordinal) && Found != null)
                        Found(s.Split(';')[1], from.Address);
                }
            }
            catch (SocketException ex)
            {
                Console.Error.WriteLine("discovery stopped: " + ex.Message);
            }
        }

        public void Stop()
        {
            m_fRun = false;
            m_sock.Close();
        }
    }
}
