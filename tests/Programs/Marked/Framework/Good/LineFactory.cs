using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Scada.Lines.Ownership
{
    /// <summary>Owns one socket. The stream it lends is a view only and may be thrown away at will.</summary>
    public sealed class OwnedLine : IDisposable
    {
        private Socket m_sock;

        private OwnedLine(Socket sock)
        {
            m_sock = sock;
        }

        public static bool TryOpen(EndPoint ep, int timeoutMs, out OwnedLine line)
        {
            Socket s = new Socket(ep.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            line = null;
            try
            {
                using (CancellationTokenSource cts = new CancellationTokenSource(timeoutMs))
                    s.ConnectAsync(ep, cts.Token).AsTask().GetAwaiter().GetResult();
                s.ReceiveTimeout = timeoutMs;
                s.SendTimeout = timeoutMs;
                line = new OwnedLine(s);
                s = null;
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            finally
            {
                s?.Dispose();
            }
        }

        public Stream Lend()
        {
            Socket s = m_sock;
            if (s == null)
                throw new ObjectDisposedException(nameof(OwnedLine));
            return new NetworkStream(s, false);
        }

        public void Dispose()
        {
            Interlocked.Exchange(ref m_sock, null)?.Dispose();
        }
    }

    /// <summary>Keeps lines for reuse. Only a line whose last exchange was complete ever comes back.</summary>
    public sealed class LinePool : IDisposable
    {
        private readonly Stack<OwnedLine> m_idle = new Stack<OwnedLine>();
        private readonly EndPoint m_ep;
        private bool m_closed;

        public LinePool(EndPoint ep)
        {
            m_ep = ep;
        }

        /// <summary>Runs one exchange. An idle line may have died meanwhile: then, once, a fresh one is tried; the exchange must be repeatable.</summary>
        public T Exchange<T>(Func<Stream, T> readOnlyExchange)
        {
            OwnedLine line = TakeIdle();
            if (line != null)
            {
                try
                {
                    return Use(line, readOnlyExchange);
                }
                catch (IOException)
                {
                    // closed by the other side while it lay idle; Use has disposed of it
                }
            }
            if (!OwnedLine.TryOpen(m_ep, 4000, out line))
                throw new IOException("no connection to " + m_ep);
            return Use(line, readOnlyExchange);
        }

        private T Use<T>(OwnedLine line, Func<Stream, T> exchange)
        {
            bool complete = false;
            try
            {
                T result;
                using (Stream view = line.Lend())
                    result = exchange(view);
                complete = true;
                return result;
            }
            finally
            {
                if (!complete || !PutIdle(line))
                    line.Dispose();
            }
        }

        private OwnedLine TakeIdle()
        {
            lock (m_idle)
                return m_idle.Count > 0 ? m_idle.Pop() : null;
        }

        private bool PutIdle(OwnedLine line)
        {
            lock (m_idle)
            {
                if (m_closed || m_idle.Count >= 4)
                    return false;
                m_idle.Push(line);
                return true;
            }
        }

        public void Dispose()
        {
            lock (m_idle)
            {
                m_closed = true;
                while (m_idle.Count > 0)
                    m_idle.Pop().Dispose();
            }
        }
    }
}
