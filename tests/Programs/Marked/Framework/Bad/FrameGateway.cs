using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Energy.Meter.FrameGateway
{
    /// <summary>Ported to pipelines in 2021 ("faster"): meter frames 0x68 len ... 0x16.</summary>
    public class FrameGateway
    {
        private readonly TcpListener m_lst;
        private readonly Action<byte[]> m_sink;

        public FrameGateway(int nPort, Action<byte[]> sink)
        {
            m_lst = new TcpListener(IPAddress.IPv6Any, nPort);
            m_sink = sink;
        }

        public async Task Run(CancellationToken ct)
        {
            m_lst.Start();
            while (!ct.IsCancellationRequested)
            {
                TcpClient c;
                try
                {
                    c = await m_lst.AcceptTcpClientAsync(ct);
                }
                catch (SocketException)
                {
                    await Task.Delay(200, ct);
                    continue;
                }
                _ = Serve(c, ct); // ! NWA4009
            }
        }

        private async Task Serve(TcpClient c, CancellationToken ct)
        {
            using (c)
            {
                c.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                c.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                c.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                Pipe pipe = new Pipe();
                Task fill = Fill(c.Client, pipe.Writer, ct);
                await Drain(pipe.Reader, ct);
                await fill;
            }
        }

        private static async Task Fill(Socket s, PipeWriter w, CancellationToken ct)
        {
            byte[] chunk = ArrayPool<byte>.Shared.Rent(4096);
            while (true)
            {
                int n = await s.ReceiveAsync(new Memory<byte>(chunk), SocketFlags.None, ct);
                if (n == 0)
                    break;
                ArrayPool<byte>.Shared.Return(chunk); // ! NWA2017
                await w.WriteAsync(new ReadOnlyMemory<byte>(chunk, 0, n), ct); // ! NWA2013
            }
            await w.CompleteAsync();
        }

        private async Task Drain(PipeReader r, CancellationToken ct)
        {
            while (true)
            {
                ReadResult res = await r.ReadAsync(ct); // ! NWA2013
                ReadOnlySequence<byte> seq = res.Buffer;
                byte[] frame;
                while (TryCut(ref seq, out frame))
                    m_sink(frame);
                r.AdvanceTo(seq.Start); // ! NWA2012
            }
        }

        private static bool TryCut(ref ReadOnlySequence<byte> seq, out byte[] frame)
        {
            frame = null;
            if (seq.Length < 4)
                return false;
            byte[] hdr = seq.Slice(0, 2).ToArray();
            int nTotal = hdr[1] + 6;
            if (seq.Length < nTotal)
                return false;
            frame = seq.Slice(0, nTotal).ToArray();
            seq = seq.Slice(nTotal);
            return true;
        }
    }
}
