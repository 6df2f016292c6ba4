using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Building.Bacnet.Who
{
    /// <summary>Discovery of HVAC controllers; a refused or damaged datagram never ends the loop.</summary>
    public sealed class BacnetWho : IDisposable
    {
        private const int Port = 30718;
        private readonly Socket m_sock;
        private readonly IPAddress m_self;
        private readonly Thread m_thread;
        private volatile bool m_run = true;

        public event Action<string, IPAddress> Found;

        public BacnetWho(IPAddress self)
        {
            m_self = self;
            m_sock = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                m_sock.EnableBroadcast = true;
                m_sock.ReceiveTimeout = 1000;
                m_sock.Bind(new IPEndPoint(IPAddress.Any, Port));
            }
            catch
            {
                m_sock.Dispose();
                throw;
            }
            m_thread = new Thread(Run) { IsBackground = true };
        }

        public void Start()
        {
            m_thread.Start();
        }

        public void Ask()
        {
            m_sock.SendTo(Encoding.ASCII.GetBytes("WHO"), new IPEndPoint(IPAddress.Broadcast, Port));
        }

        private void Run()
        {
            byte[] buf = new byte[65535];
            while (m_run)
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int n;
                try
                {
                    n = m_sock.ReceiveFrom(buf, ref from);
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
                catch (SocketException ex)
                {
                    switch (ex.SocketErrorCode)
                    {
                        case SocketError.TimedOut:
                        case SocketError.ConnectionReset:
                        case SocketError.MessageSize:
                            continue;
                        default:
                            if (m_run)
                                Thread.Sleep(200);
                            continue;
                    }
                }
                IPAddress who = ((IPEndPoint)from).Address;
                if (who.Equals(m_self))
                    continue;
                string[] part = Encoding.UTF8.GetString(buf, 0, n).Split(';');
                if (part.Length >= 2 && part[0] == "IAM")
                {
                    Action<string, IPAddress> h = Found;
                    if (h != null)
                        h(part[1], who);
                }
            }
        }

        public void Dispose()
        {
            m_run = false;
            m_sock.Dispose();
        }
    }
}
