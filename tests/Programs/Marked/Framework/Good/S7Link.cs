using System;
using System.IO;
using System.Net.Sockets;

namespace Plant.Drivers.S7Link
{
    /// <summary>Connection part. Everything that fails closes the line; the next call opens a new one.</summary>
    public abstract class IsoOnTcpBase : IDisposable
    {
        private const int ConnectMs = 3000;
        private const int IoMs = 2500;
        private readonly string m_strHost;
        private TcpClient m_client;

        protected IsoOnTcpBase(string strHost)
        {
            m_strHost = strHost;
        }

        protected Stream Line { get; private set; }

        protected void EnsureOpen()
        {
            if (Line != null)
                return;
            TcpClient c = new TcpClient();
            try
            {
                IAsyncResult ar = c.BeginConnect(m_strHost, 102, null, null);
                using (ar.AsyncWaitHandle)
                {
                    if (!ar.AsyncWaitHandle.WaitOne(ConnectMs))
                        throw new TimeoutException("connect to " + m_strHost);
                    c.EndConnect(ar);
                }
                c.NoDelay = true;
                c.ReceiveTimeout = IoMs;
                c.SendTimeout = IoMs;
                Line = c.GetStream();
                m_client = c;
                c = null;
            }
            finally
            {
                if (c != null)
                    c.Close();
            }
            try
            {
                Handshake();
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        protected abstract void Handshake();

        protected void Fill(byte[] b, int off, int count)
        {
            int end = off + count;
            while (off < end)
            {
                int k = Line.Read(b, off, end - off);
                if (k <= 0)
                    throw new EndOfStreamException("PLC closed the connection");
                off += k;
            }
        }

        public void Dispose()
        {
            Line = null;
            TcpClient c = m_client;
            m_client = null;
            if (c != null)
                c.Close();
        }
    }

    public sealed class S7Link : IsoOnTcpBase
    {
        private const int MaxTpdu = 1024;
        private readonly object m_gate = new object();

        public S7Link(string strHost) : base(strHost) { }

        protected override void Handshake()
        {
            byte[] cr =
            {
                3, 0, 0, 22, 17, 0xE0, 0, 0, 0, 1, 0, 0xC1, 2, 1, 0, 0xC2, 2, 1, 2, 0xC0, 1, 0x0A
            };
            Line.Write(cr, 0, cr.Length);
            byte[] cc = ReadTpkt();
            if (cc.Length < 2 || cc[1] != 0xD0)
                throw new InvalidDataException("no connection confirm");
        }

        private byte[] ReadTpkt()
        {
            byte[] h = new byte[4];
            Fill(h, 0, 4);
            int nLen = ((h[2] << 8) | h[3]) - 4;
            if (h[0] != 3 || nLen < 3 || nLen > MaxTpdu)
                throw new InvalidDataException("bad TPKT");
            byte[] tpdu = new byte[nLen];
            Fill(tpdu, 0, nLen);
            return tpdu;
        }

        /// <summary>One request, one answer. Requests of several threads are put in line on purpose: the CPU answers in order.</summary>
        public bool TryAsk(byte[] request, out byte[] answer, out string error)
        {
            lock (m_gate)
            {
                try
                {
                    EnsureOpen();
                    Line.Write(request, 0, request.Length);
                    answer = ReadTpkt();
                    error = null;
                    return true;
                }
                catch (Exception ex) when (ex is IOException || ex is SocketException || ex is TimeoutException || ex is InvalidDataException)
                {
                    Dispose();
                    answer = null;
                    error = ex.Message;
                    return false;
                }
            }
        }
    }
}
