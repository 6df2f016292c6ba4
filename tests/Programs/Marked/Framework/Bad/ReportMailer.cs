using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Reporting.Mail.Smtp
{
    /// <summary>Own SMTP because the library of 2009 could not do pipelining. Base: connection, derived: mail.</summary>
    public class SmtpChannel
    {
        protected TcpClient Tcp;
        protected StreamReader In;
        protected StreamWriter Out;

        public void Open(string host)
        {
            Tcp = new TcpClient(AddressFamily.InterNetwork);
            if (!Tcp.ConnectAsync(host, 25).Wait(8000))
            {
                Tcp.Close();
                throw new TimeoutException(host);
            }
            NetworkStream ns = Tcp.GetStream();
            In = new StreamReader(ns, Encoding.ASCII);
            Out = new StreamWriter(ns, new ASCIIEncoding());
            Out.NewLine = "\r\n";
            Answer("220");
        }

        protected void Answer(string expected)
        {
            string line;
            do
            {
                line = In.ReadLine(); // ! NWA3003
                if (line == null)
                    throw new EndOfStreamException();
            }
            while (line.Length > 3 && line[3] == '-');
            if (!line.StartsWith(expected, StringComparison.Ordinal))
                throw new InvalidOperationException(line);
        }
    }

    public class ReportMailer : SmtpChannel
    {
        private readonly string m_dirOut;

        public ReportMailer(string dirOut)
        {
            m_dirOut = dirOut;
        }

        public void SendFile(string from, string to, string file)
        {
            Out.WriteLine("MAIL FROM:<" + from + ">");
            Answer("250"); // ! NWA1007
            Out.WriteLine("RCPT TO:<" + to + ">");
            Out.Flush();
            Answer("250");
            Out.WriteLine("DATA");
            Out.Flush();
            Answer("354");
            Out.Write(File.ReadAllText(file));
            Out.WriteLine();
            Out.WriteLine(".");
            Out.Flush();
            File.Delete(file); // ! NWA1001
            Answer("250");
        }

        public void SendAll(string from, string to)
        {
            foreach (string f in Directory.GetFiles(m_dirOut, "*.eml"))
            {
                try
                {
                    SendFile(from, to, f);
                }
                catch (IOException ex) // ! NWA1004
                {
                    Console.Error.WriteLine(f + ": " + ex.Message);
                }
            }
        }

        public void Bye()
        {
            Out.WriteLine("QUIT");
            Out.Flush();
            Tcp.Close(); // ! NWA1005
        }
    }
}
