using System;
using System.ComponentModel;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Vision.Cameras.Grabber
{
    public struct FrameHeader
    {
        public int Size;
        public uint Sequence;
    }

    /// <summary>Pulls JPEG frames from the inspection camera and sends them on to the archive.</summary>
    public class CameraFrameGrabber
    {
        private readonly BackgroundWorker m_bw = new BackgroundWorker();
        private readonly string m_host;
        private TcpClient m_archive;
        private readonly object m_gate = new object();
        private byte[] m_frame = new byte[0];

        public CameraFrameGrabber(string host)
        {
            m_host = host;
            m_bw.WorkerSupportsCancellation = true;
            m_bw.DoWork += Work;
        }

        public TcpClient Archive
        {
            set { m_archive = value; }
        }

        public void Start() { m_bw.RunWorkerAsync(); }
        public void Stop() { m_bw.CancelAsync(); }

        private void Work(object sender, DoWorkEventArgs e)
        {
            TcpClient cam = new TcpClient(); // ! NWA5001
            cam.Connect(m_host, 4840); // ! NWA3006
            BinaryReader br = new BinaryReader(cam.GetStream());
            while (!m_bw.CancellationPending)
            {
                FrameHeader h = ReadHeader(br);
                byte[] jpg = br.ReadBytes(h.Size); // ! NWA9001
                if (jpg.Length == 0)
                    break;
                Forward(jpg);
            }
            cam.Close();
        }

        private static FrameHeader ReadHeader(BinaryReader br)
        {
            FrameHeader h;
            h.Size = br.ReadInt32(); // ! NWA3003|NWA3001
            h.Sequence = (uint)IPAddress.NetworkToHostOrder(br.ReadUInt32()); // ! NWA2019
            return h;
        }

        private void Forward(byte[] jpg)
        {
            MemoryStream ms = new MemoryStream();
            ms.Write(jpg, 0, jpg.Length);
            ms.WriteByte(0xFF);
            lock (m_gate)
            {
                m_archive.Client.Send(ms.GetBuffer()); // ! NWA1008|NWA6006
            }
        }

        public byte[] Snapshot(Stream control)
        {
            control.WriteByte((byte)'S');
            lock (m_gate)
                return (byte[])m_frame.Clone();
        }

        public void CopyArchive(NetworkStream src, FileStream dst)
        {
            byte[] buf = new byte[32768];
            int n;
            src.ReadTimeout = 15000;
            while ((n = src.Read(buf, 0, buf.Length)) > 0)
            {
                dst.Write(buf, 0, buf.Length); // ! NWA2004
                if (n < buf.Length)
                    break; // ! NWA2022
            }
        }
    }
}
