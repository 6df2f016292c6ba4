using System;
using System.IO;
using System.IO.Pipes;
using System.Text;
using System.Threading;

namespace Hmi.Local.Ipc
{
    /// <summary>HMI and service on one machine: named pipe, one line asks, one line answers. The kernel tells when the other dies.</summary>
    public sealed class HmiPipeServer : IDisposable
    {
        private readonly string m_name;
        private readonly Func<string, string> m_answer;
        private readonly Action<string> m_log;
        private readonly Thread m_thread;
        private readonly object m_gate = new object();
        private NamedPipeServerStream m_current;
        private readonly CancellationTokenSource m_cts = new CancellationTokenSource();
        private bool m_stop;

        public HmiPipeServer(string name, Func<string, string> answer, Action<string> log)
        {
            m_name = name;
            m_answer = answer;
            m_log = log;
            m_thread = new Thread(Serve) { IsBackground = true };
        }

        public void Start()
        {
            m_thread.Start();
        }

        private bool Publish(NamedPipeServerStream pipe)
        {
            lock (m_gate)
            {
                m_current = pipe;
                return !m_stop;
            }
        }

        private void Serve()
        {
            for (;;)
            {
                using (NamedPipeServerStream pipe = new NamedPipeServerStream(m_name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous))
                {
                    if (!Publish(pipe))
                        return;
                    try
                    {
                        pipe.WaitForConnectionAsync(m_cts.Token).GetAwaiter().GetResult();
                        using (StreamReader rd = new StreamReader(pipe, Encoding.UTF8, false, 1024, true))
                        using (StreamWriter wr = new StreamWriter(pipe, new UTF8Encoding(false), 1024, true))
                        {
                            wr.AutoFlush = true;
                            string line;
                            while ((line = rd.ReadLine()) != null)
                                wr.WriteLine(m_answer(line));
                        }
                    }
                    catch (OperationCanceledException)
                    {
                        return;
                    }
                    catch (ObjectDisposedException)
                    {
                        // Dispose was called
                    }
                    catch (IOException ex)
                    {
                        m_log("HMI gone: " + ex.Message);
                        Thread.Sleep(200);
                    }
                }
            }
        }

        public void Dispose()
        {
            NamedPipeServerStream pipe;
            lock (m_gate)
            {
                m_stop = true;
                pipe = m_current;
            }
            m_cts.Cancel();
            if (pipe != null)
                pipe.Dispose();
        }
    }
}
