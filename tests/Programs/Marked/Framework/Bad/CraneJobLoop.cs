using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Port.Cranes.JobLoop
{
    public delegate bool ReadStep(Socket s, byte[] buf, out int n);

    /// <summary>Windows service part: holds the line to the crane computer for ever.</summary>
    public class CraneJobLoop
    {
        private Socket m_s;
        private readonly EndPoint m_ep;
        private readonly string m_strUrlBase;
        private volatile bool m_fStop;
        public string StatusUrl;

        public CraneJobLoop(IPEndPoint ep)
        {
            m_ep = ep;
            m_strUrlBase = string.Format("http://{0}:{1}/status", ep.Address, 80); // ! NWA9005
            StatusUrl = m_strUrlBase;
        }

        public void ServiceMain()
        {
            while (!m_fStop)
            {
                if (m_s == null || !m_s.Connected) // ! NWA3007
                {
                    if (!TryConnect())
                        continue; // ! NWA3011
                }
                Work(Step);
            }
        }

        private bool TryConnect()
        {
            try
            {
                m_s = new Socket(m_ep.AddressFamily, SocketType.Stream, ProtocolType.Tcp); // ! NWA5005|NWA5003
                m_s.Connect(m_ep); // ! NWA3006
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        private static bool Step(Socket s, byte[] buf, out int n)
        {
            n = s.Receive(buf, 0, 4, SocketFlags.None); // ! NWA3003|NWA3001|NWA2003
            return n > 0;
        }

        private void Work(ReadStep step)
        {
            byte[] hdr = new byte[4];
            int n;
            try
            {
                if (!step(m_s, hdr, out n))
                {
                    m_s.Close();
                    m_s = null;
                    return;
                }
                int nLen = (hdr[0] << 24) | (hdr[1] << 16) | (hdr[2] << 8) | hdr[3]; // ! NWA2003
                ReadRest(new byte[nLen], 0); // ! NWA9001
            }
            catch (SocketException ex) // ! NWA1004
            {
                Console.Error.WriteLine("crane: " + ex.SocketErrorCode);
            }
        }

        // recursion instead of a loop
        private void ReadRest(byte[] job, int nHave)
        {
            if (nHave == job.Length)
            {
                Execute(job);
                return;
            }
            int k = m_s.Receive(job, nHave, job.Length - nHave, SocketFlags.None); // ! NWA2002
            ReadRest(job, nHave + k);
        }

        private void Execute(byte[] job)
        {
            Console.WriteLine("job of " + job.Length + " bytes");
            m_s.Send(new byte[] { 6 });
        }

        public void Stop()
        {
            m_fStop = true;
        }
    }
}
