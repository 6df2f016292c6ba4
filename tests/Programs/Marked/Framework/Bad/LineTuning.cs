using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Traffic.Signals.LineTuning
{
    /// <summary>Settings as they come from the old INI file.</summary>
    public static class LineSettings
    {
        public static TimeSpan ReadTimeout = TimeSpan.FromSeconds(20);
        public static int LingerMs = 3000;
        public const int PollMs = 500;
    }

    public class SignalControllerLine : IDisposable
    {
        private readonly Socket m_s;
        private readonly Action<string> m_log;
        private int m_nErrors;

        public SignalControllerLine(Socket s, Action<string> log)
        {
            m_s = s;
            m_log = log;
            Tune();
        }

        private void Tune()
        {
            byte[] inVal = new byte[12];
            BitConverter.GetBytes((uint)1).CopyTo(inVal, 0);
            BitConverter.GetBytes((uint)15000).CopyTo(inVal, 4);
            BitConverter.GetBytes((uint)1000).CopyTo(inVal, 8);
            m_s.IOControl(IOControlCode.KeepAliveValues, inVal, null); // ! NWA3013
            m_s.ReceiveTimeout = LineSettings.ReadTimeout.Milliseconds; // ! NWA3009
            m_s.SendTimeout = (int)LineSettings.ReadTimeout.TotalMilliseconds;
            m_s.LingerState = new LingerOption(true, LineSettings.LingerMs); // ! NWA3009
        }

        public bool WaitForTelegram()
        {
            return m_s.Poll(LineSettings.PollMs, SelectMode.SelectRead); // ! NWA3009
        }

        public int Read(byte[] buf)
        {
            int n = 0;
            while (n < buf.Length)
            {
                try
                {
                    int k = m_s.Receive(buf, n, buf.Length - n, SocketFlags.None);
                    if (k == 0)
                        return -1;
                    n += k;
                }
                catch (SocketException ex)
                {
                    if (ex.ErrorCode == 10054) // ! NWA3015
                        return -1;
                    if (ex.NativeErrorCode == 10060) // ! NWA3015
                        m_log("timeout, once more");
                    m_nErrors++;
                    // other errors: just read again
                    continue; // ! NWA1004
                }
            }
            return n;
        }

        public void Abort()
        {
            m_s.LingerState = new LingerOption(true, 0); // ! NWA1006
            m_s.Close();
        }

        public void Dispose()
        {
            m_s.Close();
        }
    }

    public class SignalListener
    {
        private readonly TcpListener m_lst;

        public SignalListener(int nPort)
        {
            m_lst = new TcpListener(IPAddress.Any, nPort);
            m_lst.Server.ReceiveTimeout = 10000; // ! NWA3016
            m_lst.Start();
        }

        public SignalControllerLine WaitForOne(Action<string> log)
        {
            while (!m_lst.Pending()) // ! NWA4008
                Thread.Sleep(100);
            Socket s = m_lst.AcceptSocket();
            return new SignalControllerLine(s, log);
        }
    }
}
