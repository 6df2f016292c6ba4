using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Telemetry.Gateway.Saea
{
    internal sealed class Session
    {
        public Socket Socket;
        public long BytesIn;
        public DateTime LastSeenUtc;
    }

    /// <summary>SocketAsyncEventArgs based front end for the meter modems (GPRS).</summary>
    public class MeterFrontEnd
    {
        private const int BufSize = 2048;
        private readonly ConcurrentBag<SocketAsyncEventArgs> m_pool = new ConcurrentBag<SocketAsyncEventArgs>();
        private Socket m_listen;
        public Action<byte[]> FrameHandler;

        public void Start(int port)
        {
            for (int i = 0; i < 500; i++)
            {
                SocketAsyncEventArgs e = new SocketAsyncEventArgs();
                e.SetBuffer(new byte[BufSize], 0, BufSize);
                e.Completed += OnReceiveCompleted;
                m_pool.Add(e);
            }
            m_listen = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            m_listen.Bind(new IPEndPoint(IPAddress.Any, port));
            m_listen.Listen(100);
            SocketAsyncEventArgs acc = new SocketAsyncEventArgs();
            acc.Completed += OnAcceptCompleted;
            StartAccept(acc);
        }

        private void StartAccept(SocketAsyncEventArgs acc)
        {
            acc.AcceptSocket = null;
            if (!m_listen.AcceptAsync(acc))
                OnAcceptCompleted(m_listen, acc); // ! NWA6004
        }

        private void OnAcceptCompleted(object sender, SocketAsyncEventArgs acc)
        {
            if (acc.SocketError != SocketError.Success)
                return; // ! NWA4006
            Socket s = acc.AcceptSocket; // ! NWA5002
            SocketAsyncEventArgs e;
            if (!m_pool.TryTake(out e))
            {
                Console.Error.WriteLine("pool empty");
                StartAccept(acc);
                return;
            }
            s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // ! NWA3002
            e.UserToken = new Session { Socket = s, LastSeenUtc = DateTime.UtcNow };
            s.ReceiveAsync(e); // ! NWA6003
            StartAccept(acc);
        }

        private void OnReceiveCompleted(object sender, SocketAsyncEventArgs e)
        {
            Session ses = (Session)e.UserToken;
            ses.BytesIn += e.BytesTransferred; // ! NWA6005
            ses.LastSeenUtc = DateTime.UtcNow;
            byte[] frame = new byte[e.BytesTransferred];
            Buffer.BlockCopy(e.Buffer, e.Offset, frame, 0, frame.Length);
            if (FrameHandler != null)
                FrameHandler(frame);
            if (!ses.Socket.ReceiveAsync(e))
                OnReceiveCompleted(sender, e); // ! NWA6004
        }
    }
}
