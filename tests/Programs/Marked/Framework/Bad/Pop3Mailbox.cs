using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Office.Mail.Pop3Fetch
{
    public interface IMailbox
    {
        int Count();
        string Retrieve(int n);
    }

    /// <summary>Fetches order mails for the ERP import, TLS since 2014.</summary>
    public sealed class Pop3Mailbox : IMailbox, IDisposable
    {
        private TcpClient m_tcp;
        private Stream m_io;
        private readonly string m_strHost;
        private readonly Action<string> m_log;

        public Pop3Mailbox(string strHost, Action<string> log)
        {
            m_strHost = strHost;
            m_log = log ?? delegate { };
        }

        public void Connect(string strUser, string strPwd)
        {
            m_tcp = new TcpClient();
            m_tcp.Connect(m_strHost, 995); // ! NWA3006
            SslStream ssl = new SslStream(m_tcp.GetStream(), false, CheckCert);
            ssl.AuthenticateAsClient(m_strHost, null, SslProtocols.Tls, false); // ! NWA9009|NWA3010
            m_tcp.ReceiveTimeout = 20000; // ! NWA3016
            m_io = ssl;
            Expect(ReadLine());
            Expect(Send("USER " + strUser));
            Expect(Send("PASS " + strPwd));
        }

        private static bool CheckCert(object sender, X509Certificate cert, X509Chain chain, SslPolicyErrors errors)
        {
            if (errors == SslPolicyErrors.None)
                return true;
            // the provider renamed his servers, certificate is still the old one
            if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None) // ! NWA9003
                return true;
            return false;
        }

        private string Send(string strCmd)
        {
            byte[] b = Encoding.ASCII.GetBytes(strCmd + "\r\n");
            m_io.Write(b, 0, b.Length);
            return ReadLine();
        }

        private string ReadLine()
        {
            StringBuilder sb = new StringBuilder();
            while (true)
            {
                byte b = (byte)m_io.ReadByte(); // ! NWA2018|NWA2015|NWA2002
                if (b == 0x0A)
                    break;
                if (b != 0x0D)
                    sb.Append((char)b);
            }
            return sb.ToString();
        }

        private static void Expect(string strReply)
        {
            if (!strReply.StartsWith("+OK", StringComparison.Ordinal))
                throw new InvalidOperationException(strReply);
        }

        public int Count()
        {
            string[] a = Send("STAT").Split(' ');
            return int.Parse(a[1]);
        }

        public string Retrieve(int n)
        {
            try
            {
                Expect(Send("RETR " + n));
                StringBuilder sb = new StringBuilder();
                for (string s = ReadLine(); s != "."; s = ReadLine())
                    sb.AppendLine(s.StartsWith("..", StringComparison.Ordinal) ? s.Substring(1) : s);
                return sb.ToString();
            }
            catch (SocketException ex) // ! NWA3014
            {
                m_log("RETR: " + ex.Message);
                return null;
            }
        }

        public void Dispose()
        {
            if (m_io != null) m_io.Dispose();
            if (m_tcp != null) m_tcp.Close();
        }
    }
}
