using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Cell.Control.ApmJobs
{
    /// <summary>APM server of the assembly cell: lines of ASCII, at most 32 robots, all deadlines by one timer per robot.</summary>
    public sealed class ApmJobServer : IDisposable
    {
        private const int MaxRobots = 32;
        private const int IdleMs = 60000;
        private readonly Socket m_listen;
        private readonly Timer m_rearm;
        private readonly Func<string, string> m_dispatch;
        private readonly Action<string> m_log;
        private readonly ConcurrentDictionary<Robot, bool> m_robots = new ConcurrentDictionary<Robot, bool>();
        private int m_count;
        private volatile bool m_closed;

        private sealed class Robot
        {
            public Socket Sock;
            public Timer Deadline;
            public readonly byte[] Buf = new byte[256];
            public int Have;
            public byte[] Reply; // null: we are receiving
            public int ReplySent;
            public int Ended;
        }

        public ApmJobServer(IPEndPoint ep, Func<string, string> dispatch, Action<string> log)
        {
            m_dispatch = dispatch;
            m_log = log;
            m_rearm = new Timer(o => ArmAccept(), null, Timeout.Infinite, Timeout.Infinite);
            m_listen = new Socket(ep.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                m_listen.Bind(ep);
                m_listen.Listen(MaxRobots * 4);
            }
            catch
            {
                m_listen.Dispose();
                throw;
            }
            ArmAccept();
        }

        private void ArmAccept()
        {
            try
            {
                while (!m_closed)
                {
                    IAsyncResult ar = m_listen.BeginAccept(OnAccept, null);
                    if (!ar.CompletedSynchronously || !FinishAccept(ar))
                        return;
                }
            }
            catch (ObjectDisposedException)
            {
            }
            catch (SocketException ex)
            {
                Later(ex);
            }
        }

        private void OnAccept(IAsyncResult ar)
        {
            if (!ar.CompletedSynchronously && FinishAccept(ar))
                ArmAccept();
        }

        /// <summary>Out of handles, most likely: give the robots time to leave.</summary>
        private void Later(SocketException ex)
        {
            if (m_closed)
                return;
            m_log("accept: " + ex.SocketErrorCode);
            try
            {
                m_rearm.Change(250, Timeout.Infinite);
            }
            catch (ObjectDisposedException)
            {
            }
        }

        private bool FinishAccept(IAsyncResult ar)
        {
            Socket s;
            try
            {
                s = m_listen.EndAccept(ar);
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
            catch (SocketException ex)
            {
                Later(ex);
                return false;
            }
            if (Interlocked.Increment(ref m_count) > MaxRobots)
            {
                Interlocked.Decrement(ref m_count);
                s.Dispose();
                return true;
            }
            Robot r = new Robot { Sock = s };
            r.Deadline = new Timer(o => End((Robot)o), r, IdleMs, Timeout.Infinite);
            m_robots[r] = true;
            Guard(r, Drive);
            return true;
        }

        private void Guard(Robot r, Action<Robot> step)
        {
            try
            {
                step(r);
            }
            catch (Exception ex)
            {
                if (r.Ended == 0)
                    m_log("robot lost: " + ex.Message);
                End(r);
            }
        }

        /// <summary>A loop and not a recursion: what is complete at once is handled here, the rest in OnIo.</summary>
        private void Drive(Robot r)
        {
            for (;;)
            {
                IAsyncResult ar = r.Reply == null
                    ? r.Sock.BeginReceive(r.Buf, r.Have, r.Buf.Length - r.Have, SocketFlags.None, OnIo, r)
                    : r.Sock.BeginSend(r.Reply, r.ReplySent, r.Reply.Length - r.ReplySent, SocketFlags.None, OnIo, r);
                if (!ar.CompletedSynchronously)
                    return;
                if (!Complete(r, ar))
                    return;
            }
        }

        private void OnIo(IAsyncResult ar)
        {
            if (ar.CompletedSynchronously)
                return;
            Guard((Robot)ar.AsyncState, r =>
            {
                if (Complete(r, ar))
                    Drive(r);
            });
        }

        private bool Complete(Robot r, IAsyncResult ar)
        {
            if (r.Reply != null)
            {
                r.ReplySent += r.Sock.EndSend(ar);
                if (r.ReplySent < r.Reply.Length)
                    return true;
                r.Reply = null;
            }
            else
            {
                int n = r.Sock.EndReceive(ar);
                if (n == 0)
                {
                    End(r);
                    return false;
                }
                r.Have += n;
                r.Deadline.Change(IdleMs, Timeout.Infinite);
            }
            return Next(r);
        }

        private bool Next(Robot r)
        {
            int lf = Array.IndexOf(r.Buf, (byte)'\n', 0, r.Have);
            if (lf < 0)
            {
                if (r.Have < r.Buf.Length)
                    return true;
                m_log("robot sends no line end");
                End(r);
                return false;
            }
            string line = Encoding.ASCII.GetString(r.Buf, 0, lf).TrimEnd('\r');
            r.Have -= lf + 1;
            Buffer.BlockCopy(r.Buf, lf + 1, r.Buf, 0, r.Have);
            r.Reply = Encoding.ASCII.GetBytes(m_dispatch(line) + "\r\n");
            r.ReplySent = 0;
            return true;
        }

        private void End(Robot r)
        {
            if (Interlocked.Exchange(ref r.Ended, 1) != 0)
                return;
            bool ignored;
            m_robots.TryRemove(r, out ignored);
            r.Deadline.Dispose();
            r.Sock.Dispose();
            Interlocked.Decrement(ref m_count);
        }

        public void Dispose()
        {
            m_closed = true;
            m_rearm.Dispose();
            m_listen.Dispose();
            foreach (Robot r in m_robots.Keys)
                End(r);
        }
    }
}
