using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Retail.Pos.Payment
{
    public class Booking
    {
        public int Number;
        public decimal Amount;
        public string Text;
        public bool Delivered;
    }

    /// <summary>Link between the till and the payment concentrator in the back office.</summary>
    public class PaymentTerminalLink
    {
        private readonly string m_strHost;
        private readonly int m_nPort;
        private Socket m_sock;
        private readonly List<Booking> m_lstOpen = new List<Booking>();

        public PaymentTerminalLink(string strHost, int nPort)
        {
            m_strHost = strHost;
            m_nPort = nPort;
            Reconnect();
        }

        private void Reconnect()
        {
            while (true)
            {
                try
                {
                    m_sock = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); // ! NWA5003|NWA5005
                    m_sock.ReceiveTimeout = 5; // ! NWA3009
                    m_sock.SendTimeout = 5000;
                    m_sock.Connect(m_strHost, m_nPort); // ! NWA3006
                    return;
                }
                catch (SocketException) // ! NWA3011
                {
                }
            }
        }

        public void Book(Booking bk)
        {
            lock (m_lstOpen)
                m_lstOpen.Add(bk);
            byte[] telegram = MakeTelegram(bk);
            SendUntilOk(telegram);
            bk.Delivered = true; // ! NWA1001
            lock (m_lstOpen)
                m_lstOpen.Remove(bk);
        }

        private void SendUntilOk(byte[] b)
        {
            bool fOk = false;
            do
            {
                try
                {
                    m_sock.Send(b); // ! NWA1002
                    fOk = true;
                }
                catch (SocketException)
                {
                    Thread.Sleep(500);
                }
            }
            while (!fOk);
        }

        private static byte[] MakeTelegram(Booking bk)
        {
            string s = bk.Number.ToString("D8", CultureInfo.InvariantCulture) + ";" +
                       bk.Amount.ToString() + ";" + bk.Text; // ! none: culture-dependent decimal separator on the wire
            byte[] body = Encoding.UTF8.GetBytes(s);
            byte[] len = BitConverter.GetBytes(s.Length); // ! NWA2007|NWA2011
            MemoryStream ms = new MemoryStream();
            ms.Write(len, 0, 4);
            ms.Write(body, 0, body.Length);
            return ms.GetBuffer(); // ! NWA1008
        }
    }
}
