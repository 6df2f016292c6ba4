using System;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading;

namespace Telemetry.Gateway.Receiver
{
    internal sealed class MeterSession
    {
        public Socket Socket;
        public readonly byte[] Frame = new byte[264];
        public int Have;
        public long LastTicks;
    }

    /// <summary>Receives frames (0x68 len payload 0x16) with pooled SocketAsyncEventArgs; sweeps silent modems.</summary>
    public sealed class MeterReceiver : IDisposable
    {
        private const int MaxSilenceMs = 180000;
        private readonly ConcurrentBag<SocketAsyncEventArgs> m_idle = new ConcurrentBag<SocketAsyncEventArgs>();
        private readonly ConcurrentDictionary<MeterSession, byte> m_live = new ConcurrentDictionary<MeterSession, byte>();
        private readonly Action<byte[]> m_sink;
        private readonly Timer m_sweep;

        /// <param name="sink">Only queues the frame; it does not throw.</param>
        public MeterReceiver(int maxSessions, Action<byte[]> sink)
        {
            m_sink = sink;
            for (int i = 0; i < maxSessions; i++)
            {
                SocketAsyncEventArgs e = new SocketAsyncEventArgs();
                e.SetBuffer(new byte[512], 0, 512);
                e.Completed += OnCompleted;
                m_idle.Add(e);
            }
            m_sweep = new Timer(Sweep, null, 30000, 30000);
        }

        /// <summary>Takes the socket over, also when it answers false (full): then it has been closed.</summary>
        public bool Adopt(Socket s)
        {
            SocketAsyncEventArgs e;
            if (!m_idle.TryTake(out e))
            {
                s.Dispose();
                return false;
            }
            MeterSession ses = new MeterSession { Socket = s, LastTicks = Environment.TickCount64 };
            e.UserToken = ses;
            m_live[ses] = 0;
            Pump(e, true);
            return true;
        }

        private void OnCompleted(object sender, SocketAsyncEventArgs e)
        {
            Pump(e, false);
        }

        private void Pump(SocketAsyncEventArgs e, bool startOnly)
        {
            MeterSession ses = (MeterSession)e.UserToken;
            bool arrived = !startOnly;
            try
            {
                for (;;)
                {
                    if (arrived && !Consume(ses, e))
                        break;
                    if (ses.Socket.ReceiveAsync(e))
                        return;
                    arrived = true;
                }
            }
            catch (ObjectDisposedException)
            {
                // the sweep was faster
            }
            Release(ses, e);
        }

        private bool Consume(MeterSession ses, SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success || e.BytesTransferred == 0)
                return false;
            Interlocked.Exchange(ref ses.LastTicks, Environment.TickCount64);
            for (int i = 0; i < e.BytesTransferred; i++)
            {
                byte b = e.Buffer[e.Offset + i];
                if (ses.Have == 0 && b != 0x68)
                    return false;
                ses.Frame[ses.Have++] = b;
                if (ses.Have < 2 || ses.Have < ses.Frame[1] + 3)
                    continue;
                if (b != 0x16)
                    return false;
                byte[] frame = new byte[ses.Have];
                Buffer.BlockCopy(ses.Frame, 0, frame, 0, frame.Length);
                ses.Have = 0;
                m_sink(frame);
            }
            return true;
        }

        private void Release(MeterSession ses, SocketAsyncEventArgs e)
        {
            byte ignored;
            m_live.TryRemove(ses, out ignored);
            ses.Socket.Dispose();
            e.UserToken = null;
            m_idle.Add(e);
        }

        private void Sweep(object state)
        {
            long limit = Environment.TickCount64 - MaxSilenceMs;
            foreach (MeterSession ses in m_live.Keys)
            {
                if (Interlocked.Read(ref ses.LastTicks) < limit)
                    ses.Socket.Dispose(); // completes the pending receive with an error, Release follows
            }
        }

        public void Dispose()
        {
            m_sweep.Dispose();
            foreach (MeterSession ses in m_live.Keys)
                ses.Socket.Dispose();
            SocketAsyncEventArgs e;
            while (m_idle.TryTake(out e))
                e.Dispose();
        }
    }
}
