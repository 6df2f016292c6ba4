using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading;

namespace Fleet.Service.Shutdown
{
    public interface ILinkControl
    {
        void Drain(TimeSpan limit);
    }

    /// <summary>Ends the open links of the Windows service inside the 20 seconds the SCM grants.</summary>
    public sealed class LinkRegistry : ILinkControl
    {
        private readonly object m_gate = new object();
        private readonly HashSet<Socket> m_links = new HashSet<Socket>();
        private bool m_down;

        /// <summary>False: the service is going down, the socket has been closed.</summary>
        public bool Register(Socket s)
        {
            lock (m_gate)
            {
                if (!m_down)
                {
                    m_links.Add(s);
                    return true;
                }
            }
            s.Close();
            return false;
        }

        public void Unregister(Socket s)
        {
            lock (m_gate)
                m_links.Remove(s);
        }

        public void Drain(TimeSpan limit)
        {
            Socket[] all;
            lock (m_gate)
            {
                m_down = true;
                all = new Socket[m_links.Count];
                m_links.CopyTo(all);
            }
            foreach (Socket s in all)
            {
                try
                {
                    s.Shutdown(SocketShutdown.Send);
                }
                catch (SocketException) { }
                catch (ObjectDisposedException) { }
            }
            DateTime end = DateTime.UtcNow + limit;
            byte[] bin = new byte[4096];
            foreach (Socket s in all)
            {
                try
                {
                    // whatever the peer still has to say is of no interest, only its end
                    for (;;)
                    {
                        int left = (int)(end - DateTime.UtcNow).TotalMilliseconds;
                        if (left <= 0)
                            break;
                        s.ReceiveTimeout = left;
                        if (s.Receive(bin) == 0)
                            break;
                    }
                }
                catch (SocketException) { }
                catch (ObjectDisposedException) { }
                finally
                {
                    s.Close();
                }
            }
        }
    }
}
