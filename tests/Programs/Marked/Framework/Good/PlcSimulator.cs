using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Plant.TestBench.Simulator
{
    /// <summary>
    /// Stands in for a PLC on the test bench. Like the real CPU it has exactly one connection resource:
    /// a second master has to wait until the first has gone.
    /// </summary>
    public sealed class PlcSimulator : IDisposable
    {
        private readonly TcpListener m_listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly ushort[] m_registers = new ushort[256];
        private readonly Thread m_thread;
        private volatile bool m_stopping;

        public int Port { get; private set; }
        public Exception LastFault { get; private set; }

        public PlcSimulator()
        {
            m_thread = new Thread(Serve) { IsBackground = true };
        }

        public void Start()
        {
            m_listener.Start();
            Port = ((IPEndPoint)m_listener.LocalEndpoint).Port;
            m_thread.Start();
        }

        public ushort this[int i]
        {
            get { lock (m_registers) return m_registers[i]; }
            set { lock (m_registers) m_registers[i] = value; }
        }

        private void Serve()
        {
            while (!m_stopping)
            {
                try
                {
                    using (TcpClient master = m_listener.AcceptTcpClient())
                    {
                        master.ReceiveTimeout = 5000;
                        master.SendTimeout = 5000;
                        using (BinaryReader rd = new BinaryReader(new BufferedStream(master.GetStream())))
                            Talk(rd, master.GetStream());
                    }
                }
                catch (EndOfStreamException)
                {
                    // the master has hung up, the next one may come
                }
                catch (Exception ex) when (ex is IOException || ex is SocketException || ex is InvalidOperationException)
                {
                    if (m_stopping)
                        break;
                    LastFault = ex;
                    Thread.Sleep(100);
                }
            }
        }

        /// <summary>Frames of four bytes: function, register, value high, value low. EndOfStreamException ends it.</summary>
        private void Talk(BinaryReader rd, Stream reply)
        {
            byte[] answer = new byte[4];
            while (!m_stopping)
            {
                byte fn = rd.ReadByte();
                byte reg = rd.ReadByte();
                int value = (rd.ReadByte() << 8) | rd.ReadByte();
                if (fn == 6)
                    this[reg] = (ushort)value;
                value = this[reg];
                answer[0] = fn;
                answer[1] = reg;
                answer[2] = (byte)(value >> 8);
                answer[3] = (byte)value;
                reply.Write(answer, 0, answer.Length);
            }
        }

        public void Dispose()
        {
            m_stopping = true;
            m_listener.Stop();
            if (m_thread.IsAlive)
                m_thread.Join(6000);
        }
    }
}
