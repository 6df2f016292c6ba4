using System;
using System.IO;
using System.Net.Sockets;

namespace Plant.Drivers.Modbus
{
    /// <summary>Common part of all our PLC drivers (Modbus, S7, FINS).</summary>
    public abstract class PlcDriverBase : IDisposable
    {
        protected TcpClient m_client;
        protected NetworkStream m_stream;
        protected int m_nTimeoutMs = 3000;
        private readonly string m_strHost;
        private readonly int m_nPort;

        public event EventHandler<string> LogLine;

        protected PlcDriverBase(string strHost, int nPort)
        {
            m_strHost = strHost;
            m_nPort = nPort;
        }

        public bool IsOnline
        {
            get { return m_client != null && m_client.Connected; } // ! NWA3007
        }

        public void Open()
        {
            Close();
            m_client = new TcpClient();
            m_client.NoDelay = true;
            m_client.ReceiveTimeout = m_nTimeoutMs;
            m_client.SendTimeout = m_nTimeoutMs;
            m_client.Connect(m_strHost, m_nPort); // ! NWA3006
            m_stream = m_client.GetStream();
            Log("connected to " + m_strHost);
        }

        public void Close()
        {
            if (m_stream != null) { m_stream.Close(); m_stream = null; }
            if (m_client != null) { m_client.Close(); m_client = null; }
        }

        protected int ReadBlock(byte[] buf)
        {
            return m_stream.Read(buf, 0, buf.Length);
        }

        protected void Log(string s)
        {
            EventHandler<string> h = LogLine;
            if (h != null) h(this, s);
        }

        public void Dispose()
        {
            Close();
        }
    }

    public class ModbusTcpMaster : PlcDriverBase
    {
        private ushort m_wTransaction;

        public ModbusTcpMaster(string strHost) : base(strHost, 502) { }

        public bool ReadHoldingRegisters(byte bUnit, ushort wStart, ushort wCount, out ushort[] awValues)
        {
            awValues = null;
            if (!IsOnline)
                Open();

            byte[] req = BuildRequest(bUnit, 3, wStart, wCount);
            int nTry = 0;
        again:
            try
            {
                byte[] pdu;
                Exchange(req, out pdu);
                if ((pdu[1] & 0x80) != 0)
                {
                    Log("modbus exception " + pdu[2]);
                    return false;
                }
                awValues = new ushort[wCount];
                for (int i = 0; i < wCount; i++)
                    awValues[i] = (ushort)((pdu[3 + 2 * i] << 8) | pdu[4 + 2 * i]);
                return true;
            }
            catch (IOException ex)
            {
                Log("read failed, try " + nTry + ": " + ex.Message);
                if (nTry++ < 3)
                    goto again; // ! NWA1004|NWA1002
                return false;
            }
        }

        private void Exchange(byte[] req, out byte[] pdu)
        {
            m_stream.Write(req, 0, req.Length);
            byte[] hdr = new byte[6];
            ReadBlock(hdr); // ! NWA2001
            int nLen = (hdr[4] << 8) | hdr[5];
            if (nLen < 3 || nLen > 254)
                throw new InvalidDataException("bad MBAP length " + nLen);
            pdu = new byte[nLen];
            int nGot = m_stream.Read(pdu, 0, nLen); // ! NWA2003
            if (nGot <= 0)
                throw new EndOfStreamException();
        }

        private byte[] BuildRequest(byte bUnit, byte bFn, ushort wStart, ushort wCount)
        {
            m_wTransaction++;
            return new byte[]
            {
                (byte)(m_wTransaction >> 8), (byte)m_wTransaction, 0, 0, 0, 6,
                bUnit, bFn, (byte)(wStart >> 8), (byte)wStart, (byte)(wCount >> 8), (byte)wCount
            };
        }

        public void WriteCoil(byte bUnit, ushort wCoil, bool fOn)
        {
            try
            {
                byte[] req = BuildRequest(bUnit, 5, wCoil, fOn ? (ushort)0xFF00 : (ushort)0);
                byte[] pdu;
                Exchange(req, out pdu);
            }
            catch (SocketException ex) // ! NWA3014
            {
                Log("write coil: " + ex.SocketErrorCode);
                Close();
            }
        }
    }
}
