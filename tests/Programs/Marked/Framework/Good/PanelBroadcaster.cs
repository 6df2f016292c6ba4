using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Scada.Alarms.Panels
{
    /// <summary>Every panel has a queue and one writer of its own; a panel that does not read is put out, the others notice nothing.</summary>
    public sealed class PanelBroadcaster : IDisposable
    {
        private const int QueueLength = 256;
        private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);
        private readonly ConcurrentDictionary<Panel, bool> m_panels = new ConcurrentDictionary<Panel, bool>();
        private readonly CancellationTokenSource m_stop = new CancellationTokenSource();
        private readonly Action<string> m_log;

        private sealed class Panel
        {
            public TcpClient Client;
            public string Name;
            public readonly Channel<byte[]> Queue = Channel.CreateBounded<byte[]>(QueueLength);
        }

        public PanelBroadcaster(Action<string> log)
        {
            m_log = log;
        }

        /// <summary>Takes the client over.</summary>
        public void Add(TcpClient client, string name)
        {
            Panel p = new Panel { Client = client, Name = name };
            m_panels[p] = true;
            Task.Run(() => WriteAll(p));
        }

        public void Raise(byte[] telegram)
        {
            foreach (Panel p in m_panels.Keys)
            {
                if (!p.Queue.Writer.TryWrite(telegram))
                    p.Queue.Writer.TryComplete(new IOException("queue full"));
            }
        }

        private async Task WriteAll(Panel p)
        {
            try
            {
                using (p.Client)
                {
                    NetworkStream net = p.Client.GetStream();
                    while (await p.Queue.Reader.WaitToReadAsync(m_stop.Token).ConfigureAwait(false))
                    {
                        byte[] b;
                        while (p.Queue.Reader.TryRead(out b))
                        {
                            using (CancellationTokenSource cts = CancellationTokenSource.CreateLinkedTokenSource(m_stop.Token))
                            {
                                cts.CancelAfter(WriteLimit);
                                await net.WriteAsync(b, 0, b.Length, cts.Token).ConfigureAwait(false);
                            }
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (m_stop.IsCancellationRequested)
            {
                // we are going down
            }
            catch (Exception ex)
            {
                m_log("panel " + p.Name + " dropped: " + ex.Message);
            }
            finally
            {
                bool ignored;
                m_panels.TryRemove(p, out ignored);
            }
        }

        public void Dispose()
        {
            m_stop.Cancel();
        }
    }
}
