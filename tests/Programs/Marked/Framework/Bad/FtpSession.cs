using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Edi.Transport.Ftp
{
    public class FtpException : Exception
    {
        public readonly int Code;
        public FtpException(int code, string text) : base(text) { Code = code; }
    }

    /// <summary>Small passive-mode FTP client; grew out of the 2006 EDI converter.</summary>
    public class FtpSession
    {
        private Socket m_ctl;
        private readonly string m_sServer;
        private string m_sUser, m_sPass;

        public FtpSession(string sServer)
        {
            m_sServer = sServer;
            m_ctl = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            m_ctl.ReceiveTimeout = 30000;
            m_ctl.SendTimeout = 30000;
        }

        public void Login(string sUser, string sPass)
        {
            m_sUser = sUser;
            m_sPass = sPass;
            IPAddress addr = Dns.GetHostEntry(m_sServer).AddressList[0]; // ! NWA9012
            m_ctl.Connect(new IPEndPoint(addr, 21)); // ! NWA3006
            Reply(220);
            Command("USER " + sUser, 331);
            Command("PASS " + sPass, 230);
        }

        private string Command(string sCmd, int nExpected)
        {
            byte[] b = Encoding.ASCII.GetBytes(sCmd + "\r\n");
            m_ctl.Send(b);
            return Reply(nExpected);
        }

        private string Reply(int nExpected)
        {
            // a reader for each reply, the stream does not own the socket so nothing is closed
            StreamReader rd = new StreamReader(new NetworkStream(m_ctl), Encoding.ASCII); // ! NWA2009
            string sLine;
            do
            {
                sLine = rd.ReadLine();
                if (sLine == null)
                    throw new EndOfStreamException("FTP server closed the control connection");
            }
            while (sLine.Length < 4 || sLine[3] == '-');
            int nCode = int.Parse(sLine.Substring(0, 3));
            if (nCode != nExpected)
                throw new FtpException(nCode, sLine);
            return sLine;
        }

        public List<string> List(string sPattern)
        {
            List<string> lst = new List<string>();
            Socket data = OpenData(); // ! NWA5001
            Command("NLST " + sPattern, 150);
            using (StreamReader rd = new StreamReader(new NetworkStream(data))) // ! NWA5004
            {
                string s;
                while ((s = rd.ReadLine()) != null)
                    lst.Add(s);
            }
            Reply(226);
            return lst;
        }

        private Socket OpenData()
        {
            string s = Command("PASV", 227);
            int a = s.IndexOf('('), b = s.IndexOf(')');
            string[] p = s.Substring(a + 1, b - a - 1).Split(',');
            string sHost = p[0] + "." + p[1] + "." + p[2] + "." + p[3];
            int nPort = int.Parse(p[4]) * 256 + int.Parse(p[5]);
            Socket data = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); // ! NWA5003
            data.ReceiveTimeout = 30000;
            data.Connect(IPAddress.Parse(sHost), nPort); // ! NWA3006
            return data;
        }

        public void KeepSessionAlive()
        {
            try
            {
                Command("NOOP", 200);
            }
            catch (SocketException)
            {
                // server throws us out after 5 minutes
                m_ctl.Connect(m_sServer, 21); // ! NWA5006
                Reply(220);
                Command("USER " + m_sUser, 331);
                Command("PASS " + m_sPass, 230);
            }
        }

        public void Quit()
        {
            try
            {
                Command("QUIT", 221);
                m_ctl.Shutdown(SocketShutdown.Both); // ! NWA5007
                m_ctl.Close();
            }
            catch (Exception) { }
        }
    }
}
