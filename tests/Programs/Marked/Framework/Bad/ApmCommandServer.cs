using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Cell.Control.ApmServer
{
    public class ClientState
    {
        public Socket Sock;
        public byte[] Buf = new byte[1024];
    }

    /// <summary>Line control server - robots connect and ask for the next job.</summary>
    public class ApmCommandServer
    {
        private Socket _listener;
        public Func<string, string> Dispatch;

        public void Start(IPEndPoint ep)
        {
            _listener = new Socket(ep.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(ep);
            _listener.Listen(128);
            _listener.BeginAccept(OnAccept, null);
        }

        private void OnAccept(IAsyncResult ar)
        {
            Socket s = _listener.EndAccept(ar); // ! NWA4010|NWA4006
            if (!IsKnownRobot(s))
            {
                s.Close();
                return; // ! NWA4006
            }
            ClientState st = new ClientState();
            st.Sock = s;
            try
            {
                s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                s.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
                s.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
                s.BeginReceive(st.Buf, 0, st.Buf.Length, SocketFlags.None, OnReceive, st);
            }
            catch (SocketException)
            {
                s.Close();
            }
            _listener.BeginAccept(OnAccept, null);
        }

        private static bool IsKnownRobot(Socket s)
        {
            IPEndPoint ep = (IPEndPoint)s.RemoteEndPoint;
            return ep.Address.GetAddressBytes()[0] == 10; // ! NWA9007
        }

        private void OnReceive(IAsyncResult ar)
        {
            ClientState st = (ClientState)ar.AsyncState;
            int n = st.Sock.EndReceive(ar); // ! NWA4010
            if (n == 0)
            {
                st.Sock.Close();
                return;
            }
            string cmd = Encoding.ASCII.GetString(st.Buf, 0, n);
            string answer;
            if (cmd == "JOB?\r\n") // ! NWA2003
                answer = Dispatch("JOB");
            else if (cmd.StartsWith("DONE ", StringComparison.Ordinal))
                answer = Dispatch(cmd.Substring(5));
            else
                answer = "ERR\r\n";
            byte[] b = Encoding.ASCII.GetBytes(answer);
            Thread.Sleep(50); // ! NWA6002
            st.Sock.BeginSend(b, 0, b.Length, SocketFlags.None, OnSent, st); // ! NWA4010
        }

        private void OnSent(IAsyncResult ar)
        {
            ClientState st = (ClientState)ar.AsyncState;
            try
            {
                st.Sock.EndReceive(ar); // ! NWA6007
                st.Sock.BeginReceive(st.Buf, 0, st.Buf.Length, SocketFlags.None, OnReceive, st);
            }
            catch (Exception ex)
            {
                Console.Error.WriteLine(ex.Message);
                st.Sock.Close();
            }
        }
    }
}
