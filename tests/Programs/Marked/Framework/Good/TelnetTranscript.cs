using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Network.Admin.Transcript
{
    /// <summary>Talks to a switch console by prompts: what has come after the prompt stays for the next call.</summary>
    public sealed class TelnetTranscript : IDisposable
    {
        private const int MaxAnswer = 1 << 20;
        private readonly TcpClient m_tcp;
        private readonly NetworkStream m_net;
        private readonly Decoder m_decoder = Encoding.UTF8.GetDecoder();
        private readonly StringBuilder m_pending = new StringBuilder();
        private readonly byte[] m_bytes = new byte[4096];
        private readonly char[] m_chars = new char[4097];

        private TelnetTranscript(TcpClient tcp)
        {
            m_tcp = tcp;
            m_tcp.ReceiveTimeout = 15000;
            m_tcp.SendTimeout = 15000;
            m_net = tcp.GetStream();
        }

        public static TelnetTranscript Attach(TcpClient connected)
        {
            try
            {
                return new TelnetTranscript(connected);
            }
            catch
            {
                connected.Dispose();
                throw;
            }
        }

        public string Ask(string command, string prompt)
        {
            byte[] q = Encoding.UTF8.GetBytes(command + "\r\n");
            m_net.Write(q, 0, q.Length);
            return Until(prompt);
        }

        private string Until(string prompt)
        {
            int from = 0;
            for (;;)
            {
                string have = m_pending.ToString();
                int at = have.IndexOf(prompt, from, StringComparison.Ordinal);
                if (at >= 0)
                {
                    m_pending.Remove(0, at + prompt.Length);
                    return have.Substring(0, at);
                }
                if (have.Length > MaxAnswer)
                    throw new InvalidDataException("no prompt within " + MaxAnswer + " characters");
                from = Math.Max(0, have.Length - prompt.Length + 1);
                int n = m_net.Read(m_bytes, 0, m_bytes.Length);
                if (n == 0)
                    throw new EndOfStreamException("console closed");
                m_pending.Append(m_chars, 0, m_decoder.GetChars(m_bytes, 0, n, m_chars, 0));
            }
        }

        public void Dispose()
        {
            // Good manners only; the switch ends the session by itself when the connection is gone.
            try
            {
                byte[] bye = Encoding.ASCII.GetBytes("exit\r\n");
                m_net.Write(bye, 0, bye.Length);
            }
            catch (IOException)
            {
            }
            catch (ObjectDisposedException)
            {
            }
            finally
            {
                m_tcp.Close();
            }
        }
    }
}
