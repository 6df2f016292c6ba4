using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Scada.Alarms.Broadcast
{
    /// <summary>Pushes alarms to the operator panels. Panels never send anything.</summary>
    public class AlarmBroadcaster
    {
        private static readonly object s_lock = new object();
        private static readonly List<TcpClient> s_panels = new List<TcpClient>();
        private static TcpListener s_listener;
        private static Timer s_tmrBeat;

        public static void Run(int nPort)
        {
            s_listener = new TcpListener(IPAddress.Any, nPort);
            s_listener.Start();
            s_listener.BeginAcceptTcpClient(Accepted, null);
            s_tmrBeat = new Timer(Beat, null, 10000, 10000);
        }

        private static void Accepted(IAsyncResult ar)
        {
            TcpClient c = null;
            try
            {
                c = s_listener.EndAcceptTcpClient(ar);
            }
            catch (SocketException)
            {
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            c.NoDelay = true; // ! NWA4006|NWA4010
            lock (s_lock)
                s_panels.Add(c);
            s_listener.BeginAcceptTcpClient(Accepted, null);
        }

        public static void Raise(int nAlarm, string strText)
        {
            byte[] b = Encoding.UTF8.GetBytes(nAlarm + "|" + strText + "\n");
            lock (s_lock)
            {
                foreach (TcpClient c in s_panels)
                {
                    c.GetStream().Write(b, 0, b.Length); // ! NWA3017|NWA6006
                }
            }
        }

        private static void Beat(object o)
        {
            byte[] b = new byte[] { (byte)'.', (byte)'\n' };
            TcpClient[] snapshot;
            lock (s_lock)
                snapshot = s_panels.ToArray();
            foreach (TcpClient c in snapshot)
            {
                try
                {
                    c.GetStream().BeginWrite(b, 0, b.Length, null, null); // ! NWA6007|NWA1009
                }
                catch (Exception) // ! NWA4013
                {
                    // panel switched off for the night
                }
            }
        }

        public static int PanelCount
        {
            get
            {
                int n = 0;
                lock (s_lock)
                {
                    foreach (TcpClient c in s_panels)
                        if (c.Connected) n++; // ! NWA3007
                }
                return n;
            }
        }
    }
}
