using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Yard.Rfid.Gates
{
    public class RfidGateServer
    {
        private readonly TcpListener m_lst;
        private readonly Dictionary<string, TcpClient> m_gates = new Dictionary<string, TcpClient>();
        private readonly SemaphoreSlim m_sem = new SemaphoreSlim(1, 1);
        public Func<string, bool> MayPass;

        public RfidGateServer(int nPort)
        {
            m_lst = new TcpListener(IPAddress.Any, nPort);
        }

        public async Task RunAsync(CancellationToken ct)
        {
            m_lst.Start();
            while (true)
            {
                TcpClient c = await m_lst.AcceptTcpClientAsync(ct); // ! NWA4006|NWA5002
                string strName = await ReadHello(c, ct); // ! NWA4001
                m_gates[strName] = c; // ! NWA4014|NWA5005
                Action run = async () => await Gate(strName, c, ct); // ! NWA4012
                run();
            }
        }

        private static async Task<string> ReadHello(TcpClient c, CancellationToken ct)
        {
            byte[] b = new byte[16];
            await c.GetStream().ReadAsync(b, 0, 16, ct).ConfigureAwait(false); // ! NWA2001
            return Encoding.ASCII.GetString(b).Trim();
        }

        private async Task Gate(string strName, TcpClient c, CancellationToken ct)
        {
            NetworkStream ns = c.GetStream();
            byte[] tag = new byte[12];
            try
            {
                while (await Fill(ns, tag, ct))
                {
                    string strId = BitConverter.ToString(tag);
                    byte[] key = new Rfc2898DeriveBytes(strId, tag, 200000, HashAlgorithmName.SHA256).GetBytes(32); // ! NWA6001
                    bool fPass = MayPass(Convert.ToBase64String(key));
                    await Answer(ns, fPass, ct);
                }
            }
            finally
            {
                m_gates.Remove(strName);
                c.Close();
            }
        }

        private static async Task<bool> Fill(NetworkStream ns, byte[] b, CancellationToken ct)
        {
            int n = 0;
            while (n < b.Length)
            {
                int k = await ns.ReadAsync(b, n, b.Length - n, ct); // ! NWA3001
                if (k == 0)
                    return false;
                n += k;
            }
            return true;
        }

        private async Task Answer(NetworkStream ns, bool fPass, CancellationToken ct)
        {
            await m_sem.WaitAsync(ct);
            await ns.WriteAsync(new byte[] { fPass ? (byte)1 : (byte)0 }, 0, 1, ct); // ! NWA6006
            m_sem.Release();
        }

        public Task OpenAll()
        {
            byte[] open = { 2 };
            byte[] beep = { 7 };
            List<Task> l = new List<Task>();
            foreach (TcpClient c in m_gates.Values.ToList())
            {
                l.Add(c.GetStream().WriteAsync(open, 0, 1));
                l.Add(c.GetStream().WriteAsync(beep, 0, 1)); // ! NWA1009
            }
            return Task.WhenAll(l);
        }
    }
}
