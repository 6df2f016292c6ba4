using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Robotics.Programs.Sender
{
    /// <summary>Transfers programs to the robot controllers, SAEA "because it is faster".</summary>
    public class RobotProgramSender
    {
        private readonly Socket m_s;
        private readonly SocketAsyncEventArgs m_tx = new SocketAsyncEventArgs();
        private readonly SocketAsyncEventArgs m_rx = new SocketAsyncEventArgs();
        private readonly Queue<byte[]> m_q = new Queue<byte[]>();
        public event Action<string> Acked;

        public RobotProgramSender(Socket s)
        {
            m_s = s;
            m_tx.Completed += Tx_Completed;
            m_rx.Completed += Rx_Completed;
            m_rx.SetBuffer(new byte[256], 0, 256);
            if (!m_s.ReceiveAsync(m_rx))
                Rx_Completed(m_s, m_rx);
        }

        public void Enqueue(string strFile)
        {
            string strText = File.ReadAllText(strFile);
            byte[] body = Encoding.UTF8.GetBytes(strText);
            byte[] head = Encoding.ASCII.GetBytes("LEN=" + strText.Length + "\r\n"); // ! NWA2007
            lock (m_q)
            {
                m_q.Enqueue(head);
                m_q.Enqueue(body);
                if (m_q.Count == 2)
                    Next();
            }
        }

        private void Next()
        {
            byte[] b = m_q.Peek();
            m_tx.SetBuffer(b, 0, b.Length);
            m_s.SendAsync(m_tx); // ! NWA6003
        }

        private void Tx_Completed(object sender, SocketAsyncEventArgs e) // ! NWA6005
        {
            lock (m_q)
            {
                m_q.Dequeue(); // ! NWA1001
                if (m_q.Count > 0)
                    Next();
            }
        }

        private void Rx_Completed(object sender, SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success || e.BytesTransferred == 0)
            {
                m_s.Close();
                return;
            }
            string s = Encoding.ASCII.GetString(e.Buffer, 0, e.BytesTransferred);
            if (s == "ACK" && Acked != null) // ! NWA2003
                Acked(s);
            if (Dns.GetHostEntry(((IPEndPoint)m_s.RemoteEndPoint).Address).HostName.Length > 0) // ! NWA6002
                Console.WriteLine("answer of robot");
            if (!m_s.ReceiveAsync(e))
                Rx_Completed(sender, e); // ! NWA6004
        }

        /// <summary>Old variant for controllers of generation 2.</summary>
        public int SendVectored(IList<ArraySegment<byte>> parts)
        {
            m_s.Blocking = false;
            int nSent = m_s.Send(parts); // ! NWA1003
            if (nSent == 0)
                throw new IOException("nothing sent");
            return parts.Count;
        }
    }
}
