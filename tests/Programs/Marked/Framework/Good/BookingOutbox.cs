using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Retail.Pos.Outbox
{
    public interface IBookingStore
    {
        /// <summary>Oldest booking not acknowledged yet, or null.</summary>
        string Peek(out long number);
        void MarkAcknowledged(long number);
    }

    /// <summary>
    /// Sends bookings to the back office. A booking leaves the store only when the back office has answered
    /// "ACK number"; the number lets it drop what it has had before.
    /// </summary>
    public sealed class BookingOutbox
    {
        private readonly IBookingStore m_store;
        private readonly string m_host;
        private readonly int m_port;
        private readonly ManualResetEvent m_stop = new ManualResetEvent(false);
        private readonly Random m_random = new Random();
        private readonly Action<string> m_log;

        public BookingOutbox(IBookingStore store, string host, int port, Action<string> log)
        {
            m_store = store;
            m_host = host;
            m_port = port;
            m_log = log;
        }

        public void Stop()
        {
            m_stop.Set();
        }

        /// <summary>Thread procedure.</summary>
        public void Run()
        {
            int failures = 0;
            do
            {
                long next;
                if (m_store.Peek(out next) == null)
                    continue;
                try
                {
                    using (TcpClient tcp = new TcpClient())
                    {
                        if (!tcp.ConnectAsync(m_host, m_port).Wait(5000))
                            throw new TimeoutException("connect");
                        tcp.ReceiveTimeout = 10000;
                        tcp.SendTimeout = 10000;
                        NetworkStream net = tcp.GetStream();
                        using (StreamReader rd = new StreamReader(net, new UTF8Encoding(false), false, 256, true))
                        using (StreamWriter wr = new StreamWriter(net, new UTF8Encoding(false), 1024, true))
                        {
                            wr.NewLine = "\n";
                            while (DeliverOne(rd, wr))
                                failures = 0;
                        }
                    }
                }
                catch (AggregateException ex)
                {
                    failures++;
                    m_log("outbox: " + ex.InnerException.Message);
                }
                catch (Exception ex) when (ex is IOException || ex is SocketException || ex is TimeoutException)
                {
                    failures++;
                    m_log("outbox: " + ex.Message);
                }
            }
            while (!m_stop.WaitOne(Pause(failures)));
        }

        private int Pause(int failures)
        {
            int ceiling = Math.Min(60000, 1000 << Math.Min(failures, 6));
            return ceiling / 2 + m_random.Next(ceiling / 2);
        }

        private bool DeliverOne(StreamReader rd, StreamWriter wr)
        {
            long number;
            string text = m_store.Peek(out number);
            if (text == null || m_stop.WaitOne(0))
                return false;
            wr.WriteLine(FormattableString.Invariant($"BOOK {number} {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}"));
            wr.Flush();
            string answer = rd.ReadLine();
            if (answer == null)
                throw new EndOfStreamException("back office closed before the acknowledgement");
            if (answer != FormattableString.Invariant($"ACK {number}"))
                throw new UnexpectedAnswerException(answer);
            m_store.MarkAcknowledged(number);
            return true;
        }

        private sealed class UnexpectedAnswerException : IOException
        {
            public UnexpectedAnswerException(string answer) : base("unexpected answer: " + answer) { }
        }
    }
}
