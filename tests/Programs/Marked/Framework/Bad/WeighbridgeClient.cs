using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Logistics.Weighbridge
{
    public delegate void WeightHandler(double dKg, bool fStable);

    /// <summary>Reads the continuous output of a Mettler terminal: STX status weight CR.</summary>
    public class WeighbridgeClient
    {
        private TcpClient m_tcp;
        private NetworkStream m_ns;
        private readonly byte[] m_buf = new byte[64];
        private string m_strRest = "";
        public WeightHandler OnWeight;
        public Action<Exception> Lost;

        public int Timeout
        {
            set
            {
                m_tcp.ReceiveTimeout = value; // ! NWA3005
                m_tcp.SendTimeout = value;
            }
        }

        public void Open(string strHost, int nPort)
        {
            m_tcp = new TcpClient();
            IAsyncResult ar = m_tcp.BeginConnect(strHost, nPort, null, null);
            if (!ar.AsyncWaitHandle.WaitOne(4000))
            {
                m_tcp.Close();
                throw new TimeoutException();
            }
            m_tcp.EndConnect(ar);
            Timeout = 2000;
            m_ns = m_tcp.GetStream();
            Arm();
        }

        private void Arm()
        {
            m_ns.BeginRead(m_buf, 0, m_buf.Length, Done, null); // ! NWA3001
        }

        private void Done(IAsyncResult ar)
        {
            int n;
            try
            {
                n = m_ns.EndRead(ar); // ! NWA2002
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (IOException) // ! NWA4013
            {
                return;
            }
            string s = m_strRest + Encoding.ASCII.GetString(m_buf, 0, n);
            int iCr = s.IndexOf('\r');
            if (iCr < 0)
            {
                m_strRest = s;
            }
            else
            {
                Parse(s.Substring(0, iCr));
                m_strRest = ""; // ! NWA2021
            }
            try
            {
                Arm();
            }
            catch (ObjectDisposedException) { }
            catch (IOException ex)
            {
                m_tcp.Close();
                if (Lost != null)
                    Lost(ex);
            }
        }

        private void Parse(string strFrame)
        {
            if (strFrame.Length < 10 || strFrame[0] != '\x02')
                return;
            double d = double.Parse(strFrame.Substring(2, 7)); // ! none: culture-dependent number parsing of wire text
            if (OnWeight != null)
                OnWeight(d, strFrame[1] == 'S');
        }

        public void Close()
        {
            if (m_tcp != null)
                m_tcp.Close();
        }
    }
}
