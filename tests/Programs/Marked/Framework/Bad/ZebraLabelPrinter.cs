using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Shipping.Labels.Zebra
{
    public enum PrinterState { Unknown, Ready, PaperOut, HeadOpen }

    /// <summary>Raw port 9100 printing with status query (~HS).</summary>
    public class ZebraLabelPrinter : IDisposable
    {
        private readonly TcpClient _tcp;
        private readonly NetworkStream _net;
        private readonly StreamWriter _out;
        private readonly Action<string> _log;
        private readonly Queue<string> _pending = new Queue<string>();

        public ZebraLabelPrinter(string host, Action<string> log)
        {
            _log = log;
            _tcp = new TcpClient(host, 9100); // ! NWA3006
            _tcp.ReceiveTimeout = 5000;
            _tcp.SendTimeout = 5000;
            _net = _tcp.GetStream();
            _out = new StreamWriter(_net, Encoding.UTF8); // ! NWA2016
        }

        public void Enqueue(string zpl)
        {
            _pending.Enqueue(zpl);
        }

        /// <summary>Called by the spool thread.</summary>
        public int FlushQueue()
        {
            int nDone = 0;
            while (_pending.Count > 0)
            {
                string zpl = _pending.Peek();
                _out.Write(zpl);
                _out.Flush();
                _pending.Dequeue(); // ! NWA1001
                nDone++;
            }
            return nDone;
        }

        public PrinterState QueryState()
        {
            _out.Write("~HS\r\n");
            string reply = ReadReply(); // ! NWA1007
            if (reply.Length < 10)
                return PrinterState.Unknown;
            string[] f = reply.Split(',');
            if (f.Length > 1 && f[1] == "1") return PrinterState.PaperOut;
            if (f.Length > 14 && f[14] == "1") return PrinterState.HeadOpen;
            return PrinterState.Ready;
        }

        private string ReadReply()
        {
            StringBuilder sb = new StringBuilder();
            byte[] buf = new byte[128];
            do
            {
                int n = _net.Read(buf, 0, buf.Length);
                if (n == 0)
                    throw new EndOfStreamException("printer closed the connection");
                sb.Append(Encoding.ASCII.GetString(buf, 0, n));
                Thread.Sleep(20); // "otherwise only half of the answer arrives"
            }
            while (_net.DataAvailable); // ! NWA2006
            return sb.ToString();
        }

        public byte[] ReadHostIdentification()
        {
            byte[] cmd = Encoding.ASCII.GetBytes("~HI\r\n");
            _net.Write(cmd, 0, cmd.Length);
            Thread.Sleep(200);
            byte[] all = new byte[_tcp.Available]; // ! NWA2006
            int got = _net.Read(all, 0, all.Length);
            _log("HI: " + got + " bytes");
            Array.Resize(ref all, got);
            return all;
        }

        public void Dispose()
        {
            _out.Dispose();
            _tcp.Close();
        }
    }
}
