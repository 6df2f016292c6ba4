using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scada.Historian.Pooling
{
    public sealed class HistorianConnectionPool
    {
        private readonly Stack<Socket> m_free = new Stack<Socket>();
        private readonly EndPoint m_ep;
        private Socket m_sockAdmin;

        public HistorianConnectionPool(IPEndPoint ep)
        {
            m_ep = ep;
        }

        private static Socket Make(EndPoint ep, int nTimeout)
        {
            Socket s = new Socket(ep.AddressFamily, SocketType.Stream, ProtocolType.Tcp); // ! NWA5003
            s.ReceiveTimeout = nTimeout;
            s.SendTimeout = nTimeout;
            s.Connect(ep); // ! NWA3006
            return s;
        }

        public Socket Rent()
        {
            lock (m_free)
            {
                while (m_free.Count > 0)
                {
                    Socket s = m_free.Pop();
                    if (s.Connected) // ! NWA3007
                        return s;
                    s.Close();
                }
            }
            return Make(m_ep, 10000);
        }

        public void Return(Socket s)
        {
            lock (m_free)
                m_free.Push(s);
        }

        public string QueryVersion()
        {
            Socket s = Make(m_ep, 2000); // ! NWA5001
            s.Send(Encoding.ASCII.GetBytes("VER\n"));
            using (NetworkStream ns = new NetworkStream(s)) // ! NWA5004
            using (StreamReader rd = new StreamReader(ns))
            {
                return rd.ReadLine();
            }
        }

        public double[] QueryRange(string tag, DateTime from, DateTime to)
        {
            Socket s = Rent(); // ! NWA5001
            byte[] q = Encoding.UTF8.GetBytes(string.Format("GET {0} {1:o} {2:o}\n", tag, from, to));
            s.Send(q);
            byte[] hdr = new byte[4];
            if (s.Receive(hdr) != 4) // ! NWA2003|NWA2022
            {
                Return(s); // ! none: desynchronised connection goes back to the pool
                return new double[0];
            }
            int n = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(hdr, 0));
            byte[] data = new byte[n * 8]; // ! NWA9001
            for (int off = 0; off < data.Length;)
                off += s.Receive(data, off, data.Length - off, SocketFlags.None); // ! NWA2002
            Return(s);
            double[] r = new double[n];
            Buffer.BlockCopy(data, 0, r, 0, data.Length);
            return r;
        }

        public void SwitchAdmin(EndPoint epNew)
        {
            m_sockAdmin = Make(epNew, 5000); // ! NWA5005
        }

        public void CloseAdmin()
        {
            if (m_sockAdmin == null)
                return;
            m_sockAdmin.Shutdown(SocketShutdown.Both); // ! NWA5007
            m_sockAdmin.Close();
            m_sockAdmin = null;
        }
    }
}
