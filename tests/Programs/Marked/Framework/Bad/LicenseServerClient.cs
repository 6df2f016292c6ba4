using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Cad.Licensing.Network
{
    public class LicenseServerClient : IDisposable
    {
        private readonly string m_strServer;
        private readonly bool m_fPinned;
        private TcpClient m_tcp;
        private SslStream m_ssl;
        private readonly byte[] m_buf = new byte[512];

        public LicenseServerClient(string strServer, bool fPinned)
        {
            m_strServer = strServer;
            m_fPinned = fPinned;
        }

        public async Task Connect()
        {
            m_tcp = new TcpClient();
            Task tConnect = m_tcp.ConnectAsync(m_strServer, 27000);
            if (await Task.WhenAny(tConnect, Task.Delay(5000)) != tConnect)
            {
                m_tcp.Dispose();
                throw new TimeoutException("license server");
            }
            await tConnect;
            RemoteCertificateValidationCallback cb;
            if (m_fPinned)
                cb = (o, cert, chain, err) => cert.Subject.Contains("CN=Lic Server"); // ! NWA9013
            else
                cb = AcceptAll;
            m_ssl = new SslStream(m_tcp.GetStream(), false, cb);
            await m_ssl.AuthenticateAsClientAsync(m_strServer); // ! NWA3010|NWA3004
        }

        private static bool AcceptAll(object o, X509Certificate c, X509Chain ch, SslPolicyErrors e)
        {
            Console.Error.WriteLine("license TLS: " + e);
            return true; // ! NWA9002
        }

        public async Task<string> Checkout(string strFeature)
        {
            byte[] q = Encoding.ASCII.GetBytes("CHECKOUT " + strFeature + "\n");
            await m_ssl.WriteAsync(q, 0, q.Length);
            Task<int> tRead = m_ssl.ReadAsync(m_buf, 0, m_buf.Length);
            Task tWinner = await Task.WhenAny(tRead, Task.Delay(3000)); // ! NWA3008
            if (tWinner != tRead)
                return "BUSY"; // caller asks again in a minute
            int n = await tRead;
            string s = Encoding.ASCII.GetString(m_buf, 0, n);
            return s.StartsWith("OK ", StringComparison.Ordinal) ? s.Substring(3).Trim() : null; // ! NWA2003
        }

        /// <summary>Waits for messages of the server ("license will be withdrawn") between two check-outs.</summary>
        public async Task Listen(ManualResetEventSlim evStop, Action<string> note)
        {
            byte[] b = new byte[256];
            Task<int> tRead = m_ssl.ReadAsync(b, 0, b.Length);
            while (!evStop.IsSet)
            {
                await Task.WhenAny(tRead, Task.Delay(1000));
                if (tRead.IsCompleted)
                    note(Encoding.ASCII.GetString(b, 0, await tRead)); // ! NWA2020
            }
        }

        public void Dispose()
        {
            if (m_ssl != null) m_ssl.Dispose();
            if (m_tcp != null) m_tcp.Dispose();
        }
    }
}
