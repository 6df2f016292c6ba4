using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Warehouse.Scanning.Watchdog
{
    /// <summary>
    /// One fixed scanner over the belt. It sends a '\x05' every five seconds; our watchdog closes the line
    /// when nothing at all has come for twenty, which ends the blocking read.
    /// </summary>
    public sealed class WatchdogScanner : IDisposable
    {
        private const int SilenceMs = 20000;
        private const int MaxLine = 512;
        private readonly TcpClient m_client;
        private readonly NetworkStream m_stream;
        private readonly Timer m_watchdog;
        private readonly Thread m_thread;
        private int m_closed;

        public event Action<string> Scanned;
        public event Action<string> Ended;

        /// <summary>Takes over <paramref name="client"/>, which the caller has connected.</summary>
        public WatchdogScanner(TcpClient client)
        {
            m_client = client;
            m_stream = client.GetStream();
            m_watchdog = new Timer(Bark, null, Timeout.Infinite, Timeout.Infinite);
            m_thread = new Thread(ReadProc) { IsBackground = true, Name = "belt scanner" };
        }

        public void Start()
        {
            m_watchdog.Change(SilenceMs, Timeout.Infinite);
            m_thread.Start();
        }

        private void Bark(object unused)
        {
            Close("silent for " + SilenceMs + " ms");
        }

        private void ReadProc()
        {
            byte[] buf = new byte[256];
            char[] chars = new char[Encoding.UTF8.GetMaxCharCount(buf.Length)];
            Decoder dec = Encoding.UTF8.GetDecoder();
            StringBuilder line = new StringBuilder();
            string reason = "closed by the scanner";
            try
            {
                int n;
                while ((n = m_stream.Read(buf, 0, buf.Length)) > 0)
                {
                    m_watchdog.Change(SilenceMs, Timeout.Infinite);
                    int m = dec.GetChars(buf, 0, n, chars, 0);
                    for (int i = 0; i < m; i++)
                    {
                        char c = chars[i];
                        if (c == '\x05' || c == '\n')
                            continue;
                        if (c != '\r')
                        {
                            if (line.Length >= MaxLine)
                                throw new InvalidDataException("line too long");
                            line.Append(c);
                            continue;
                        }
                        Action<string> h = Scanned;
                        if (h != null)
                            h(line.ToString());
                        line.Length = 0;
                    }
                }
            }
            catch (Exception ex) when (ex is IOException || ex is ObjectDisposedException || ex is InvalidDataException)
            {
                reason = ex.Message;
            }
            Close(reason);
        }

        private void Close(string reason)
        {
            if (Interlocked.Exchange(ref m_closed, 1) != 0)
                return;
            m_watchdog.Dispose();
            m_client.Close();
            Action<string> h = Ended;
            if (h != null)
                h(reason);
        }

        public void Dispose()
        {
            Close("disposed");
        }
    }
}
