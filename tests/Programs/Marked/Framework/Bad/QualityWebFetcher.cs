using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;

namespace Quality.Lab.WebFetcher
{
    /// <summary>Gets analysis reports from the lab instruments (embedded web server, some only raw HTTP/1.0).</summary>
    public class QualityWebFetcher
    {
        public int TimeoutSeconds = 15;

        static QualityWebFetcher()
        {
            ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls | SecurityProtocolType.Tls11; // ! NWA9009
            ServicePointManager.ServerCertificateValidationCallback += delegate { return true; }; // ! NWA9002
        }

        public string Report(Uri uri)
        {
            HttpWebRequest rq = (HttpWebRequest)WebRequest.Create(uri);
            rq.Timeout = TimeoutSeconds; // ! NWA3009
            HttpWebResponse rs = (HttpWebResponse)rq.GetResponse(); // ! none: WebResponse not disposed when reading fails
            StreamReader rd = new StreamReader(rs.GetResponseStream());
            string s = rd.ReadToEnd();
            rs.Close();
            return s;
        }

        public void PostResult(Uri uri, string strText)
        {
            HttpWebRequest rq = (HttpWebRequest)WebRequest.Create(uri);
            rq.Method = "POST";
            rq.Timeout = 15000;
            rq.ContentLength = strText.Length; // ! NWA2007
            using (StreamWriter w = new StreamWriter(rq.GetRequestStream(), new UTF8Encoding(false)))
                w.Write(strText);
            rq.GetResponse(); // ! none: response of HttpWebRequest never closed, connection pool of two runs dry
        }

        public byte[] RawGet(string strHost, string strPath)
        {
            byte[] body = new byte[65536];
            int nTotal = 0, n;
            using (TcpClient c = new TcpClient())
            {
                c.Connect(strHost, 80); // ! NWA3006
                Stream st = c.GetStream();
                st.ReadTimeout = TimeoutSeconds * 1000;
                byte[] q = Encoding.ASCII.GetBytes("GET " + strPath + " HTTP/1.0\r\nHost: " + strHost + "\r\n\r\n");
                st.Write(q, 0, q.Length);
                do
                {
                    n = st.Read(body, nTotal, Math.Min(1024, body.Length - nTotal));
                    nTotal += n;
                }
                while (n == 1024); // ! NWA2022
            }
            byte[] r = new byte[nTotal];
            Buffer.BlockCopy(body, 0, r, 0, nTotal);
            return r;
        }

        public static bool IsTrustedInstrument(Uri uri)
        {
            return uri.Host.Contains("lab.example.com"); // ! NWA9006
        }
    }
}
