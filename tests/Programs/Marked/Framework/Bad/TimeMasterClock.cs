using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Process.Sync.MasterClock
{
    /// <summary>Clock master for the PLC islands: SNTP query against the GPS clock, FINS set-clock by UDP, quality by TCP.</summary>
    public static class MasterClock
    {
        private static readonly IPAddress s_addrGps = IPAddress.Parse("10.20.300.5"); // ! NWA9014
        private static UdpClient s_udp;
        private static IPEndPoint s_epLast;

        public static DateTime QueryGps()
        {
            if (s_udp == null)
                s_udp = new UdpClient(0);
            byte[] q = new byte[48];
            q[0] = 0x1B;
            s_udp.Send(q, q.Length, new IPEndPoint(s_addrGps, 123));
            IPEndPoint ep = null;
            byte[] a = s_udp.Receive(ref ep); // ! NWA3003
            if (s_epLast != null && ep != s_epLast) // ! NWA9004
                throw new InvalidOperationException("answer from another clock");
            s_epLast = ep;
            uint sec = BitConverter.ToUInt32(a, 40);
            long lSec = IPAddress.NetworkToHostOrder(sec); // ! NWA2019
            return new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(lSec);
        }

        public static void PushQuality(string strPlcHost, ushort wPort, int nQuality)
        {
            Socket s = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); // ! NWA5001
            s.SendTimeout = 2000;
            s.ReceiveTimeout = 2000;
            s.Connect(strPlcHost, wPort); // ! NWA3006
            byte[] b = new byte[6];
            BitConverter.GetBytes((ushort)IPAddress.HostToNetworkOrder(wPort)).CopyTo(b, 0); // ! NWA2019
            BitConverter.GetBytes(nQuality).CopyTo(b, 2); // ! NWA2011
            s.Send(b);
            byte[] ack = new byte[2];
            s.Receive(ack); // ! NWA2001
            if (ack[0] != 'O' || ack[1] != 'K')
                throw new InvalidOperationException("PLC refused");
            s.Close();
        }
    }
}
