using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Plant.Logging.Forwarding
{
    public interface ILogSink
    {
        void Put(string line);
    }

    /// <summary>Ships the event log of the press line to the central collector over TCP.</summary>
    public class SyslogForwarder : ILogSink
    {
        private readonly Socket m_sock;
        private readonly Queue<string> m_queue = new Queue<string>();
        private readonly AutoResetEvent m_ev = new AutoResetEvent(false);
        private readonly StringBuilder m_sbCommands = new StringBuilder();
        private bool m_fConnected;

        public SyslogForwarder(string host)
        {
            m_sock = new Socket(SocketType.Stream, ProtocolType.Tcp); // ! NWA5003
            m_sock.Connect(host, 6514); // ! NWA3006
            m_sock.Blocking = false;
            m_fConnected = true;
            new Thread(SendProc) { IsBackground = true }.Start();
            new Thread(ReceiveProc) { IsBackground = true }.Start();
        }

        public bool Connected { get { return m_fConnected; } }

        public void Put(string line)
        {
            lock (m_queue)
                m_queue.Enqueue(line);
            m_ev.Set();
        }

        private void SendProc()
        {
            while (m_ev.WaitOne())
            {
                for (;;)
                {
                    string line;
                    lock (m_queue)
                    {
                        if (m_queue.Count == 0)
                            break;
                        line = m_queue.Dequeue();
                    }
                    byte[] b = Encoding.UTF8.GetBytes(line + "\n");
                    try
                    {
                        m_sock.Send(b); // ! NWA1003
                    }
                    catch (SocketException ex) // ! NWA1004|NWA4013
                    {
                        Console.Error.WriteLine("syslog: " + ex.Message);
                    }
                }
            }
        }

        // the collector can change our filter
        private void ReceiveProc()
        {
            byte[] buf = new byte[200];
            while (true)
            {
                if (!m_sock.Poll(1000000, SelectMode.SelectRead))
                    continue;
                int n;
                try
                {
                    n = m_sock.Receive(buf);
                }
                catch (SocketException)
                {
                    m_fConnected = false;
                    return;
                }
                if (n == 0)
                {
                    m_fConnected = false;
                    return;
                }
                m_sbCommands.Append(Encoding.UTF8.GetString(buf, 0, n)); // ! NWA2005
                string s = m_sbCommands.ToString();
                int i = s.IndexOf('\n');
                if (i >= 0)
                {
                    Apply(s.Substring(0, i));
                    m_sbCommands.Length = 0; // ! NWA2021
                }
            }
        }

        private void Apply(string filter)
        {
            Console.Error.WriteLine("filter now " + filter);
        }
    }
}
